"""A school's own code, as the setting ``ZHIXIAO`` names it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F

from zhixiao_sync.notify import Payment

from .models import Bill


def credit(payment: Payment, connection: Any) -> None:
    """Credit a bill by the ORM."""
    bills = Bill.objects.using(connection.alias).filter(out_trade_no=payment.out_trade_no)
    if not bills.update(credits=F("credits") + 1):
        raise LookupError("no such bill")


def unpaid(app_id: str) -> Iterator[str]:
    """Yield the numbers of the bills that weren't credited."""
    return Bill.objects.filter(credits=0).values_list("out_trade_no", flat=True).iterator()
