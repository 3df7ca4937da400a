"""Issuing a receipt to its end: created once, waited for, and fetched.

What the gateway has is asked for first, so a call goes on where an earlier one stopped. A
``piaoju_create`` whose reply was lost isn't sent again: the queries that follow find the receipt,
or the call ends in that OutcomeUnknown.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic
from typing import TypeAlias

import attrs

from ..checks import duration, flag, instance_of, not_shown
from ..endpoints import (
    PiaojuCreate,
    PiaojuCreateResult,
    PiaojuQuery,
    PiaojuQueryResult,
    PiaojuStatus,
)
from ..errors import GatewayError, NoReply, NotSent, OutcomeUnknown, RequestFailed
from ..messages.text import Text, joined
from ..resolving.probes import other_payer
from ..resolving.wait_paid import LAST_QUERY, until
from .files import about, folder

Create: TypeAlias = Callable[[PiaojuCreate], Awaitable[PiaojuCreateResult]]
Found: TypeAlias = PiaojuQueryResult | RequestFailed
"""What a query finds: a receipt, or that the gateway knows none, in its own words."""

_THERE = (PiaojuStatus.ISSUED, PiaojuStatus.PRINTED)
_ENDED = (PiaojuStatus.FAILED, PiaojuStatus.REVERSED)


@attrs.frozen(kw_only=True)
class IssuedReceipt:
    """A receipt as the gateway last described it, and its file.

    Attributes:
        receipt: The gateway's last answer. Its ``status`` is ISSUED or PRINTED; or FAILED, or
            REVERSED; or another if the time was up before.
        path: The PDF; None without a directory, and where there is no file yet.
    """

    receipt: PiaojuQueryResult
    path: Path | None = None

    @property
    def issued(self) -> bool:
        """Whether the receipt has been issued, and not reversed."""
        return self.receipt.status in _THERE


@attrs.frozen(kw_only=True)
class Calls:
    """A client's calls; those of a sync client never wait for an event loop.

    Attributes:
        query: Asks for a receipt, within so many seconds.
        create: Sends the request; the client's own or a journal's.
        download: Fetches a receipt's file into a folder.
        sleep: Lets seconds pass.
        closed: Whether the client is closed.
    """

    query: Callable[[PiaojuQuery, float], Awaitable[PiaojuQueryResult]]
    create: Create
    download: Callable[[PiaojuQueryResult, Path], Awaitable[Path]]
    sleep: Callable[[float], Awaitable[None]]
    closed: Callable[[], bool]


async def issue(
    calls: Calls,
    request: PiaojuCreate,
    directory: str | os.PathLike[str] | None,
    *,
    timeout: float,  # noqa: ASYNC109 - each query is given what is left of it
    retry_failed: bool,
) -> IssuedReceipt:
    """Issue a receipt; arguments and errors as ``Client.issue_receipt``."""
    # A request isn't shown: it holds the payer's name.
    instance_of(PiaojuCreate, shown=not_shown).require("request", request)
    ends = monotonic() + duration().require("timeout", timeout)
    flag.require("retry_failed", retry_failed)
    place = None if directory is None else folder(directory)
    issuing = _Issuing(calls, request, filed=place is not None)
    receipt = await issuing.to_its_end(ends, retry_failed=retry_failed)
    if place is None or receipt.status not in _THERE or not _has_file(receipt):
        return IssuedReceipt(receipt=receipt)
    return IssuedReceipt(receipt=receipt, path=await calls.download(receipt, place))


class _Issuing:
    """One receipt on its way.

    Args:
        calls: The client's.
        request: The receipt that is wanted.
        filed: Whether its file is wanted too.
    """

    def __init__(self, calls: Calls, request: PiaojuCreate, *, filed: bool) -> None:
        self._calls = calls
        self._request = request
        self._asked = PiaojuQuery(
            out_trade_no=request.out_trade_no, zx_order_no=request.zx_order_no
        )
        self._filed = filed
        self._failed_before = False

    async def to_its_end(self, ends: float, *, retry_failed: bool) -> PiaojuQueryResult:
        """Create the receipt unless there is one, and return what has become of it.

        Args:
            ends: When the time is up, by the monotonic clock.
            retry_failed: Whether a receipt that failed is created again.
        """
        found = await self._query(max(ends - monotonic(), LAST_QUERY))
        lost: OutcomeUnknown | None = None
        if self._may_create(found, retry_failed=retry_failed):
            lost = await self._create()
        elif self._is_final(found):
            return _receipt(found)
        try:
            found = await until(
                self._query,
                self._is_final,
                max(ends - monotonic(), 0.001),
                self._calls.closed,
                self._calls.sleep,
            )
        except (NoReply, NotSent, GatewayError) as unanswered:
            if lost is not None:
                raise lost from unanswered
            raise
        if lost is not None and not self._shows_it(found):
            raise lost
        return _receipt(found)

    async def _query(self, seconds: float) -> Found:
        try:
            return await self._calls.query(self._asked, seconds)
        except RequestFailed as refusal:
            # The document has no code for "there is none", which only the words can say.
            if refusal.says_nothing:
                raise
            return refusal

    def _may_create(self, found: Found, *, retry_failed: bool) -> bool:
        """Return whether there is no receipt.

        Raises:
            InvalidRequest: There is one, made out to another payer.
        """
        if isinstance(found, RequestFailed) or found.status == PiaojuStatus.NOT_ISSUED:
            return True
        self._failed_before = retry_failed and found.status == PiaojuStatus.FAILED
        if self._failed_before:
            return True
        if names := other_payer(found, self._request):
            rule = Text("rule.another_receipt", names=joined("field.and", names))
            raise about(found, names[0], rule)
        return False

    async def _create(self) -> OutcomeUnknown | None:
        try:
            made: object = self._calls.create(self._request)
            if inspect.isawaitable(made):  # a sync journal's is done
                await made
        except OutcomeUnknown as error:
            return None if error.applied else error
        return None

    def _is_final(self, found: Found) -> bool:
        if isinstance(found, RequestFailed):
            return False
        if found.status in _THERE:
            return not self._filed or _has_file(found)
        # After an earlier failure nothing tells which of the two it is.
        return found.status in _ENDED and not self._failed_before

    def _shows_it(self, found: Found) -> bool:
        """Return whether the request whose reply was lost has been carried out after all."""
        if isinstance(found, RequestFailed) or other_payer(found, self._request):
            return False
        return found.status in (*_THERE, PiaojuStatus.PENDING) or self._is_final(found)


def _has_file(receipt: PiaojuQueryResult) -> bool:
    return bool(receipt.url and receipt.ebill_no)


def _receipt(found: Found) -> PiaojuQueryResult:
    if isinstance(found, RequestFailed):
        raise found
    return found
