"""The proxy that a client goes through: the one given, or the environment's."""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from ..messages.text import Text
from .secret_text import Secret, hidden
from .urls import plain_url

ENVIRONMENT = "environment"
"""Instead of a proxy's URL: as HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY say."""


def proxy_for(base_url: str, given: str | None) -> str | None:
    """Return the proxy's URL, or None.

    Raises:
        InvalidRequest: The environment's isn't an http(s) URL; it isn't repeated.
    """
    if given != ENVIRONMENT:
        return given
    variable, proxy = _found(base_url)
    if not proxy:
        return None
    return hidden(plain_url(variable, _with_scheme(proxy), userinfo=True))


def unused_proxy(base_url: str) -> str:
    """Return a remark on the environment's proxy, for a client that doesn't use it and fails."""
    variable, proxy = _found(base_url)
    return Text("reason.proxy_not_used", variable=variable) if proxy else ""


def _found(base_url: str) -> tuple[str, Secret]:
    """Return the variable that names a proxy for a host, and its value; both empty if none does."""
    parts = urlsplit(base_url)
    if proxy_bypass(parts.netloc):
        return "", Secret()
    for scheme in (parts.scheme, "all"):
        if proxy := hidden(getproxies_environment().get(scheme, "")):
            return f"{scheme}_proxy".upper(), proxy
    return "", Secret()


def _with_scheme(proxy: Secret) -> Secret:
    return proxy if "://" in proxy else Secret(f"http://{proxy!s}")
