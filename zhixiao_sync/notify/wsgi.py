"""Notifications as a plain WSGI application, for any WSGI server or framework to mount."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from zhixiao_async.notify import MAX_BODY
from zhixiao_async.notify.service import SyncService, announced, require_service

_READ_BEFORE = "an application around this one read wsgi.input; have it put the body back"


def notification_app(service: SyncService) -> WSGIApplication:
    """Return a WSGI application that answers notifications at whatever path it is mounted.

    Raises:
        InvalidRequest: It is no service, or zhixiao_async's.
    """
    require_service(service, must_block=True)

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body, read_before = _body(environ)
        answer = service.answer(environ["REQUEST_METHOD"], body, read_before=read_before)
        headers = {**answer.headers, "Content-Length": str(len(answer.body))}
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", [*headers.items()])
        return [answer.body]

    return app


def _body(environ: WSGIEnvironment) -> tuple[bytes, str | None]:
    """Return the body, at most one byte more than is taken, and its likely reader if empty."""
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdecimal():
        limit = min(int(length[:10]), MAX_BODY + 1)
    else:
        # Without a length, reading to the end is safe only where the server promises one.
        limit = MAX_BODY + 1 if environ.get("wsgi.input_terminated") else 0
    try:
        body: bytes = environ["wsgi.input"].read(limit)
    except OSError:  # the sender has gone
        return b"", None
    sent = announced(length, environ.get("HTTP_TRANSFER_ENCODING"))
    return body, _READ_BEFORE if sent else None
