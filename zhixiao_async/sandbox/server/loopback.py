"""No connection leaves this machine: a guard for tests that could reach a real gateway."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

Refuse = Callable[[str], None]


@contextmanager
def loopback_only(refuse: Refuse) -> Iterator[list[str]]:
    """Refuse to connect to another host, to send to it or to look up its name.

    The guard holds for this process and all its threads; not for subprocesses, and not for
    extensions that connect in C on their own (libuv under uvloop, libcurl).

    Args:
        refuse: Called with a sentence that names the host; raises what the caller is to see.

    Yields:
        Every sentence so far: a refusal in another thread, or one that the caller has caught,
        shows nowhere else.
    """
    refused: list[str] = []

    def record(sentence: str) -> None:
        refused.append(sentence)
        refuse(sentence)

    with ExitStack() as patches:
        for name, guarded in _guarded_methods(record).items():
            patches.enter_context(patch.object(socket.socket, name, guarded))
        for name, guarded in _guarded_lookups(record).items():
            patches.enter_context(patch.object(socket, name, guarded))
        yield refused


def _guarded_methods(refuse: Refuse) -> dict[str, Callable[..., Any]]:
    """Wrap the methods with which a socket connects and sends, as far as the system has them."""

    def guarded(name: str, address_of: Callable[..., Any]) -> Callable[..., Any]:
        original = getattr(socket.socket, name)

        def method(self: socket.socket, *arguments: Any) -> Any:
            address = address_of(*arguments)
            # An internet address is a tuple that begins with the host; any other is local.
            if isinstance(address, tuple):
                try:
                    _check(address[0], refuse)
                except BaseException:
                    # A caller that is ready for an OSError only would leave the socket open.
                    if name.startswith("connect"):
                        self.close()
                    raise
            return original(self, *arguments)

        return method

    addresses: dict[str, Callable[..., Any]] = {
        "connect": lambda address: address,
        "connect_ex": lambda address: address,
        "sendto": lambda _, *rest: rest[-1],
        "sendmsg": lambda _, *rest: rest[2] if len(rest) > 2 else None,
    }
    return {
        name: guarded(name, address_of)
        for name, address_of in addresses.items()
        if hasattr(socket.socket, name)
    }


def _guarded_lookups(refuse: Refuse) -> dict[str, Callable[..., Any]]:
    """Wrap the functions that ask a name server, which would learn the name or the address."""

    def guarded(name: str) -> Callable[..., Any]:
        original = getattr(socket, name)

        def look_up(host: Any, *rest: Any, **options: Any) -> Any:
            # Resolving an address asks nobody; connecting to it is guarded. Servers and mailers
            # ask for this machine's own name.
            if _address(host) is None and host != socket.gethostname():
                _check(host, refuse)
            return original(host, *rest, **options)

        return look_up

    gethostbyaddr, getnameinfo = socket.gethostbyaddr, socket.getnameinfo

    def guarded_gethostbyaddr(host: str) -> Any:
        if host != socket.gethostname():
            _check(host, refuse)
        return gethostbyaddr(host)

    def guarded_getnameinfo(address: Any, flags: int) -> Any:
        if not flags & socket.NI_NUMERICHOST:
            _check(address[0], refuse)
        return getnameinfo(address, flags)

    return {
        **{name: guarded(name) for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex")},
        "gethostbyaddr": guarded_gethostbyaddr,
        "getnameinfo": guarded_getnameinfo,
    }


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
    address = _address(name)
    mapped = getattr(address, "ipv4_mapped", None)
    return address is not None and bool((mapped or address).is_loopback)


def _address(host: object) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(str(host))
    except ValueError:
        return None
