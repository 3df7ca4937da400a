"""The view behind ``notify_url``, on Django's own test client."""

from __future__ import annotations

from datetime import datetime

import pytest
from asgiref.sync import async_to_sync
from django.core.exceptions import ImproperlyConfigured
from django.test import AsyncClient, Client, override_settings
from django.urls import reverse

from tests.support.notification_bodies import content, sealed
from zhixiao_async import BEIJING, REFUSAL, InvalidRequest
from zhixiao_sync.django import service

from .helpers import credited, only, open_bills, school
from .school.models import Bill

FORM = "application/x-www-form-urlencoded"
NOW = f"{datetime.now(BEIJING):%Y-%m-%d %H:%M:%S}"
GENUINE = sealed(content(time_end=NOW))

both = only("sqlite", "postgresql")


def post(body=GENUINE, path="/zhixiao/notify/"):
    """Deliver as a browser without a cookie would."""
    return Client(enforce_csrf_checks=True).post(path, body, content_type=FORM)


def only_line(caplog):
    """Return the one line that the deliveries' logger has written meanwhile."""
    [line] = [each.getMessage() for each in caplog.records if each.name == "zhixiao.notify"]
    caplog.clear()
    return line


@both
@pytest.mark.parametrize("path", ["/zhixiao/notify/", "/zhixiao/notify"])
def test_delivery(inbox, zhixiao, path):
    """A delivery is credited, and so answered, with the path's slash and without it."""
    for _ in range(2):
        answer = post(path=path)
        assert (answer.status_code, answer.content == REFUSAL) == (200, False)
    assert credited() == 1
    assert service.service().counts.duplicate == 1


@both
def test_async_view(inbox, zhixiao):
    """The async view works as the sync one does."""
    answer = async_to_sync(AsyncClient().post)("/async", GENUINE, content_type=FORM)
    assert (answer.status_code, answer.content == REFUSAL, credited()) == (200, False, 1)


@both
def test_forgery(inbox, zhixiao):
    """A forgery or a replay is refused, and another method is not allowed."""
    assert post(b"id=1&param=2&sign=3").content == REFUSAL
    assert post(sealed(content())).content == REFUSAL  # of 2017, which is beyond MAX_AGE
    assert Client().get("/zhixiao/notify/").status_code == 405
    assert credited() == 0


@both
def test_failing_handler(inbox, zhixiao):
    """Where the handler fails the answer is a failure, and the next delivery is the first."""
    Bill.objects.all().delete()
    first = post()
    open_bills()
    assert first.content != post().content
    assert credited() == 1


@both
def test_transaction_of_the_request(url, zhixiao):
    """ATOMIC_REQUESTS doesn't hold the commit back until after the answer."""
    with school(url, ATOMIC_REQUESTS=True):
        post()
        assert credited() == 1


@both
def test_payment_that_is_confirmed(inbox, zhixiao, gateway):
    """With CONFIRM the gateway is asked, by the client of the setting, before the handler runs."""
    seen = []

    def expected_fee(payment):
        seen.append(payment.order_id)
        return 19800

    with override_settings(ZHIXIAO=zhixiao | {"CONFIRM": expected_fee}):
        order = service.client().order_create(
            body="学费",
            out_trade_no="20881",
            total_fee=19800,
            user_no="2013141516",
            notify_url=f"http://127.0.0.1:9{reverse('zhixiao:notification')}",
        )
        post(sealed(content(order_id=order.order_id, time_end=NOW)))
        before = credited()
        gateway.pay(order.order_id)
        post(sealed(content(order_id=order.order_id, time_end=NOW)))
    assert (before, credited(), seen) == (0, 1, [order.order_id])


@only("sqlite")
def test_payment_that_fails(inbox, zhixiao):
    """With ON_ERROR your code is told of a payment whose handler has failed."""
    Bill.objects.all().delete()
    told = []
    with override_settings(ZHIXIAO=zhixiao | {"ON_ERROR": lambda *them: told.append(them)}):
        post()
    [(payment, error, delivery)] = told
    assert payment.order_id == delivery.notification.order_id
    assert isinstance(error, Exception)


@only("sqlite")
def test_nothing_set(inbox, monkeypatch, caplog):
    """What is missing is named by the first delivery, which isn't answered, and by the log."""
    monkeypatch.delenv("ZHIXIAO_APP_ID", raising=False)
    with pytest.raises(InvalidRequest, match="ZHIXIAO_APP_ID"):
        post()
    assert "reason='ZHIXIAO_APP_ID must be set in the environment" in only_line(caplog)
    with override_settings(ZHIXIAO={}), pytest.raises(ImproperlyConfigured, match="no HANDLER"):
        post()
    assert "manage.py check" in only_line(caplog)


@only("sqlite")
def test_vault_that_fails(inbox, zhixiao, caplog):
    """The log has no text of your own code's, which may tell a secret."""

    def vault():
        raise LookupError("hush")

    setting = zhixiao | {"CREDENTIALS": vault}
    with override_settings(ZHIXIAO=setting), pytest.raises(LookupError):
        post()
    line = only_line(caplog)
    assert "notification outcome=failed error=LookupError@test_views.py" in line
    assert "hush" not in line
