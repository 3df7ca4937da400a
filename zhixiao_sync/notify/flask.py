"""Notifications with Flask: ``app.add_url_rule("/notify", view_func=…, methods=["POST"])``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Response, request

from zhixiao_async._either import is_blocking, require_kind
from zhixiao_async.notify import MAX_BODY
from zhixiao_async.notify.service import announced

from .inbox import NotificationService

_READ_BEFORE = "something read request.form or request.stream; request.get_data() does no harm"


def notification_view(service: NotificationService[Any]) -> Callable[[], Response]:
    """A view. Nothing before it may touch ``request.form``: that leaves no raw body behind.

    ``request.get_data()`` does no harm.

    Raises:
        InvalidRequest: The service is of zhixiao_async.
    """
    require_kind("service", given=is_blocking(service.answer), blocking=True)

    def notification() -> Response:
        body, read_before = _body()
        answer = service.answer(request.method, body, read_before=read_before)
        return Response(answer.body, answer.status, answer.headers)

    return notification


def _body() -> tuple[bytes, str | None]:
    """The raw body, and who must have read it before if it is empty."""
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
