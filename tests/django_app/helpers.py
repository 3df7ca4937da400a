"""What the app's tests look at, and the payments that they bring."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, models

from tests.support.django_site import using
from zhixiao_async import PaymentNotification
from zhixiao_async.notify import Outcome
from zhixiao_sync.django.models import HandledPayment, JournalEntry

from .school.books import credit
from .school.models import Bill

MODELS = (Bill, HandledPayment, JournalEntry)
NUMBERS = ("20881", "20882")
UID = "2088612279536603"


def create(*created: type[models.Model]) -> None:
    """Create the tables of models as Django does without migrations."""
    with connection.schema_editor() as editor:
        for model in created:
            editor.create_model(model)


@contextmanager
def school(url: str, **options: Any) -> Iterator[None]:
    """Have Django use a school's database as ``default``: it has bills, and no payment yet."""
    with using("default", url, **options):
        if connection.vendor == "sqlite":
            create(*MODELS)
        open_bills()
        yield
        for model in MODELS:
            model.objects.all().delete()


def open_bills() -> None:
    """Open the bills."""
    Bill.objects.bulk_create(Bill(out_trade_no=number) for number in NUMBERS)


def credited(number: str = "20881") -> int:
    """Return how often a bill was credited, as another connection sees it."""
    found: int = in_thread(lambda: Bill.objects.get(out_trade_no=number).credits).result(30)
    return found


def in_thread(function: Callable[[], Any]) -> Future[Any]:
    """Call in a thread, on Django's connection of that thread, which is closed."""

    def call() -> Any:
        try:
            return function()
        finally:
            connections.close_all()

    pool = ThreadPoolExecutor(1)
    future = pool.submit(call)
    pool.shutdown(wait=False)
    return future


def notification(number: str = "20881", **more: Any) -> PaymentNotification:
    """Return a genuine notification, opened."""
    fields = {"out_trade_no": number, "order_id": f"17{number}", "uid": UID, "app_id": "7"}
    return PaymentNotification(**fields | {"user_name": "张三", "user_no": "2013"} | more)


KEY = ("7", "1720881")


def only(*names):
    """Run a test on these databases alone."""
    return pytest.mark.parametrize("url", names, indirect=True)


def nothing_kept(inbox):
    """Check that the next delivery is the first one again."""
    assert (credited(), inbox.find(*KEY)) == (0, None)
    assert inbox.handle(notification(), credit) is Outcome.HANDLED


def by_sql(statement):
    """Return a way to end the transaction by a statement."""

    def end():
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return end


def by_an_error_of_the_orm():
    """Catch an error of the ORM, and go on."""
    with suppress(IntegrityError):
        Bill.objects.create(out_trade_no="20882")
