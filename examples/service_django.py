"""Take payments in Django views, with one client for each process.

    gunicorn -w 4 --chdir examples 'service_django:make_app()'

Needs the variables that ``zhixiao sandbox`` prints.
"""

import os
from functools import cache

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from zhixiao_sync import Client

NOTIFY_URL = os.environ.get("ZHIXIAO_NOTIFY_URL", "http://127.0.0.1:8080/notify")
FEE = 19800  # fen: an amount comes from your own books, never from a browser


@cache
def zhixiao() -> Client:
    return Client.from_env()  # threads share it, and a forked worker makes its own connections


@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, out_trade_no: str) -> HttpResponse:
    if request.method == "GET":
        state = zhixiao().order_query(out_trade_no=out_trade_no)
        return JsonResponse({"status": state.status.name})
    created = zhixiao().order_create(
        body="学费",
        out_trade_no=out_trade_no,
        total_fee=FEE,
        user_no=request.GET["user_no"],
        notify_url=NOTIFY_URL,
    )
    return JsonResponse({"order_id": created.order_id, "url": created.url})


urlpatterns: list[URLPattern] = [path("orders/<str:out_trade_no>", order)]


def make_app() -> WSGIHandler:
    """Return a site of one file; in yours, the middleware for CSRF is set in settings.py."""
    settings.configure(
        ALLOWED_HOSTS=os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(","),
        LOGGING_CONFIG=None,
        ROOT_URLCONF=__name__,
        SECRET_KEY=os.environ.get("DJANGO_SECRET_KEY", "nothing is signed with it here"),
    )
    django.setup()
    return get_wsgi_application()
