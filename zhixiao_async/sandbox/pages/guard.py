"""Who may press the buttons: any web page that a developer visits can post to his own machine.

Two ways lead a foreign page here, and both are closed for every route at once. It can post a form
across sites: the browser then names the page's ``Origin``. Or it can let its own name lead to
127.0.0.1 (DNS rebinding): then Origin and Host agree, but that Host isn't a name of this machine.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# Pay links are also opened through a tunnel, under its name: on a phone, or by a colleague.
_PUBLIC = ("/pay/", "/pay_api/", "/piaoju/")
_SAFE_METHODS = ("GET", "HEAD")


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn away what another site's page has sent."""
    if request.method not in _SAFE_METHODS and not from_own_page(request):
        raise web.HTTPForbidden(text="This form was posted by a page of another site.\n")
    if not request.path.startswith(_PUBLIC) and not under_own_name(request):
        raise web.HTTPForbidden(
            text="This machine's sandbox is not called that: open its console as localhost or"
            " 127.0.0.1.\n"
        )
    return await handler(request)


def from_own_page(request: web.Request) -> bool:
    """Whether no other site's page sent this; what isn't a browser names no origin at all."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
    # The scheme may differ: a tunnel takes https and passes http on.
    return _netloc(origin) == request.host.lower()


def under_own_name(request: web.Request) -> bool:
    """Whether what came over the loopback interface was addressed to it."""
    transport = request.transport
    address = transport.get_extra_info("sockname") if transport else None
    if not address or not _is_loopback(str(address[0])):
        return True
    try:
        return _is_loopback(urlsplit(f"//{request.host}").hostname or "")
    except ValueError:
        return False


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
