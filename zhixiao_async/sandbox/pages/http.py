"""A page as an HTTP reply, and the language its reader asked for."""

from __future__ import annotations

from aiohttp import web

from .html import Language

_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}


def language_of(request: web.Request) -> Language:
    """``?lang=en``, or Chinese."""
    return "en" if request.query.get("lang") == "en" else "zh"


def html_response(html: str, status: int = 200) -> web.Response:
    """Never stored, never framed, and without any script."""
    # Half a surrogate pair may have come in somebody's JSON: it is shown as its escape.
    body = html.encode(errors="backslashreplace")
    return web.Response(
        body=body, status=status, content_type="text/html", charset="utf-8", headers=_HEADERS
    )


async def form_of(request: web.Request) -> dict[str, str]:
    """The text fields of a posted form.

    Raises:
        HTTPBadRequest: It isn't text in the encoding that it names.
    """
    try:
        posted = await request.post()
    except (UnicodeDecodeError, LookupError):
        raise web.HTTPBadRequest(text="This form can't be read as text.\n") from None
    return {name: value for name, value in posted.items() if isinstance(value, str)}
