"""Notifications with Flask: ``app.add_url_rule("/notify", view_func=…, methods=["POST"])``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Response, request

from zhixiao_async._either import is_blocking, require_kind
from zhixiao_async.notify import MAX_BODY

from .inbox import NotificationService


def notification_view(service: NotificationService[Any]) -> Callable[[], Response]:
    """A view. Nothing before it may touch ``request.form``: that leaves no raw body behind.

    ``request.get_data()`` does no harm.

    Raises:
        InvalidRequest: The service is of zhixiao_async.
    """
    require_kind("service", given=is_blocking(service.answer), blocking=True)

    def notification() -> Response:
        answer = service.answer(request.method, _body())
        return Response(answer.body, answer.status, answer.headers)

    return notification


def _body() -> bytes:
    if request.max_content_length is not None:
        # The application's own limit would answer in its own way; MAX_BODY bounds the body here.
        with suppress(AttributeError):  # before Flask 3.1 it can't be set
            request.max_content_length = sys.maxsize  # None would stand for the application's
    try:
        body = request.stream.read(MAX_BODY + 1) or request.get_data()
    except OSError:  # the sender has gone
        return b""
    if not body and request.form:
        # A refusal would look like a forgery in the log, while every payment is turned away.
        raise RuntimeError("request.form was read before the view, and the raw body is gone")
    return body
