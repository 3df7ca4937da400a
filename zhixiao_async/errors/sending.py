"""A request that never left, and one whose outcome was lost on the way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from .base import ZhixiaoError
from .moments import moment

ResolutionT = TypeVar("ResolutionT", covariant=True)
PaceT = TypeVar("PaceT", contravariant=True)


class NotSent(ZhixiaoError):
    """Not one byte of the request left this machine, so repeating it is safe."""


class _Resolves(Protocol[ResolutionT, PaceT]):
    """A client, async or sync, as :meth:`OutcomeUnknown.resolve` needs it."""

    def resolve(
        self,
        error: OutcomeUnknown,
        *,
        known_refunds: Iterable[int] | None = None,
        in_doubt: int = 1,
        timeout: float | None = None,
        pace: PaceT = ...,
    ) -> ResolutionT:
        """Find out what became of a request."""
        ...


class OutcomeUnknown(ZhixiaoError):
    """The request may have been applied; the library never sends it again.

    Attributes:
        request: What was sent, or None for ``raw()``.
        happened_at: When its outcome was lost, an aware time by this machine's clock.
        applied: True if the gateway signed a success whose content can't be read, or that the
            journal couldn't write down: then it *was* applied, and only its result is lost.
            Otherwise False.
        resolve_by: The query that finds out, as a phrase.
    """

    # Not pickled: elapsed time means nothing on the machine where that may end.
    __slots__ = ("_clocked",)

    def __init__(
        self,
        message: str,
        *,
        resolve_by: str,
        applied: bool = False,
        request: object = None,
        path: str | None = None,
        out_trade_no: str | None = None,
    ) -> None:
        super().__init__(message, path=path, out_trade_no=out_trade_no)
        self.resolve_by = resolve_by
        self.applied = applied
        self.request = request
        self.lost(datetime.now(UTC), 0)

    def lost(self, at: datetime, seconds_ago: float) -> None:
        """Say when the outcome was lost, by whichever clock.

        Args:
            at: The time, an aware one.
            seconds_ago: How long ago that was, by a clock that is to be trusted more than this
                machine's.
        """
        self.happened_at = at
        self._clocked = (at, moment() - seconds_ago)

    def age(self) -> float:
        """Return the seconds since its outcome was lost.

        They are elapsed time, however the machine's clock was set meanwhile. Of an error that was
        pickled, or whose ``happened_at`` was set by hand, nothing but that time is known: they
        are negative if it lies ahead.
        """
        at, clocked = getattr(self, "_clocked", (None, 0.0))
        if at == self.happened_at:
            return moment() - clocked
        return (datetime.now(UTC) - self.happened_at).total_seconds()

    def resolve(
        self,
        client: _Resolves[ResolutionT, PaceT],
        *,
        known_refunds: Iterable[int] | None = None,
        in_doubt: int = 1,
        timeout: float | None = None,
        pace: PaceT | None = None,
    ) -> ResolutionT:
        """Find out by querying: ``await error.resolve(client)``, or without await on a sync client.

        Args:
            client: The merchant's.
            known_refunds: For a refund: the amounts in fen of the order's earlier refunds, an
                empty list if there were none. Without it a refund that is seen may be an earlier
                one, and the answer is unknown.
            in_doubt: For a refund: how many of this order and amount are in doubt at once. If
                two are, say 2: else one that was made is taken for both.
            timeout: Seconds that this call may take; until the deadline of ``pace`` if not given.
            pace: A ``ResolvePace``: when to probe. The client's own default if not given.

        Returns:
            Applied, not applied or still unknown, and what to do.

        Raises:
            InvalidRequest: A malformed argument.
        """
        if pace is None:
            return client.resolve(
                self, known_refunds=known_refunds, in_doubt=in_doubt, timeout=timeout
            )
        return client.resolve(
            self, known_refunds=known_refunds, in_doubt=in_doubt, timeout=timeout, pace=pace
        )
