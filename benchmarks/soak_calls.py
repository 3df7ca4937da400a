"""The soak's calls: every endpoint, drawn at random, for the async and the sync client alike."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from zhixiao_async import BEIJING, PayerType, ZhixiaoError

Call = tuple[str, dict[str, Any]]

_KEPT = 500
"""Number of orders remembered, so that the soak itself doesn't grow."""


class Records:
    """The orders that exist, and how the calls ended. Used from several threads.

    Attributes:
        unpaid: Number and pay link of orders, the newest last.
        paid: Numbers of paid orders.
        outcomes: Number of calls by outcome.
        surprises: Number of calls that raised anything but one of the library's errors.
        notified: Number of notifications answered.
        notify_url: URL for the notifications.
    """

    def __init__(self) -> None:
        self.unpaid: deque[tuple[str, str]] = deque(maxlen=_KEPT)
        self.paid: deque[str] = deque(maxlen=_KEPT)
        self.outcomes: Counter[str] = Counter()
        self.surprises: Counter[str] = Counter()
        self.notified = 0
        self.notify_url = ""

    def succeeded(self, method: str, result: Any) -> None:
        """Record that a call returned its result."""
        self.outcomes["succeeded"] += 1
        if method == "order_create":
            self.unpaid.append((result.out_trade_no, result.url))

    def failed(self, method: str, error: BaseException) -> None:
        """Record that a call raised: the library's errors are expected, others aren't."""
        self.outcomes[type(error).__name__] += 1
        if not isinstance(error, ZhixiaoError | TimeoutError):
            self.surprises[f"{method}: {error!r}"] += 1


class Draw:
    """Draws the next call.

    Args:
        records: The orders to draw from.
        name: Beginning of the numbers of this drawer's orders.
    """

    def __init__(self, records: Records, name: str) -> None:
        self._records = records
        self._name = name
        self._chance = random.Random(name)
        self._created = 0
        self._calls: dict[Callable[[], Call], int] = {
            self._create: 22,
            self._query: 22,
            self._refund: 8,
            self._cancel: 6,
            self._listing: 10,
            self._whole_listing: 4,
            self._card: 8,
            self._identity: 4,
            self._receipt: 5,
            self._receipt_query: 4,
            self._form: 3,
            self._raw: 4,
        }

    def next(self) -> Call:
        """Draw a method's name and its arguments."""
        return self._chance.choices(list(self._calls), list(self._calls.values()))[0]()

    def _number(self) -> str:
        try:
            return self._chance.choice(self._records.unpaid)[0]
        except IndexError:
            return "none yet"

    def _paid(self) -> str:
        try:
            return self._records.paid.popleft()
        except IndexError:
            return "none yet"

    def _create(self) -> Call:
        self._created += 1
        return "order_create", {
            "body": "学费",
            "out_trade_no": f"{self._name}-{self._created}",
            "total_fee": 19800,
            "user_no": "2013141516",
            "notify_url": self._records.notify_url,
        }

    def _query(self) -> Call:
        return "order_query", {"out_trade_no": self._number()}

    def _refund(self) -> Call:
        number = self._paid()
        return "order_refund", {
            "out_trade_no": number, "refund_fee": 9800, "out_refund_no": f"r{number}",
        }  # fmt: skip

    def _cancel(self) -> Call:
        return "order_cancel", {"out_trade_no": self._number()}

    def _window(self) -> dict[str, Any]:
        now = datetime.now(BEIJING).replace(microsecond=0)
        return {"begin_time": now - timedelta(seconds=30), "end_time": now, "page_size": 50}

    def _listing(self) -> Call:
        return "order_list", self._window()

    def _whole_listing(self) -> Call:
        return "iter_orders", self._window()

    def _card(self) -> Call:
        return "user_card", {"user_no": "2013141516"}

    def _identity(self) -> Call:
        return "user_identity", {"uid": "2088102146225135"}

    def _receipt(self) -> Call:
        return "piaoju_create", {
            "out_trade_no": self._paid(),
            "payer_type": PayerType.PERSON,
            "payer_name": "小明",
            "phone": "13000000000",
        }

    def _receipt_query(self) -> Call:
        return "piaoju_query", {"out_trade_no": self._number()}

    def _form(self) -> Call:
        return "order_query_form", {"out_trade_no": self._number()}

    def _raw(self) -> Call:
        return "raw", {
            "path": "/pay_api/order_query", "params": {"out_trade_no": self._number()},
        }  # fmt: skip
