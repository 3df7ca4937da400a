"""The listening socket, and the URLs that lead to it."""

import gc
import ipaddress
import socket

import pytest

from zhixiao_async.sandbox import CannotStart
from zhixiao_async.sandbox.server import address
from zhixiao_async.sandbox.server.address import bind, machine_url, url_of

ROUTE = {"0.0.0.0": "127.0.0.2", "::": "::1"}


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_probed_addresses_are_nobodys(family):
    """The probed addresses are reserved for documentation: the default route leads there."""
    everywhere = "0.0.0.0" if family == socket.AF_INET else "::"
    probed = ipaddress.ip_address(address.EVERYWHERE[everywhere])
    networks = ("192.0.2.0/24", "2001:db8::/32")
    assert any(probed in ipaddress.ip_network(network) for network in networks)
    assert len(address.EVERYWHERE) == 2


@pytest.mark.parametrize(
    ("host", "url"), [("0.0.0.0", "http://127.0.0.1:8765"), ("::", "http://[::1]:8765")]
)
def test_address_of_this_machine(monkeypatch, host, url):
    """machine_url has the default route's address, and is None without a port or for one host."""
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
    """url_of is for a client on this machine, also of a socket that listens everywhere."""
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
    """An address that can't be listened on is a CannotStart with the reason."""
    with pytest.raises(CannotStart, match=f"^can't listen on {host} port {port}: {reason}"):
        bind(host, port)
    gc.collect()
