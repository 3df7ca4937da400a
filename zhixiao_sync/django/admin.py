"""The inbox and the journal in Django's admin: to look at, never to change.

Amounts are in yuan, times in Beijing. A payer's data is on the page of one payment alone, for whom
has the permission ``zhixiao.view_payer``; what was sent and received for a refund or a receipt,
with whom the receipt is made out to, takes ``zhixiao.view_request``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join

from zhixiao_async.fields import yuan
from zhixiao_async.notify.table import from_row as payment_of

from .admin_rows import DayFilter, RowAdmin, beijing_time
from .models import EntryRow, PaymentRow
from .wording import Text, lazy, told


class OutcomeFilter(admin.SimpleListFilter):
    """Payments by what became of them, in the words of ``zhixiao inbox list``."""

    title = lazy("filter.outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the outcomes."""
        return [(outcome, lazy(f"filter.{outcome}")) for outcome in _OUTCOMES]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[models.Model]
    ) -> QuerySet[models.Model]:
        """Return the payments of the outcome."""
        return queryset.filter(**_OUTCOMES.get(self.value() or "", {}))


_OUTCOMES: Mapping[str, dict[str, Any]] = {
    "confirmed": {"fee__isnull": False},
    "unconfirmed": {"fee__isnull": True},
    "rerun": {"reruns__gt": 0},
}


@admin.register(PaymentRow)
class PaymentAdmin(RowAdmin):
    """The payments that were handled, the latest first."""

    key = ("app_id", "order_id")
    search_fields = ("order_id", "out_trade_no")
    time = "handled_at"
    ordering = ("-handled_at",)
    list_display = ("order", "out_trade_no", "amount", "handled", "source", "app_id")
    list_filter = (DayFilter, OutcomeFilter, "source")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return the fields of a payment's page: the payer's are for whom may see them."""
        own = ("order_id", "out_trade_no", "app_id", "amount", "source", "paid", "handled")
        return (*own, "reruns", *("payers",) * _may(request, "view_payer"))

    @admin.display(description=lazy("field.order_id"), ordering="order_id")
    def order(self, row: PaymentRow) -> str:
        """Return the order's number, which leads to the payment's page."""
        return self.link(row, row.order_id)

    @admin.display(description=lazy("field.yuan"), ordering="fee")
    def amount(self, row: PaymentRow) -> str:
        """Return the amount, if it was confirmed."""
        return told(Text("unconfirmed")) if row.fee is None else yuan(row.fee)

    @admin.display(description=lazy("field.time_end"), ordering="time_end")
    def paid(self, row: PaymentRow) -> str:
        """Return when it was paid."""
        return beijing_time(row.time_end) if row.time_end else told(Text("unknown"))

    @admin.display(description=lazy("field.handled_at"), ordering="handled_at")
    def handled(self, row: PaymentRow) -> str:
        """Return when it was handled."""
        return beijing_time(row.handled_at)

    @admin.display(description=lazy("field.payer"))
    def payers(self, row: PaymentRow) -> str:
        """Return the payer's data."""
        payment = payment_of(vars(row)).payment
        channel = payment.channel and Text(f"channel.{payment.channel.name.lower()}")
        shown: dict[str, str | None] = {
            name: getattr(payment, name) for name in ("user_name", "user_no", "uid")
        }
        named = {told(Text(f"field.{name}")): shown[name] for name in shown}
        named[told(Text("field.pay_type"))] = channel and told(channel)
        for name, text in payment.unreadable.items():
            named[told(Text("field.unreadable", name=name))] = text
        return _lines({name: named[name] or told(Text("unknown")) for name in named})


@admin.register(EntryRow)
class EntryAdmin(RowAdmin):
    """The refunds and receipts that were written down, the latest first."""

    key = ("app_id", "kind", "number")
    search_fields = ("order_id", "number")
    time = "sent_at"
    ordering = ("-sent_at",)
    list_display = ("named", "kind", "order_id", "amount", "state", "sent", "app_id")
    list_filter = (DayFilter, "state", "kind")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Return the fields of an entry's page: what was sent is for whom may see it."""
        own = ("number", "kind", "order_id", "app_id", "amount", "state", "sent")
        return own + ("asked", "answered") * _may(request, "view_request")

    @admin.display(description=lazy("field.number"), ordering="number")
    def named(self, row: EntryRow) -> str:
        """Return the entry's number, which leads to its page."""
        return self.link(row, row.number)

    @admin.display(description=lazy("field.yuan"))
    def amount(self, row: EntryRow) -> str:
        """Return a refund's amount; nothing for a receipt."""
        if row.kind == "receipt":
            return ""
        fee = json.loads(row.request).get("refund_fee")
        return told(Text("whole")) if fee is None else yuan(int(fee))

    @admin.display(description=lazy("field.sent_at"), ordering="sent_at")
    def sent(self, row: EntryRow) -> str:
        """Return when it was sent."""
        return beijing_time(row.sent_at)

    @admin.display(description=lazy("field.request"))
    def asked(self, row: EntryRow) -> str:
        """Return what was sent."""
        return _lines(json.loads(row.request))

    @admin.display(description=lazy("field.result"))
    def answered(self, row: EntryRow) -> str | None:
        """Return what was received."""
        return _lines(json.loads(row.result)) if row.result else None


def _may(request: HttpRequest, permission: str) -> bool:
    user: Any = request.user
    return bool(user.has_perm(f"zhixiao.{permission}"))


def _lines(values: Mapping[str, object]) -> str:
    return format_html_join("", "<div>{}: {}</div>", values.items())
