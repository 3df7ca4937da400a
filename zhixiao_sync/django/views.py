"""The view behind ``notify_url``, sync and async, outside of ``ATOMIC_REQUESTS``.

The success is answered after the commit alone: in the request's own transaction it would be
answered before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from zhixiao_async.notify.log_lines import log_unready

from ..notify.django import notification_view
from .service import service

_CHECK = "the setting ZHIXIAO is wrong or can't be read: run manage.py check"

ViewT = TypeVar("ViewT", bound=Callable[..., object])


def _outside_of_requests(view: ViewT) -> ViewT:
    for using in connections:
        view = transaction.non_atomic_requests(using)(view)
    return csrf_exempt(view)


@_outside_of_requests
def notification(request: HttpRequest) -> HttpResponse:
    """Take one delivery."""
    try:
        taking = service()
    except Exception as error:  # of which Django tells the ADMINS at most
        wrong = isinstance(error, ImproperlyConfigured)
        log_unready(error, _CHECK if wrong else "")
        raise
    return notification_view(taking)(request)


@_outside_of_requests
async def async_notification(request: HttpRequest) -> HttpResponse:
    """Take one delivery on an ASGI server; the work is done in the thread of Django's ORM."""
    return await sync_to_async(notification, thread_sensitive=True)(request)
