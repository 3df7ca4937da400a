"""What became of the deliveries of this process: counted, and a line in the log for each."""

from __future__ import annotations

import logging
import os
import sysconfig
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import attrs

from ..endpoints import PaymentNotification
from ..errors import InvalidRequest, NotConfirmed
from .payment import Payment, Source

logger = logging.getLogger("zhixiao.notify")

_OURS = f"{Path(__file__).parents[1]}{os.sep}"
_PYTHONS = f"{sysconfig.get_path('stdlib')}{os.sep}"
_NUMBERS = ("app_id", "order_id", "out_trade_no")
_INSTALLED = {"site-packages", "dist-packages"}


@attrs.frozen(kw_only=True)
class Counts:
    """Deliveries since the process started.

    Attributes:
        received: Bodies that arrived, genuine or not.
        handled: Payments whose handler ran and was committed.
        duplicate: Genuine, and handled before.
        refused: Not genuine.
        failed: Genuine, and not handled, or read away before the view: the gateway was told to
            come again.
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

    def refused(self, reason: str) -> None:
        """It wasn't genuine, for a reason in words that quote nothing of it."""
        self._turned_away(logging.WARNING, "refused", reason)

    def read_before(self, reason: str) -> None:
        """Its body was gone before it came here: a mistake in the application."""
        self._turned_away(logging.ERROR, "failed", reason)

    def _turned_away(self, level: int, outcome: str, reason: str) -> None:
        self._add(outcome)
        fields = {"outcome": outcome, "reason": reason}
        logger.log(level, "notification %s", _text(fields), extra=_extra(fields))

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
                more = {"error": _named(error)}
                if isinstance(error, NotConfirmed) and error.reason:
                    more["reason"] = error.reason
                if isinstance(error, InvalidRequest) and error.field in _NUMBERS:
                    more["reason"] = f"{error.field} {error.rule}"
                _line(logging.ERROR, "failed", payment, began, **more)
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
    logger.log(level, "payment %s", _text(fields), extra=_extra(fields))


def _text(fields: dict[str, str]) -> str:
    return " ".join(f"{name}={plain(value)}" for name, value in fields.items())


def _extra(fields: dict[str, str]) -> dict[str, str]:
    return {f"zhixiao_{name}": value for name, value in fields.items()}


def plain(value: str) -> str:
    """As it is, or quoted where it could break the line or look like another field."""
    return value if value.isprintable() and not set(value) & set(' "=') else ascii(value)


def _named(error: BaseException) -> str:
    """Its type, and the line of your own that it came from: the last one outside of libraries."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [one for one in frames if not _is_library(one.filename)]
    last = (own or frames)[-1:]
    place = "".join(f"@{Path(one.filename).name}:{one.lineno}" for one in last)
    return f"{type(error).__name__}{place}"


def _is_library(file: str) -> bool:
    compiled = file.endswith(".pyx")  # and named without its directory; "<" begins a made one
    installed = not _INSTALLED.isdisjoint(Path(file).parts)
    return compiled or installed or file.startswith((_OURS, _PYTHONS, "<"))
