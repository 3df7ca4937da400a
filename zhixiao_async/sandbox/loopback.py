"""No connection leaves this machine: a guard for tests that could reach a real gateway."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

Refuse = Callable[[str], None]


@contextmanager
def loopback_only(refuse: Refuse) -> Iterator[None]:
    """Within it, connecting to another host, or resolving its name, is refused.

    It holds for this process and all its threads; not for subprocesses, and not for extensions
    that connect in C on their own (libuv under uvloop, libcurl).

    Args:
        refuse: Called with a sentence that names the host; raises what the caller is to see.
    """
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    getaddrinfo = socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _check_socket(self, address, refuse)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _check_socket(self, address, refuse)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *rest: Any, **options: Any) -> Any:
        # An address needs no resolving, so it tells nobody anything; connecting to it would.
        if not _is_address(host):
            _check(host, refuse)
        return getaddrinfo(host, *rest, **options)

    with (
        patch.object(socket.socket, "connect", guarded_connect),
        patch.object(socket.socket, "connect_ex", guarded_connect_ex),
        patch.object(socket, "getaddrinfo", guarded_getaddrinfo),
    ):
        yield


def _check_socket(sock: socket.socket, address: Any, refuse: Refuse) -> None:
    # An internet address is a tuple that begins with the host; any other is local.
    if isinstance(address, tuple):
        try:
            _check(address[0], refuse)
        except BaseException:
            # Who connects may be ready for an OSError only, and leave the socket open.
            sock.close()
            raise


def _check(host: object, refuse: Refuse) -> None:
    name = host.decode(errors="replace") if isinstance(host, bytes) else host
    if not isinstance(name, str) or _is_local(name):
        return
    refuse(
        f"this test uses the sandbox gateway, so it may not connect to {name}: only loopback is"
        " allowed (is a base_url or a notify_url the real one?)"
    )


def _is_local(name: str) -> bool:
    if not name or name.lower() == "localhost" or name.lower().endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def _is_address(host: object) -> bool:
    try:
        ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return True
