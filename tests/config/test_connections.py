"""How the gateway is reached is checked when it is configured, not at the first payment."""

import importlib
from ssl import PROTOCOL_TLS_CLIENT, SSLContext

import aiohttp
import attrs
import pytest

from zhixiao_async import Client, Connections, Credentials, InvalidRequest


@pytest.mark.parametrize(
    "name",
    ["Connection", "Content-Encoding", "content-length", "HOST", "TE", "Transfer-Encoding"],
)
def test_header_of_the_message_itself(name):
    """A header that would frame or route the message otherwise is refused."""
    with pytest.raises(InvalidRequest, match=f"headers can't set {name}, which is the message's"):
        Connections(headers={name: "a"})


@pytest.mark.parametrize(
    "headers",
    [{"X": "a\r\nB: c"}, {"X": ""}, {"": "a"}, {"X\n": "a"}, {"X": 1}, {1: "a"}],
    ids=["line break", "empty value", "empty name", "name in two lines", "number", "number's name"],
)
def test_header_that_is_no_line_of_text(headers):
    """A name or a value that isn't one is refused."""
    with pytest.raises(
        InvalidRequest, match=r"headers.* must be text on one line, and not be empty"
    ):
        Connections(headers=headers)


def test_every_setting_is_kept():
    """A client gets every option as given, under its own name."""
    given = {
        "limit": 1,
        "keepalive": 0,
        "proxy": "http://proxy.example.edu:3128",
        "ssl": SSLContext(PROTOCOL_TLS_CLIENT),
        "trace_configs": (aiohttp.TraceConfig(),),
        "headers": {"X-School": "10086"},
        "user_agent": "school/1",
    }
    assert attrs.asdict(Connections(**given), recurse=False) == given


def test_no_setting_is_given():
    """Twenty connections, each kept for 15 seconds, and nothing that isn't asked for."""
    assert attrs.asdict(Connections(), recurse=False) == {
        "limit": 20,
        "keepalive": 15.0,
        "proxy": None,
        "ssl": None,
        "trace_configs": (),
        "headers": {},
        "user_agent": None,
    }


def test_one_trace_of_several_is_none():
    """A stray trace is refused however many good ones there are, and is shown."""
    with pytest.raises(InvalidRequest, match=r"trace_configs must be a sequence .*, got .*7"):
        Connections(trace_configs=[aiohttp.TraceConfig(), 7])


def test_headers_are_a_mapping():
    """A list of pairs is refused with its name."""
    with pytest.raises(InvalidRequest, match="headers must map"):
        Connections(headers=[("X", "a")])


@pytest.mark.parametrize("agent", ["", "a\nb", 7])
def test_user_agent_is_a_line_of_text(agent):
    """A user agent that is no line of text is refused."""
    with pytest.raises(InvalidRequest, match="user_agent"):
        Connections(user_agent=agent)


@pytest.mark.parametrize("proxy", ["", "http://", "127.0.0.1:8080", "socks5://a:1", 8080])
def test_proxy_is_a_url(proxy):
    """A proxy that would silently be gone around is refused; its password isn't repeated."""
    with pytest.raises(InvalidRequest, match="proxy must be"):
        Connections(proxy=proxy)


def test_proxy_with_a_password():
    """Credentials may stand in it, and show in no repr."""
    connections = Connections(proxy="http://user:geheim@proxy.example.edu:3128")
    assert "geheim" not in repr(connections)
    assert "proxy" not in repr(connections)


@pytest.mark.parametrize(
    "host",
    ["..", "300.1.1.1", "a b", "-a.example", "a..b", "x" * 64, "例" * 64],
    ids=["dots", "number", "space", "dash", "empty label", "long", "long beyond ASCII"],
)
def test_host_that_can_never_work(host):
    """A host that can't exist is refused when the client is made."""
    credentials = Credentials(app_id="1", app_secret="2", aes_key="3" * 32)
    with pytest.raises(InvalidRequest, match="base_url"):
        Client(credentials, base_url=f"http://{host}")


@pytest.mark.parametrize(
    "base_url",
    ["http://127.0.0.1:8080", "https://[::1]", "http://api.例子.cn/", "http://a_b:1/prefix"],
)
def test_host_that_can_work(base_url):
    """Addresses, names beyond ASCII, ports and prefixes are taken."""
    credentials = Credentials(app_id="1", app_secret="2", aes_key="3" * 32)
    assert Client(credentials, base_url=base_url)


@pytest.mark.parametrize("package", ["zhixiao_async", "zhixiao_sync"])
def test_client_from_the_environment(monkeypatch, package):
    """A client takes its credentials and the base URL from the variables."""
    values = {"APP_ID": "1", "APP_SECRET": "2", "AES_KEY": "3" * 32, "BASE_URL": "ftp://nowhere"}
    for name, value in values.items():
        monkeypatch.setenv(f"ZHIXIAO_{name}", value)
    made = importlib.import_module(package).Client
    with pytest.raises(InvalidRequest, match="ZHIXIAO_BASE_URL must be http"):
        made.from_env()
    monkeypatch.setenv("ZHIXIAO_BASE_URL", "")
    with pytest.raises(InvalidRequest, match="ZHIXIAO_BASE_URL must not be empty"):
        made.from_env()
    monkeypatch.setenv("ZHIXIAO_BASE_URL", "http://127.0.0.1/pay_api")
    with pytest.raises(InvalidRequest, match="ZHIXIAO_BASE_URL must end before /pay_api"):
        made.from_env()
    monkeypatch.delenv("ZHIXIAO_BASE_URL")
    assert made.from_env()
