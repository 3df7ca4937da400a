"""Notifications with Flask: ``app.add_url_rule("/notify", view_func=…, methods=["POST"])``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request

from zhixiao_async.notify import MAX_BODY

from .inbox import NotificationService


def notification_view(service: NotificationService[Any]) -> Callable[[], Response]:
    """A view. Nothing before it may touch ``request.form``: that leaves no raw body behind.

    ``request.get_data()`` does no harm.
    """

    def notification() -> Response:
        answer = service.answer(request.method, _body())
        return Response(answer.body, answer.status, answer.headers)

    return notification


def _body() -> bytes:
    try:
        body = request.stream.read(MAX_BODY + 1) or request.get_data()
    except OSError:  # the sender has gone
        return b""
    if not body and request.form:
        # A refusal would look like a forgery in the log, while every payment is turned away.
        raise RuntimeError("request.form was read before the view, and the raw body is gone")
    return body
