"""An export checked against its receipts, and against the gateway's own counts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from itertools import groupby, pairwise
from pathlib import Path
from typing import cast

import attrs

from ...client import Client
from ...endpoints import Mask
from ...errors import InvalidRequest
from ...messages.text import Text
from ..errors import ExportDamaged
from ..receipts import Receipt
from ..targets.opening import open_target
from ..targets.target import Target
from .days import days_of, window_of
from .merchants import Merchants, merchants_of

_BY_DEFAULT = "ZHIXIAO_"
_LIMIT = 1
"""Connections: days are counted by one request after the other."""


class Fault(StrEnum):
    """What is wrong with a day of an export."""

    DAMAGED = "damaged"
    """It isn't what its receipt says."""
    MISSING = "missing"
    """It isn't there, and days before and after it are."""
    DIFFERS = "differs"
    """The gateway counts other rows by now."""


@attrs.frozen(kw_only=True)
class Finding:
    """Something that is wrong with a day.

    Attributes:
        app_id: The merchant.
        day: The day.
        fault: What is wrong.
        text: The same in words.
    """

    app_id: str
    day: date
    fault: Fault
    text: Text


@attrs.frozen(kw_only=True)
class Verification:
    """An export as it was found.

    Attributes:
        receipts: Of all days, by merchant and day.
        findings: What is wrong, by merchant and day.
        counted: Days that were compared with the gateway's counts: those that were final.
    """

    receipts: tuple[Receipt, ...]
    findings: tuple[Finding, ...]
    counted: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong. Days that can still change are no fault."""
        return not self.findings

    @property
    def open(self) -> list[Receipt]:
        """The days that could still change when they were read: export them again."""
        return [receipt for receipt in self.receipts if receipt.is_open]

    @property
    def rows(self) -> int:
        """Rows of all days."""
        return sum(receipt.rows for receipt in self.receipts)

    @property
    def fee(self) -> int:
        """Fees of all days, in fen, as the gateway writes them."""
        return sum(receipt.fee for receipt in self.receipts)


async def verify_export(
    target: str | Path,
    *,
    gateway: bool | Merchants = False,
    format: str = "parquet",  # noqa: A002 - as in export_orders
) -> Verification:
    """Read an export back: each day's hash, rows and sums, and the gaps between days.

    Args:
        target: As in ``export_orders``.
        gateway: Whether the gateway's own counts of final days are asked for as well, two requests
            a day: True asks for the merchant of the variables ``ZHIXIAO_…``, or say which
            merchants.
        format: As in ``export_orders``.

    Raises:
        InvalidRequest: The target has no exported day, or credentials are missing.
        ZhixiaoError: The gateway can't be asked.
    """
    place = open_target(target, format)
    try:
        receipts = await asyncio.to_thread(lambda: tuple(place.receipts(whole=False)))
        findings = await asyncio.to_thread(_read_back, place, receipts)
    finally:
        place.close()
    if not receipts:
        raise InvalidRequest("target", Text("rule.nothing_exported"))  # a URL may hold a password
    counted = 0
    if gateway is not False:
        for owner in merchants_of(_BY_DEFAULT if gateway is True else gateway):
            async with owner.open_client(_LIMIT) as client:
                # An open day may have grown since, which is no fault; it is named as open.
                final = [each for each in receipts if not each.is_open]
                own = [receipt for receipt in final if receipt.app_id == client.app_id]
                counted += len(own)
                findings += await _counted(client, own)
    findings.sort(key=lambda finding: (finding.app_id, finding.day))
    return Verification(receipts=receipts, findings=tuple(findings), counted=counted)


def _read_back(target: Target, receipts: Iterable[Receipt]) -> list[Finding]:
    findings = []
    for app_id, days in groupby(receipts, lambda receipt: receipt.app_id):
        each = list(days)
        findings += _gaps(app_id, [receipt.day for receipt in each])
        for receipt in each:
            try:
                target.check(receipt)
            except ExportDamaged as error:
                findings.append(_finding(receipt, Fault.DAMAGED, cast("Text", error.message)))
    return findings


def _gaps(app_id: str, days: Sequence[date]) -> list[Finding]:
    return [
        Finding(
            app_id=app_id,
            day=day,
            fault=Fault.MISSING,
            text=Text("verify.missing", app_id=app_id, day=day),
        )
        for before, after in pairwise(days)
        for day in days_of(before, after)[1:-1]
    ]


async def _counted(client: Client, receipts: Iterable[Receipt]) -> list[Finding]:
    findings = []
    for receipt in receipts:
        begin, end = window_of(receipt.day)
        pages = [
            await client.order_list(begin_time=begin, end_time=end, page_size=1, mask=mask)
            for mask in (Mask.TRADE, Mask.REFUND)
        ]
        total = sum(page.total_size for page in pages)
        if total != receipt.total_size:
            values = {"said": receipt.total_size, "total_size": total}
            text = Text("verify.differs", app_id=receipt.app_id, day=receipt.day, **values)
            findings.append(_finding(receipt, Fault.DIFFERS, text))
    return findings


def _finding(receipt: Receipt, fault: Fault, text: Text) -> Finding:
    return Finding(app_id=receipt.app_id, day=receipt.day, fault=fault, text=text)
