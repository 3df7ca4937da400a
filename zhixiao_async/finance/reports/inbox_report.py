"""The payments that an inbox has received, with their total."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from ...fields import Moment, beijing
from ...messages.catalogue import Language
from ...notify import Handled, Inbox
from ...notify.payment import Source
from ..export.days import days_of
from ..kinds import Kind
from ..reconciliation.words import CHANNEL_CODES
from .framing import framed, made_now
from .model import Cell, Report, Row, Section, Table
from .texts import Words

_SOURCES = {Source.NOTIFICATION: "source.notification", Source.SWEEP: "source.sweep"}


async def inbox_report(
    inbox: Inbox[Any],
    begin: Moment,
    end: Moment,
    *,
    personal: bool = False,
    language: Language | None = None,
    now: datetime | None = None,
) -> Report:
    """Make the list of the payments that an inbox handled in a period, the oldest first.

    All of them are held in memory.

    Args:
        inbox: The inbox.
        begin: The first day, or its midnight in Beijing; a payment counts on the day on which it
            was handled.
        end: The last day, which is part of the period, or the midnight at which it ends.
        personal: Whether the payers' numbers and names are in the report.
        language: Of the report; the locale's if None.
        now: The present, for tests.

    Raises:
        InvalidRequest: The period isn't of whole days.
    """
    words, made_at = Words(language), made_now(now)
    days = days_of(begin, end)
    payments = [handled async for handled in inbox.iter_handled(days[0], days[-1])]
    payments.reverse()
    unconfirmed = _unconfirmed(payments)
    return framed(
        words,
        "inbox",
        [_by_day(words, payments), _payments(words, payments, personal=personal)],
        made_at=made_at,
        days=(days[0], days[-1]),
        warnings=[words("note.unconfirmed", count=unconfirmed)] if unconfirmed else [],
        to_do=unconfirmed,
    )


def _by_day(words: Words, payments: Iterable[Handled]) -> Section:
    days: dict[date, list[Handled]] = {}
    for handled in payments:
        days.setdefault(beijing(handled.handled_at).date(), []).append(handled)
    columns = (
        words.column("day", Kind.DAY),
        words.column("count", Kind.COUNT),
        words.column("fee", Kind.FEN),
        words.column("unconfirmed", Kind.COUNT),
    )
    rows = [(day, *_sums(found)) for day, found in days.items()]
    everything = [handled for found in days.values() for handled in found]
    table = Table(columns, rows, (words("total"), *_sums(everything)))
    return Section("inbox_days", words("section.inbox_days"), table)


def _payments(words: Words, payments: list[Handled], *, personal: bool) -> Section:
    payer = words.payer_columns(personal=personal)
    columns = (
        words.column("out_trade_no", Kind.ID),
        words.column("order_id", Kind.ID),
        words.column("app_id", Kind.ID),
        *payer,
        words.column("fee", Kind.FEN),
        words.column("confirmed"),
        words.column("channel"),
        words.column("time_end", Kind.MOMENT),
        words.column("handled_at", Kind.MOMENT),
        words.column("source"),
        words.column("reruns", Kind.COUNT),
    )
    rows = [_row(words, handled, personal=personal) for handled in payments]
    _, fee, _ = _sums(payments)
    total = (words("total"), *[None] * (2 + len(payer)), fee, *[None] * 6)
    title = words("section.payments")
    notes = (words("note.handled"),)
    return Section("payments", title, Table(columns, rows, total), notes=notes, is_detail=True)


def _row(words: Words, handled: Handled, *, personal: bool) -> Row:
    payment = handled.payment
    payer: tuple[Cell, ...] = (payment.user_no, payment.user_name) if personal else ()
    channel = payment.channel
    return (
        payment.out_trade_no,
        payment.order_id,
        payment.app_id,
        *payer,
        payment.fee,
        words("amount.confirmed" if payment.amount_confirmed else "amount.unconfirmed"),
        words.channel("" if channel is None else CHANNEL_CODES[channel.value]),
        payment.time_end,
        handled.handled_at,
        words(_SOURCES[payment.source]),
        handled.reruns,
    )


def _sums(payments: list[Handled]) -> tuple[int, int, int]:
    fee = sum(handled.payment.fee or 0 for handled in payments)
    return len(payments), fee, _unconfirmed(payments)


def _unconfirmed(payments: Iterable[Handled]) -> int:
    return sum(not handled.payment.amount_confirmed for handled in payments)
