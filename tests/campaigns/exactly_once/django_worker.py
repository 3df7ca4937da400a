"""The school on Django: the ledger by its ORM, and requests that leave no connection open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any

from django.db import connections, models

from tests.support.django_site import using
from zhixiao_async.notify import Payment
from zhixiao_sync.django.store import DjangoStore

_FOR_GOOD = ExitStack()


class Line(models.Model):
    """A line of the ledger."""

    out_trade_no: Any = models.CharField(max_length=64, primary_key=True)
    price: Any = models.BigIntegerField()
    credits: Any = models.IntegerField()
    fen: Any = models.BigIntegerField()

    class Meta:
        """The table that ``ledger`` makes."""

        app_label, db_table, managed = "exactly_once", "ledger", False


def credit_django(payment: Payment, connection: object) -> None:
    """Credit a payment by the ORM, on the connection of the inbox's transaction."""
    line = Line.objects.get(out_trade_no=payment.out_trade_no)
    line.credits += 1
    line.fen += line.price
    line.save()


def store_on(url: str) -> DjangoStore:
    """Have Django use the school's database until the process ends; return the store there."""
    # SQLite waits for other writers by this option.
    options = {"OPTIONS": {"timeout": 10}} if url.startswith("sqlite") else {}
    _FOR_GOOD.enter_context(using("default", url, **options))
    return DjangoStore()


def closing(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Return an application that closes its thread's connection, as Django's own requests do."""

    def closed(*request: Any) -> Iterable[bytes]:
        try:
            return app(*request)
        finally:
            connections.close_all()

    return closed
