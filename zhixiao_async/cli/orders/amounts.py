"""What receipts add up to, as lines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ...finance.receipts import Receipt
from ...finance.reports.cells import grouped_yuan
from ..wording import Text


def still_open(days: Iterable[date]) -> Text:
    """Return the sentence on days that can still change."""
    return Text("orders.open", days=", ".join(sorted({str(day) for day in days})))


def amounts(receipts: Iterable[Receipt]) -> list[tuple[Text, str]]:
    """Return the number of orders, what was received and refunded, and the net."""
    each = list(receipts)
    received = sum(receipt.received for receipt in each)
    refunded = sum(receipt.refunded for receipt in each)
    sums = {"received": received, "refunded": refunded, "net": received - refunded}
    return [
        (Text("orders.rows"), f"{sum(receipt.rows for receipt in each):,}"),
        *(
            (Text(f"orders.{name}"), Text("orders.yuan", amount=grouped_yuan(fen)))
            for name, fen in sums.items()
        ),
    ]
