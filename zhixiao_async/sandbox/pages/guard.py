"""Protection from other sites' pages: any page that a developer visits can post to this machine.

Two ways lead a foreign page here, and both are closed for every route at once. The page can post a
form across sites: the browser then names the page's ``Origin``. Or the page's own name can lead to
127.0.0.1 (DNS rebinding): then Origin and Host agree, but that Host isn't a name of this machine.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from aiohttp import web

from .http import Handler, PageError

# Pay links are also opened through a tunnel, under its name: on a phone, or by a colleague.
_PUBLIC = ("/pay/", "/pay_api/", "/piaoju/")
_SAFE_METHODS = ("GET", "HEAD")


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn away what another site's page has sent."""
    if request.method not in _SAFE_METHODS and not _from_own_page(request):
        raise PageError(403, "error_other_site")
    if not request.path.startswith(_PUBLIC) and not _under_own_name(request):
        raise PageError(403, "error_other_name")
    return await handler(request)


def _from_own_page(request: web.Request) -> bool:
    """Return whether no other site's page sent this; a program names no origin at all."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
    # The scheme may differ: a tunnel takes https and passes http on.
    return _netloc(origin) == request.host.lower()


def _under_own_name(request: web.Request) -> bool:
    """Return whether what came over the loopback interface was addressed to it."""
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
