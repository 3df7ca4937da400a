"""An order's other refunds, which may be taken for the one that is looked for."""

from __future__ import annotations

from typing import Any

import attrs

from ..endpoints import OrderRefund
from ..errors import InvalidRequest
from ..fields import spellings
from ..settling import Settlement, Verdict
from .books import Books
from .entry import Entry, State


async def must_be_spelled_alike(books: Books[Any], entry: Entry) -> None:
    """Refuse what is known by its order alone, and was begun under another spelling of it.

    Raises:
        InvalidRequest: It is open, or was made.
    """
    if entry.number != entry.order_id:
        return
    others = spellings(entry.number) - {entry.number}
    for one in await books.of_order(entry):
        unsettled = one.state in (State.OPEN, State.APPLIED)
        if unsettled and one.kind == entry.kind and one.number in others:
            raise InvalidRequest(
                "order_id",
                f"may be {one.number}, whose {entry.kind} is {one.state.value}: the zeros before "
                "it differ, so say it as the journal has it",
                given=entry.order_id,
                path=entry.request.endpoint.path,
                out_trade_no=entry.request.out_trade_no,
            )


def unless_another(settlement: Settlement, unmade: list[str]) -> Settlement:
    """What a deadline ruled out may have been carried out late: then it is what was seen."""
    if settlement.verdict is not Verdict.APPLIED or not unmade:
        return settlement
    said = (
        f"{settlement.explanation}, or another's, settled as not applied and perhaps carried out "
        f"late ({', '.join(unmade)}); they can't be told apart: ask the vendor by out_refund_no"
    )
    return unknown(said, settlement)


def unknown(explanation: str, settlement: Settlement) -> Settlement:
    """The same with an unknown verdict."""
    return attrs.evolve(settlement, verdict=Verdict.UNKNOWN, explanation=explanation)


@attrs.frozen
class Others:
    """The order's other refunds.

    Attributes:
        made: The amounts in fen of those that were made; None if one of them isn't known.
        alike: How many are open that could be taken for the one in question.
        unmade: The numbers of those that could be, and were settled as not applied.
    """

    made: list[int] | None = None
    alike: int = 0
    unmade: list[str] = attrs.Factory(list)


async def others_of(books: Books[Any], entry: Entry) -> Others:
    """What the journal has of the order's other refunds."""
    if not isinstance(entry.request, OrderRefund):
        return Others()
    others = [
        one
        for one in await books.of_order(entry)
        if isinstance(one.request, OrderRefund) and one.key != entry.key
    ]
    # A whole refund's row can have any amount.
    alike = [one for one in others if entry.fee is None or one.fee in (entry.fee, None)]
    made = [one.fee for one in others if one.state is State.APPLIED]
    return Others(
        made=None if None in made else sorted(fee for fee in made if fee is not None),
        alike=sum(one.state is State.OPEN for one in alike),
        unmade=sorted(one.number for one in alike if one.state is State.NOT_APPLIED),
    )
