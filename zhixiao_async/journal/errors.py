"""The errors of requests that aren't sent, or not again."""

from __future__ import annotations

from ..errors import InvalidRequest, NotSent, OutcomeUnknown, attach_ids
from ..messages.text import Text
from .entry import Entry, MoneyRequest

_BEGUN = Text("reason.begun_before")
_KINDS = {
    "refund": Text("noun.refund_entry"),
    "whole refund": Text("noun.whole_refund_entry"),
    "receipt": Text("noun.receipt_entry"),
}


def in_doubt(entry: Entry, age: float, why: str = _BEGUN) -> OutcomeUnknown:
    """Return the error for an entry that is open.

    Args:
        entry: The entry.
        age: Seconds since it was written down, as :meth:`JournalTable.age` has them.
        why: What is the matter with it, as a phrase.
    """
    endpoint = entry.request.endpoint
    error = OutcomeUnknown(
        Text("error.entry_in_doubt", name=endpoint.name, why=why, **named(entry)),
        resolve_by="RefundJournal.resume",
        request=entry.request,
        path=endpoint.path,
    )
    error.lost(entry.sent_at, age)
    return attach_ids(error, entry.request)


def named(entry: Entry) -> dict[str, str]:
    """Return what a text names an entry by."""
    return {"kind": _KINDS[entry.kind], "number": entry.number}


def not_sent(request: MoneyRequest, why: str) -> NotSent:
    """Return the error for a request of which nothing was sent, and why."""
    endpoint = request.endpoint
    error = NotSent(Text("error.not_sent_for", name=endpoint.name, why=why), path=endpoint.path)
    return attach_ids(error, request)


def invalid(request: MoneyRequest, field: str, rule: str, *, given: object = ...) -> InvalidRequest:
    """Return the error for a request that the journal has otherwise."""
    error = InvalidRequest(field, rule, given=given, path=request.endpoint.path)
    return attach_ids(error, request)
