"""Requests for pages, and pages as HTTP responses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from aiohttp import web

from ...messages.catalogue import Language
from .texts import CATALOGUE

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class PageError(Exception):
    """A request for a page that is turned down.

    Attributes:
        status: HTTP's.
        key: The reason, a key of the pages' texts.
    """

    def __init__(self, status: int, key: str) -> None:
        super().__init__(key)
        self.status = status
        self.key = key


def language_of(request: web.Request) -> Language:
    """Return the language of ``?lang=``, else of the browser's first choice: Chinese or English."""
    asked = request.query.get("lang") or request.headers.get("Accept-Language") or "zh"
    return "en" if asked.lower().startswith("en") else "zh"


def query_in(language: Language, request: web.Request) -> str:
    """Return the request's query, question mark included, that asks for a language."""
    return f"?{urlencode({**request.query, 'lang': language}, errors='replace')}"


async def form_of(request: web.Request) -> dict[str, str]:
    """Return the text fields of a posted form.

    Raises:
        PageError: It isn't text in the encoding that it names.
    """
    try:
        posted = await request.post()
    except (UnicodeDecodeError, LookupError):
        raise PageError(400, "error_form") from None
    return {name: value for name, value in posted.items() if isinstance(value, str)}


def page(request: web.Request, template: str, *, status: int = 200, **data: object) -> web.Response:
    """Return a page in its reader's language: never stored, never framed, without any script.

    Raises:
        HTTPNotImplemented: jinja2 isn't installed.
    """
    try:
        from .rendering import CONTENT_SECURITY_POLICY, render
    except ImportError as error:
        told = [CATALOGUE.text("needs_jinja2", language) for language in ("zh", "en")]
        raise web.HTTPNotImplemented(text="\n".join([*told, ""])) from error
    language = language_of(request)
    switch = {"other_language": query_in("zh" if language == "en" else "en", request)}
    html = render(template, language, **switch | data)
    return web.Response(
        # Half a surrogate pair may have come in somebody's JSON: it is shown as its escape.
        body=html.encode(errors="backslashreplace"),
        status=status,
        content_type="text/html",
        charset="utf-8",
        headers=HEADERS | {"Content-Security-Policy": CONTENT_SECURITY_POLICY},
    )


@web.middleware
async def error_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer what can't be met with a page that says why, in its reader's language."""
    try:
        return await handler(request)
    except PageError as error:
        return _error_page(request, error.status, error.key)
    except web.HTTPException as error:
        key = f"error_{error.status}"
        # Merchants' programs get HTTP's own words.
        if request.path.startswith("/pay_api/") or key not in CATALOGUE:
            raise
        response = _error_page(request, error.status, key)
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response


def _error_page(request: web.Request, status: int, key: str) -> web.Response:
    sentence = CATALOGUE.text(key, language_of(request))
    # What was posted here may not be there to get.
    data = {"other_language": ""} if request.method == "POST" else {}
    try:
        return page(request, "error.html", status=status, sentence=sentence, **data)
    except web.HTTPNotImplemented:
        return web.Response(status=status, text=f"{sentence}\n")
