"""What the gateway said about receipts, kept in a file, so that little is asked again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import attrs

from ...endpoints import PiaojuQueryResult, PiaojuStatus
from ...whole_files import replace_text
from .receipt_orders import PaidOrder

_OUT = (PiaojuStatus.ISSUED, PiaojuStatus.PRINTED)


@attrs.frozen(kw_only=True)
class Answer:
    """The gateway's answer about one order's receipt. Nothing in it is personal.

    Attributes:
        app_id: The merchant.
        order_id: The gateway's number of the order.
        status: The receipt's.
        ebill_code: The receipt's code.
        ebill_no: The receipt's number.
        refunded: What of the order was known to be refunded when it was asked, in fen.
        asked_at: When that was.
    """

    app_id: str
    order_id: str
    status: PiaojuStatus
    ebill_code: str | None
    ebill_no: str | None
    refunded: int
    asked_at: datetime

    @classmethod
    def of(cls, app_id: str, order: PaidOrder, result: PiaojuQueryResult, now: datetime) -> Answer:
        """Return what is kept of an answer."""
        return cls(
            app_id=app_id,
            order_id=order.order_id,
            status=result.status,
            ebill_code=result.ebill_code,
            ebill_no=result.ebill_no,
            refunded=order.refunded,
            asked_at=now,
        )

    def may_have_changed(self, order: PaidOrder) -> bool:
        """Return whether the receipt may be another by now.

        A reversed one stays so. One that was issued is assumed to stay while nothing is refunded.
        """
        if self.status == PiaojuStatus.REVERSED:
            return False
        return self.status not in _OUT or order.refunded > 0 or self.refunded != order.refunded


class AnswerFile:
    """Answers in a file, a line of JSON each; the last one about an order counts.

    A crash costs the line that was being written.

    Args:
        path: The file; None for none, where all is asked each time.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def load(self, app_id: str) -> dict[str, Answer]:
        """Return a merchant's answers by the order's number."""
        return {answer.order_id: answer for answer in self._all() if answer.app_id == app_id}

    def add(self, answer: Answer) -> None:
        """Keep an answer."""
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(_line(answer))

    def tidy(self) -> None:
        """Write the file anew with the answers that count."""
        last = {(answer.app_id, answer.order_id): answer for answer in self._all()}
        if self._path is not None and last:
            text = "".join(_line(last[key]) for key in sorted(last))
            replace_text(self._path, self._path.parent, text)

    def _all(self) -> Iterator[Answer]:
        if self._path is None or not self._path.exists():
            return
        with self._path.open(encoding="utf-8") as file:
            for line in file:
                with suppress(ValueError, TypeError, KeyError):  # cut off by a crash
                    yield _answer(line)


def _answer(line: str) -> Answer:
    given = json.loads(line)
    return Answer(
        **{
            **given,
            "status": PiaojuStatus(given["status"]),
            "asked_at": datetime.fromisoformat(given["asked_at"]),
        }
    )


def _line(answer: Answer) -> str:
    plain = attrs.asdict(answer) | {
        "status": answer.status.value,
        "asked_at": answer.asked_at.isoformat(),
    }
    return f"{json.dumps(plain, ensure_ascii=False)}\n"
