"""How the gateway is reached is checked when it is configured, not at the first payment."""

import importlib

import pytest

from zhixiao_async import Client, Connections, Credentials, InvalidRequest


@pytest.mark.parametrize(
    "headers",
    [{"Host": "a"}, {"content-length": "3"}, {"X": "a\r\nB: c"}, {"X": ""}, {"": "a"}, {"X": 1}],
    ids=["host", "length", "line break", "empty value", "empty name", "number"],
)
def test_header_that_would_break_the_message(headers):
    """A header of the message itself, or one that isn't a line of text, is refused."""
    with pytest.raises(InvalidRequest, match="headers"):
        Connections(headers=headers)


def test_headers_are_a_mapping():
    """A list of pairs is refused with its name."""
    with pytest.raises(InvalidRequest, match="headers must map"):
        Connections(headers=[("X", "a")])


@pytest.mark.parametrize("agent", ["", "a\nb", 7])
def test_user_agent_is_a_line_of_text(agent):
    """Anything else is refused."""
    with pytest.raises(InvalidRequest, match="user_agent"):
        Connections(user_agent=agent)


@pytest.mark.parametrize("proxy", ["", "http://", "127.0.0.1:8080", "socks5://a:1", 8080])
def test_proxy_is_a_url(proxy):
    """What would silently go around the proxy is refused; a password in it isn't repeated."""
    with pytest.raises(InvalidRequest, match="proxy must be"):
        Connections(proxy=proxy)


def test_proxy_with_a_password():
    """Credentials may stand in it, and show in no repr."""
    connections = Connections(proxy="http://user:geheim@proxy.example.edu:3128")
    assert "geheim" not in repr(connections)


@pytest.mark.parametrize(
    "host",
    ["..", "300.1.1.1", "a b", "-a.example", "a..b", "x" * 64, "例" * 64],
    ids=["dots", "number", "space", "dash", "empty label", "long", "long beyond ASCII"],
)
def test_host_that_can_never_work(host):
    """It is refused when the client is made."""
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
    """It takes its credentials and the base URL from the variables."""
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
