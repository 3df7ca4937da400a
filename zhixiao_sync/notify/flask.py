"""Notifications with Flask: ``app.add_url_rule("/notify", view_func=…, methods=["POST"])``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request

from zhixiao_async.notify import MAX_BODY

from .inbox import NotificationService


def notification_view(service: NotificationService[Any]) -> Callable[[], Response]:
    """A view; it reads the raw body, so nothing before it may touch ``request.form``."""

    def notification() -> Response:
        answer = service.answer(request.method, request.stream.read(MAX_BODY + 1))
        return Response(answer.body, answer.status, answer.headers)

    return notification
