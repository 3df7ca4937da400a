"""An order's other entries, which may be taken for the one that is in doubt."""

from __future__ import annotations

import attrs

from ..endpoints import OrderRefund
from ..fields import spellings
from ..messages.text import Text
from ..resolving import Resolution, Verdict
from .entry import Entry, State
from .errors import invalid, named
from .table import JournalTable


async def must_be_spelled_alike(table: JournalTable, entry: Entry) -> None:
    """Refuse an entry known by its order alone, and begun under another spelling of that number.

    Raises:
        InvalidRequest: An entry of the other spelling is open, or was made.
    """
    if entry.number != entry.order_id:
        return
    others = spellings(entry.number) - {entry.number}
    for other in await table.of_order(entry):
        unresolved = other.state in (State.OPEN, State.APPLIED)
        if unresolved and other.kind == entry.kind and other.number in others:
            state = Text("noun.open" if other.state is State.OPEN else "noun.applied")
            rule = Text("rule.zeros_differ", state=state, **named(other))
            raise invalid(entry.request, "order_id", rule, given=entry.order_id)


@attrs.frozen
class OtherRefunds:
    """The order's other refunds.

    Attributes:
        made: The amounts in fen of those that were made; None if one of them isn't known.
        open: How many are open that could be taken for the one in question.
        not_applied: The numbers of those that could be, and were resolved as not applied.
    """

    made: list[int] | None = None
    open: int = 0
    not_applied: list[str] = attrs.Factory(list)


async def other_refunds(table: JournalTable, entry: Entry) -> OtherRefunds:
    """Read the order's other refunds; a receipt has no rivals."""
    if not isinstance(entry.request, OrderRefund):
        return OtherRefunds()
    others = [
        other
        for other in await table.of_order(entry)
        if isinstance(other.request, OrderRefund) and other.key != entry.key
    ]
    # A whole refund's row can have any amount.
    rivals = [other for other in others if entry.fee is None or other.fee in (entry.fee, None)]
    made = [other.fee for other in others if other.state is State.APPLIED]
    return OtherRefunds(
        made=None if None in made else sorted(fee for fee in made if fee is not None),
        open=sum(rival.state is State.OPEN for rival in rivals),
        not_applied=sorted(rival.number for rival in rivals if rival.state is State.NOT_APPLIED),
    )


def unless_another(resolution: Resolution, not_applied: list[str]) -> Resolution:
    """Return unknown for a refund that was seen and may be one of those resolved as not applied.

    The gateway may have carried one of them out after its deadline.
    """
    if resolution.verdict is not Verdict.APPLIED or not not_applied:
        return resolution
    values = {"explanation": resolution.explanation, "numbers": ", ".join(not_applied)}
    return unknown(Text("found.or_another_refund", **values), resolution)


def unknown(explanation: str, resolution: Resolution) -> Resolution:
    """Return the resolution with an unknown verdict."""
    return attrs.evolve(resolution, verdict=Verdict.UNKNOWN, explanation=explanation)
