"""Notifications with Flask: ``app.add_url_rule("/notify", view_func=…, methods=["POST"])``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress

from flask import Response, request

from zhixiao_async.notify import MAX_BODY
from zhixiao_async.notify.service import SyncService, announced, require_service

_READ_BEFORE = "something read request.form or request.stream; request.get_data() does no harm"


def notification_view(service: SyncService) -> Callable[[], Response]:
    """Return a view. Nothing before it may touch ``request.form``: that leaves no raw body.

    ``request.get_data()`` does no harm.

    Raises:
        InvalidRequest: It is no service, or zhixiao_async's.
    """
    require_service(service, must_block=True)

    def notification() -> Response:
        body, read_before = _body()
        answer = service.answer(request.method, body, read_before=read_before)
        return Response(answer.body, answer.status, answer.headers)

    return notification


def _body() -> tuple[bytes, str | None]:
    """Return the raw body, and its likely reader if it is empty."""
    if request.max_content_length is not None:
        # The application's own limit would answer in its own way; MAX_BODY bounds the body here.
        with suppress(AttributeError):  # before Flask 3.1 it can't be set
            request.max_content_length = sys.maxsize  # None would stand for the application's
    try:
        body = request.stream.read(MAX_BODY + 1) or request.get_data()
    except OSError:  # the sender has gone
        return b"", None
    get = request.headers.get
    sent = announced(get("Content-Length"), get("Transfer-Encoding"))
    return body, _READ_BEFORE if sent else None
