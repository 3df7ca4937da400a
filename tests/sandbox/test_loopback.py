"""Nothing leaves this machine while the guard stands."""

import socket
import threading

import pytest

from zhixiao_async.sandbox.loopback import loopback_only


class Refused(Exception):
    """What this test's guard raises."""


def refuse(sentence: str) -> None:
    raise Refused(sentence)


@pytest.fixture
def guard():
    with loopback_only(refuse):
        yield


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()


@pytest.mark.parametrize(
    "host", ["192.0.2.1", "10.0.0.1", "0.0.0.1", "2001:db8::1", "::ffff:192.0.2.1", "example.com"]
)
def test_other_host_is_refused(guard, host):
    """Before a packet leaves, with a sentence that names it."""
    with pytest.raises(Refused, match=f"may not connect to {host}: only loopback"):
        socket.create_connection((host, 80), timeout=1)


@pytest.mark.parametrize("method", ["connect", "connect_ex"])
def test_either_way_of_connecting(guard, method):
    """Both of a socket's own methods, a name included that it would resolve by itself."""
    with socket.socket() as sock, pytest.raises(Refused, match=r"example\.com"):
        getattr(sock, method)(("example.com", 80))


@pytest.mark.parametrize("host", [b"example.com", "EXAMPLE.com", "localhost.example.com"])
def test_name_is_not_even_looked_up(guard, host):
    """A name server would learn it."""
    with pytest.raises(Refused):
        socket.getaddrinfo(host, 80)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::ffff:127.0.0.1"])
def test_loopback_is_allowed(guard, listening, host):
    """By address and by name."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as sock:
        sock.connect((host, listening[1]))


def test_connect_ex_works(guard, listening):
    """It gives its code as ever."""
    with socket.socket() as sock:
        assert sock.connect_ex(listening) == 0


def test_own_addresses_can_be_asked_for(guard):
    """What a server asks for before it listens."""
    assert socket.getaddrinfo(None, 80, flags=socket.AI_PASSIVE)
    assert socket.getaddrinfo("0.0.0.0", 80)


def test_unix_sockets_are_left_alone(guard, tmp_path):
    """They lead nowhere else."""
    path = str(tmp_path / "socket")
    with (
        socket.socket(socket.AF_UNIX) as server,
        socket.socket(socket.AF_UNIX) as sock,
    ):
        server.bind(path)
        server.listen()
        sock.connect(path)


def test_other_threads_are_guarded(guard):
    """One guard for the process."""
    caught = []

    def connect() -> None:
        try:
            socket.create_connection(("192.0.2.1", 80), timeout=1)
        except Refused as error:
            caught.append(error)

    thread = threading.Thread(target=connect)
    thread.start()
    thread.join()
    assert len(caught) == 1


def test_ends():
    """Everything is as before, also after a failure inside."""

    def everything() -> list[object]:
        return [
            socket.getaddrinfo,
            "connect" in vars(socket.socket),
            "connect_ex" in vars(socket.socket),
        ]

    before = everything()
    with pytest.raises(Refused), loopback_only(refuse):
        socket.getaddrinfo("example.com", 80)
    assert everything() == before
