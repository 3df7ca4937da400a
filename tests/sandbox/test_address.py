"""Where a sandbox listens, and what URL leads there."""

import gc
import ipaddress
import socket

import pytest

from zhixiao_async.sandbox import CannotStart, address
from zhixiao_async.sandbox.address import bind, machine_url, url_of

ROUTE = {"0.0.0.0": "127.0.0.2", "::": "::1"}


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_probed_addresses_are_nobodys(family):
    """Reserved for documentation, so that the default route leads there and nobody answers."""
    everywhere = "0.0.0.0" if family == socket.AF_INET else "::"
    probed = ipaddress.ip_address(address.EVERYWHERE[everywhere])
    networks = ("192.0.2.0/24", "2001:db8::/32")
    assert any(probed in ipaddress.ip_network(one) for one in networks)
    assert len(address.EVERYWHERE) == 2


@pytest.mark.parametrize(
    ("host", "url"), [("0.0.0.0", "http://127.0.0.1:8765"), ("::", "http://[::1]:8765")]
)
def test_address_of_this_machine(monkeypatch, host, url):
    """The one on the default route; none before a port is taken, and none for one host alone."""
    monkeypatch.setattr(address, "EVERYWHERE", ROUTE)
    assert machine_url(host, 8765) == url
    assert machine_url(host, 0) is None
    assert machine_url("127.0.0.1", 8765) is None


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:"),
        ("0.0.0.0", "http://127.0.0.1:"),
        ("::", "http://[::1]:"),
        ("::1", "http://[::1]:"),
    ],
)
def test_url_of_a_socket(host, url):
    """For a client on the same machine, also where it listens everywhere."""
    with bind(host, 0) as sock:
        assert url_of(sock) == f"{url}{sock.getsockname()[1]}"
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)


@pytest.mark.parametrize(
    ("host", "port", "reason"),
    [
        ("192.0.2.1", 0, "Cannot assign"),
        ("127.0.0.1", 65536, "a port is from 0 to 65535$"),
        ("127.0.0.1", -1, "a port is from 0 to 65535$"),
    ],
)
def test_nowhere_to_listen(host, port, reason):
    """One sentence with the reason, and no socket is left behind."""
    with pytest.raises(CannotStart, match=f"^can't listen on {host} port {port}: {reason}"):
        bind(host, port)
    gc.collect()
