"""The app's commands: what they do, say, and end with."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings
from django.utils import translation

from zhixiao_async import BEIJING, OrderRefund, OutcomeUnknown
from zhixiao_sync.django import service
from zhixiao_sync.django.models import HandledPayment

from .helpers import credited, notification, only
from .school.books import credit

ORDER = {"body": "学费", "total_fee": 19800, "user_no": "2013141516"}
ORDER |= {"notify_url": "http://127.0.0.1:9/notify"}
KEY = ("7", "1720881")


class Ran:
    """A command that was run: what it said, and its error, if that was its end."""

    def __init__(self, name, *arguments, language="en", **options):
        out, err = io.StringIO(), io.StringIO()
        self.error = None
        with translation.override(language):
            try:
                call_command(f"zhixiao_{name}", *arguments, stdout=out, stderr=err, **options)
            except CommandError as error:  # which ends manage.py with its code
                self.error = str(error) if error.returncode == 1 else f"{error.returncode} {error}"
        self.out, self.err = out.getvalue(), err.getvalue()


@pytest.fixture
def orders(inbox, zhixiao, gateway):
    """Create both bills' orders, of which one is paid."""
    paid, _ = (
        service.client().order_create(**ORDER, out_trade_no=number) for number in ("20881", "20882")
    )
    gateway.pay(paid.order_id)
    return paid.order_id


@only("sqlite", "postgresql")
def test_sweep(orders):
    """A paid order is credited, and isn't asked for again; the exit code is 0."""
    first, second = (Ran("sweep", pace=0) for _ in range(2))
    assert (first.error, second.error) == (None, None)
    assert first.out == ("2 asked for: 1 paid now, 0 before, 1 unpaid, 0 failed, 0 left out\n")
    assert second.out.startswith("1 asked for: 0 paid now")
    assert credited() == 1


@only("sqlite")
def test_sweep_whose_handler_fails(orders, zhixiao):
    """An order that fails is named with the error's type, not its text, and the exit code is 1."""

    def failing(payment, connection):
        raise LookupError("张三 has no bill")

    with override_settings(ZHIXIAO=zhixiao | {"HANDLER": failing}):
        ran = Ran("sweep", pace=0)
    assert ran.err == "20881: LookupError\n"
    assert ran.error == "not every order could be asked for or handled; run it again"
    assert "1 failed" in ran.out


@only("postgresql")
def test_sweep_whose_database_hangs_up(orders, zhixiao, gateway):
    """A connection that the database has closed meanwhile is opened anew for the next order."""
    gateway.pay(service.client().order_query(out_trade_no="20882").order_id)

    def hanging_up(payment, connection):
        credit(payment, connection)
        transaction.on_commit(lambda: connection.connection.close())

    with override_settings(ZHIXIAO=zhixiao | {"HANDLER": hanging_up}):
        assert Ran("sweep", pace=0).out.startswith("2 asked for: 2 paid now")
    connection.close()


@only("sqlite")
def test_sweep_without_pending(inbox, zhixiao):
    """Without PENDING it says what to write."""
    with override_settings(ZHIXIAO=zhixiao | {"PENDING": None}):
        assert "a function pending(app_id)" in Ran("sweep").error


@pytest.fixture
def old(inbox, zhixiao):
    """Handle a payment of long ago."""
    long_ago = datetime.now(BEIJING) - timedelta(days=400)
    inbox.handle(notification(time_end=long_ago), credit)
    HandledPayment.objects.update(handled_at=long_ago.isoformat())
    return f"{datetime.now(BEIJING) - timedelta(days=200):%Y-%m-%d}"


@only("sqlite")
def test_prune(old):
    """Without --yes nothing is removed."""
    dry, done = Ran("prune", before=old), Ran("prune", before=old, yes=True)
    assert dry.error == (
        f"this would remove the payments made and handled before {old}; nothing was done, --yes"
        " does it"
    )
    assert done.out == f"removed the payments made and handled before {old}: 1\n"
    assert not HandledPayment.objects.exists()


@only("sqlite")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"before": "yesterday"}, "yesterday is no day like 2026-03-02"),
        ({"before": f"{datetime.now(BEIJING):%Y-%m-%d}"}, "before must be 20"),
        ({"max_age": 1}, "max_age must be"),
    ],
)
def test_prune_that_is_refused(old, options, said):
    """What can't be removed safely is refused, and nothing is removed."""
    assert said in Ran("prune", **{"before": old, "yes": True} | options).error
    assert HandledPayment.objects.count() == 1


@only("sqlite")
def test_prune_without_max_age(old, zhixiao):
    """Where receivers accept payments of any age, none may be removed."""
    with override_settings(ZHIXIAO=zhixiao | {"MAX_AGE": None}):
        assert "ZHIXIAO has no MAX_AGE" in Ran("prune", before=old, yes=True).error
        assert Ran("prune", before=old, yes=True, max_age=30).error is None


@only("sqlite")
def test_rerun(inbox, zhixiao):
    """Without --yes the handler isn't run."""
    inbox.handle(notification(), credit)
    dry, done = Ran("rerun", "20881"), Ran("rerun", "1720881", yes=True)
    assert dry.error.startswith("this would run credit again for order 1720881 of 7, which was")
    assert done.out == "ran credit again for order 1720881 of 7 (reruns=1)\n"
    assert credited() == 2


@only("sqlite")
def test_rerun_of_one_of_several(inbox, zhixiao):
    """A number of several merchants' payments is none's before the merchant is named."""
    for merchant in ("7", "8"):
        inbox.handle(notification(app_id=merchant), credit)
    assert Ran("rerun", "20881", yes=True).error.startswith("several payments have the number")
    assert Ran("rerun", "20881", yes=True, app_id="8").out.endswith("of 8 (reruns=1)\n")


@only("sqlite")
def test_rerun_that_fails(inbox, zhixiao):
    """A payment that isn't there, or a handler that fails, changes nothing."""
    lost = "1720881 is no out_trade_no or order_id of a payment in the inbox"
    assert Ran("rerun", "1720881", yes=True).error == lost
    inbox.handle(notification(), lambda payment, connection: None)
    with override_settings(ZHIXIAO=zhixiao | {"HANDLER": lambda payment, connection: 1 / 0}):
        assert Ran("rerun", "20881", yes=True).error == "nothing was changed: ZeroDivisionError"
    assert inbox.find(*KEY).reruns == 0


@only("sqlite")
def test_resume(orders, gateway):
    """A refund whose reply was lost is found out, or stays open with the exit code 1."""
    assert Ran("resume").out == "nothing is open\n"
    gateway.faults.reset_after(path="/pay_api/order_refund")
    with pytest.raises(OutcomeUnknown):
        service.journal().order_refund(
            OrderRefund(order_id=orders, out_refund_no="R1", refund_fee=1)
        )
    ran = Ran("resume", timeout=0.01)
    assert ran.out == f"refund R1 of order {orders}: open\n"
    assert ran.error == "some are open still; run it again"


@only("sqlite")
def test_commands_in_chinese(inbox, zhixiao):
    """The commands speak Chinese where Django does."""
    lost = "收件箱中没有商户订单号或知校订单号为 20881 的支付"
    assert Ran("rerun", "20881", language="zh-hans").error == lost
