"""Notifications with Django, in async views and in sync ones: ``path("notify", …)``."""

from __future__ import annotations

from typing import Any, Protocol

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from .._either import is_blocking
from .receiver import MAX_BODY
from .service import Answer, announced

_READ_BEFORE = "a middleware called request.read(), or runserver lost a body that came in chunks"


class Service(Protocol):
    """``NotificationService`` of either package."""

    def answer(self, method: str, body: bytes, *, read_before: str | None = None) -> Any:
        """Take one delivery."""
        ...


def notification_view(service: Service) -> Any:
    """A view, exempt from CSRF protection: the gateway has no cookie, its sign stands for it."""

    async def async_view(request: HttpRequest) -> HttpResponseBase:
        body, read_before = _body(request)
        return _response(await service.answer(request.method or "", body, read_before=read_before))

    def sync_view(request: HttpRequest) -> HttpResponseBase:
        body, read_before = _body(request)
        return _response(service.answer(request.method or "", body, read_before=read_before))

    is_async = not is_blocking(service.answer)
    return csrf_exempt(async_view if is_async else sync_view)


def _body(request: HttpRequest) -> tuple[bytes, str | None]:
    """The raw body, and who must have read it before if it is empty."""
    # Not request.body, which would take up to DATA_UPLOAD_MAX_MEMORY_SIZE.
    stream = request
    if isinstance(request, WSGIRequest) and request.environ.get("wsgi.input_terminated"):
        # Django reads nothing without a length, where this server marks the end itself.
        stream = request if request.META.get("CONTENT_LENGTH") else request.environ["wsgi.input"]
    try:
        body: bytes = stream.read(MAX_BODY + 1)
    except OSError:  # the sender has gone
        return b"", None
    get = request.META.get
    sent = announced(get("CONTENT_LENGTH"), get("HTTP_TRANSFER_ENCODING"))
    return body, _READ_BEFORE if sent else None


def _response(answer: Answer) -> HttpResponse:
    return HttpResponse(answer.body, status=answer.status, headers=answer.headers)
