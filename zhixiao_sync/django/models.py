"""The tables of the inbox and the journal as models: for your queries, and for the admin.

Nothing is written by them: a row belongs to a transaction of :class:`.store.DjangoStore`. Times
are ISO 8601 with +08:00, so that they sort as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from zhixiao_async.journal import State
from zhixiao_async.journal.rows import journal_table
from zhixiao_async.notify import inbox_table

from .fields import KeyField, constraints, indexes
from .wording import lazy

_INBOX, _JOURNAL = inbox_table(), journal_table()
SOURCES = [("notification", lazy("source.notification")), ("sweep", lazy("source.sweep"))]
KINDS = [
    ("refund", lazy("kind.refund")),
    ("whole refund", lazy("kind.whole_refund")),
    ("receipt", lazy("kind.receipt")),
]
STATES = [(state.value, lazy(f"state.{state.name.lower()}")) for state in State]


class PaymentColumns(models.Model):
    """The columns of a payment that was handled."""

    app_id = KeyField(lazy("field.app_id"))
    order_id = KeyField(lazy("field.order_id"))
    out_trade_no = KeyField(lazy("field.out_trade_no"))
    source = KeyField(lazy("field.source"), choices=SOURCES)
    fee: models.BigIntegerField[int | None, int | None] = models.BigIntegerField(
        lazy("field.fee"), null=True
    )
    time_end = KeyField(lazy("field.time_end"), null=True)
    payer: models.TextField[str, str] = models.TextField(lazy("field.payer"))
    handled_at = KeyField(lazy("field.handled_at"))
    reruns: models.BigIntegerField[int, int] = models.BigIntegerField(lazy("field.reruns"))

    class Meta:
        abstract = True
        verbose_name = lazy("inbox.one")
        verbose_name_plural = lazy("inbox.many")

    def __str__(self) -> str:
        return f"{self.out_trade_no} ({self.order_id})"


class HandledPayment(PaymentColumns):
    """A payment that was handled: a row of the inbox. ``fee`` is in fen, None if unconfirmed.

    ``payer`` is personal data, as JSON.
    """

    pk = models.CompositePrimaryKey("app_id", "order_id")

    class Meta(PaymentColumns.Meta):
        db_table = _INBOX.name
        default_permissions = ()
        indexes = indexes(_INBOX)
        constraints = constraints(_INBOX)


class EntryColumns(models.Model):
    """The columns of an entry of the journal."""

    app_id = KeyField(lazy("field.app_id"))
    kind = KeyField(lazy("field.kind"), choices=KINDS)
    number = KeyField(lazy("field.number"))
    order_id = KeyField(lazy("field.order_id"))
    state = KeyField(lazy("field.state"), choices=STATES)
    sent_at = KeyField(lazy("field.sent_at"))
    request: models.TextField[str, str] = models.TextField(lazy("field.request"))
    result: models.TextField[str | None, str | None] = models.TextField(
        lazy("field.result"), null=True
    )
    token = KeyField(lazy("field.token"), null=True)
    unsent = KeyField(lazy("field.unsent"), choices=STATES, null=True)

    class Meta:
        abstract = True
        verbose_name = lazy("journal.one")
        verbose_name_plural = lazy("journal.many")


class JournalEntry(EntryColumns):
    """A refund or a receipt that was written down before it was sent: a row of the journal.

    ``request`` and ``result`` are JSON; a receipt's request is personal data.
    """

    pk = models.CompositePrimaryKey("app_id", "kind", "number")

    class Meta(EntryColumns.Meta):
        db_table = _JOURNAL.name
        default_permissions = ()
        indexes = indexes(_JOURNAL)

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


if TYPE_CHECKING:
    _Manager = models.Manager[models.Model]
else:  # it takes no type arguments when it runs
    _Manager = models.Manager


class NoRows(_Manager):
    """What everybody but the admin finds of a row that has a model of its own already.

    ``dumpdata`` does: by this model ``loaddata`` would take two merchants' rows for one.
    """

    def get_queryset(self) -> models.QuerySet[models.Model]:
        """Return nothing."""
        return super().get_queryset().none()


class PaymentRow(PaymentColumns):
    """The same row for the admin, which takes no model with a composite key."""

    order_id = KeyField(lazy("field.order_id"), primary_key=True)
    objects = NoRows()
    shown: ClassVar[Any] = models.Manager()

    class Meta(PaymentColumns.Meta):
        managed = False
        base_manager_name = "objects"
        db_table = _INBOX.name
        default_permissions = ("view",)
        permissions = (("view_payer", lazy("permission.view_payer")),)


class EntryRow(EntryColumns):
    """The same row for the admin."""

    number = KeyField(lazy("field.number"), primary_key=True)
    objects = NoRows()
    shown: ClassVar[Any] = models.Manager()

    class Meta(EntryColumns.Meta):
        managed = False
        base_manager_name = "objects"
        db_table = _JOURNAL.name
        default_permissions = ("view",)
        permissions = (("view_request", lazy("permission.view_request")),)

    def __str__(self) -> str:
        return f"{dict(KINDS)[self.kind]} {self.number}"
