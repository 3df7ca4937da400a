"""The guard lets nothing leave this machine."""

import socket
import sys
import threading

import pytest

from zhixiao_async.sandbox.server.loopback import loopback_only


class Refused(Exception):
    """The error that this test's guard raises."""


def refuse(sentence: str) -> None:
    raise Refused(sentence)


@pytest.fixture
def guard():
    with loopback_only(refuse) as refused:
        yield refused


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()


@pytest.mark.parametrize(
    "host", ["192.0.2.1", "10.0.0.1", "0.0.0.1", "2001:db8::1", "::ffff:192.0.2.1", "example.com"]
)
def test_other_host_is_refused(guard, host):
    """A connection to another host is refused, with a sentence that names the host."""
    with pytest.raises(Refused, match=f"may not connect to {host}: only loopback"):
        socket.create_connection((host, 80), timeout=1)


@pytest.mark.parametrize("method", ["connect", "connect_ex"])
def test_either_way_of_connecting(guard, method):
    """Connect and connect_ex are both guarded, also for a name."""
    with socket.socket() as sock, pytest.raises(Refused, match=r"example\.com"):
        getattr(sock, method)(("example.com", 80))


@pytest.mark.parametrize(
    "host", [b"example.com", b"\xff.com", "EXAMPLE.com", "localhost.example.com"]
)
def test_name_is_not_even_looked_up(guard, host):
    """A foreign name is refused before it is looked up."""
    with pytest.raises(Refused):
        socket.getaddrinfo(host, 80)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::ffff:127.0.0.1"])
def test_loopback_is_allowed(guard, listening, host):
    """Loopback is allowed by address and by name."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as sock:
        sock.connect((host, listening[1]))


def test_subdomain_of_localhost(monkeypatch):
    """A subdomain of localhost is this machine, and may be looked up."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, _: [host])
    with loopback_only(refuse):
        assert socket.getaddrinfo("Shop.localhost", 80) == ["Shop.localhost"]


def test_connect_ex_works(guard, listening):
    """connect_ex returns its code as usual on this machine."""
    with socket.socket() as sock:
        assert sock.connect_ex(listening) == 0


def test_own_addresses_can_be_asked_for(guard):
    """A server can look up its own addresses before it listens."""
    assert socket.getaddrinfo(None, 80, flags=socket.AI_PASSIVE)
    assert socket.getaddrinfo("0.0.0.0", 80)


def test_unix_sockets_are_left_alone(guard, tmp_path):
    """Unix sockets are left alone."""
    path = str(tmp_path / "socket")
    with (
        socket.socket(socket.AF_UNIX) as server,
        socket.socket(socket.AF_UNIX) as sock,
    ):
        server.bind(path)
        server.listen()
        sock.connect(path)


def test_other_threads_are_guarded(guard):
    """The guard holds for other threads as well."""
    caught = []

    def connect() -> None:
        try:
            socket.create_connection(("192.0.2.1", 80), timeout=1)
        except Refused as error:
            caught.append(error)

    thread = threading.Thread(target=connect)
    thread.start()
    thread.join()
    assert [str(error) for error in caught] == guard
    assert len(guard) == 1


SYSTEM_CALLS: list[str] = []


def watch(event: str, _: object) -> None:
    if not event.startswith("socket.") or event in ("socket.__new__", "socket.gethostname"):
        return
    # Another test's thread may still be at work.
    if threading.current_thread() is threading.main_thread():
        SYSTEM_CALLS.append(event)


@pytest.fixture(scope="module")
def audited() -> list[str]:
    """Record Python's audit events of sockets; a hook can't be removed."""
    sys.addaudithook(watch)
    return SYSTEM_CALLS


FOREIGN = ("192.0.2.1", 80)
WAYS = {
    "connect": lambda sock: sock.connect(FOREIGN),
    "connect_ex": lambda sock: sock.connect_ex(FOREIGN),
    "sendto": lambda sock: sock.sendto(b"x", FOREIGN),
    "sendto-flags": lambda sock: sock.sendto(b"x", 0, FOREIGN),
    "sendmsg": lambda sock: sock.sendmsg([b"x"], [], 0, FOREIGN),
    "create_connection": lambda sock: socket.create_connection(("192.0.2.1.example", 80)),
    "getaddrinfo": lambda sock: socket.getaddrinfo("192.0.2.1.example", 80),
    "gethostbyname": lambda sock: socket.gethostbyname("192.0.2.1.example"),
    "gethostbyname_ex": lambda sock: socket.gethostbyname_ex("192.0.2.1.example"),
    "gethostbyaddr": lambda sock: socket.gethostbyaddr("192.0.2.1"),
    "getnameinfo": lambda sock: socket.getnameinfo(FOREIGN, 0),
    "getfqdn": lambda sock: socket.getfqdn("192.0.2.1"),
}


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM], ids=["tcp", "udp"])
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_no_system_call(guard, audited, way, kind):
    """A refusal comes before any system call, so that no packet can leave."""
    with socket.socket(socket.AF_INET, kind) as sock:
        audited.clear()
        with pytest.raises(Refused, match=r"192\.0\.2\.1"):
            way(sock)
        assert audited == []
    assert len(guard) == 1


def test_watch_sees_what_is_allowed(guard, audited, listening):
    """The audit hook of the test above notices an allowed call."""
    with socket.socket() as sock:
        audited.clear()
        sock.connect(listening)
        assert audited == ["socket.connect"]


def test_datagrams_on_this_machine(guard):
    """Datagrams on this machine arrive, by every way of sending."""
    datagrams = socket.SOCK_DGRAM
    with socket.socket(type=datagrams) as receiver, socket.socket(type=datagrams) as sender:
        receiver.bind(("127.0.0.1", 0))
        sender.sendto(b"1", receiver.getsockname())
        sender.sendmsg([b"2"], [], 0, receiver.getsockname())
        sender.connect(receiver.getsockname())
        sender.sendmsg([b"3"])
        sender.sendmsg([b"4"], [], 0)
        assert [receiver.recv(9) for _ in range(4)] == [b"1", b"2", b"3", b"4"]


def test_names_of_this_machine(guard):
    """This machine's own names may be looked up."""
    assert socket.gethostbyname("localhost").startswith("127.")
    assert socket.gethostbyname_ex("127.0.0.1")
    assert socket.gethostbyaddr("127.0.0.1")
    assert socket.getfqdn()
    flags = socket.NI_NUMERICHOST | socket.NI_NUMERICSERV
    assert socket.getnameinfo(FOREIGN, flags) == ("192.0.2.1", "80")
    assert guard == []


def test_ends():
    """The guard's end restores every function, also after a failure inside."""

    def everything() -> list[object]:
        names = ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "getnameinfo")
        methods = ("connect", "connect_ex", "sendto", "sendmsg")
        return [getattr(socket, name) for name in names] + [
            method in vars(socket.socket) for method in methods
        ]

    before = everything()
    with pytest.raises(Refused), loopback_only(refuse):
        socket.getaddrinfo("example.com", 80)
    assert everything() == before
