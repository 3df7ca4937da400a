"""What became of the deliveries of this process: counted, and a line in the log for each."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import attrs

from ..endpoints import PaymentNotification
from .payment import Payment, Source

logger = logging.getLogger("zhixiao.notify")


@attrs.frozen(kw_only=True)
class Counts:
    """Deliveries since the process started.

    Attributes:
        received: Bodies that arrived, genuine or not.
        handled: Payments whose handler ran and was committed.
        duplicate: Genuine, and handled before.
        refused: Not genuine.
        failed: Genuine, and not handled: the gateway was told to come again.
    """

    received: int = 0
    handled: int = 0
    duplicate: int = 0
    refused: int = 0
    failed: int = 0


class Tally:
    """Counts and logs. Nothing personal and no secret goes into either. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = Counts()

    @property
    def counts(self) -> Counts:
        """The counts of now."""
        return self._counts

    def received(self) -> None:
        """A body has arrived."""
        self._add("received")

    def refused(self) -> None:
        """It wasn't genuine. Why, in words that may quote it, is for the debugger alone."""
        self._add("refused")
        logger.warning("notification outcome=refused", extra={"zhixiao_outcome": "refused"})

    @contextmanager
    def watching(self, payment: Payment | PaymentNotification) -> Iterator[Callable[[str], None]]:
        """A payment is being handled; what is called with its outcome first stands.

        An error before that makes it failed. The error's own text may be personal: its type and
        place are logged.
        """
        began = monotonic()
        known = False

        def settle(outcome: str) -> None:
            nonlocal known
            if not known:
                known = True
                self._add(outcome)
                _line(logging.INFO, outcome, payment, began)

        try:
            yield settle
        except BaseException as error:
            if not known:
                self._add("failed")
                _line(logging.ERROR, "failed", payment, began, error=_named(error))
            raise

    def reran(self, payment: Payment, began: float) -> None:
        """A handler was run again: in the log, but no delivery, so it isn't counted."""
        _line(logging.INFO, "rerun", payment, began)

    def _add(self, name: str) -> None:
        with self._lock:
            count = getattr(self._counts, name) + 1
            self._counts = attrs.evolve(self._counts, **{name: count})


def _line(
    level: int, outcome: str, payment: Payment | PaymentNotification, began: float, **more: str
) -> None:
    source = payment.source if isinstance(payment, Payment) else Source.NOTIFICATION
    fields = {
        "outcome": outcome,
        "source": source.value,
        "app_id": payment.app_id,
        "order_id": payment.order_id,
        "out_trade_no": payment.out_trade_no,
        "ms": f"{(monotonic() - began) * 1000:.1f}",
        **more,
    }
    text = " ".join(f"{name}={plain(value)}" for name, value in fields.items())
    extra = {f"zhixiao_{name}": value for name, value in fields.items()}
    logger.log(level, "payment %s", text, extra=extra)


def plain(value: str) -> str:
    """As it is, or quoted where it could break the line or look like another field."""
    return value if value.isprintable() and not set(value) & set(' "=') else ascii(value)


def _named(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = f"@{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
