"""Notifications with Django, in async views and in sync ones: ``path("notify", …)``."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias, cast, overload

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from ..store.async_or_sync import is_blocking
from .receiver import MAX_BODY
from .service import Answer, AsyncService, SyncService, announced, require_service

_READ_BEFORE = "a middleware called request.read(), or runserver lost a body that came in chunks"


View: TypeAlias = Callable[[HttpRequest], HttpResponse]
AsyncView: TypeAlias = Callable[[HttpRequest], Coroutine[Any, Any, HttpResponse]]


@overload
def notification_view(service: SyncService) -> View: ...
@overload
def notification_view(service: AsyncService) -> AsyncView: ...
def notification_view(service: AsyncService | SyncService) -> View | AsyncView:
    """Return a view, exempt from CSRF protection: the gateway has no cookie, but signs.

    Args:
        service: Of either package; the view is async if the service is.

    Raises:
        InvalidRequest: It is no service.
    """
    require_service(service, must_block=None)
    if is_blocking(service.answer):
        return csrf_exempt(_sync_view(cast("SyncService", service)))
    return csrf_exempt(_async_view(cast("AsyncService", service)))


def _async_view(service: AsyncService) -> AsyncView:
    async def view(request: HttpRequest) -> HttpResponse:
        body, read_before = _body(request)
        return _response(await service.answer(request.method or "", body, read_before=read_before))

    return view


def _sync_view(service: SyncService) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        body, read_before = _body(request)
        return _response(service.answer(request.method or "", body, read_before=read_before))

    return view


def _body(request: HttpRequest) -> tuple[bytes, str | None]:
    """Return the raw body, and its likely reader if it is empty."""
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
