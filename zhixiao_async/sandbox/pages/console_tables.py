"""The console's records, newest first."""

from __future__ import annotations

from sqlite3 import Row

import attrs

from ...config import Credentials
from ...fields import write_time, yuan
from ..desk import Desk
from ..journal import Journal
from ..notifier import Notifier
from ..orders import FIND, Order, pay_url
from . import console_log
from .html import Language, link, table, tag, text
from .mini_program import PATH
from .opened import Opener
from .pay_page import shown_state
from .words import word

SHOWN = 50
_TONES = {"open": "wait", "paid": "good", "failed": "bad"}


@attrs.frozen
class Section:
    """One kind of records: how many there are, and the newest of them."""

    name: str
    count: int
    html: str


class ConsoleTables:
    """Reads the tables and the logs."""

    def __init__(
        self, desk: Desk, credentials: Credentials, journal: Journal, notifier: Notifier
    ) -> None:
        self._desk = desk
        self._opener = Opener(credentials)
        self._journal = journal
        self._notifier = notifier

    def sections(self, language: Language) -> list[Section]:
        """All of them, in the order of the page."""
        attempts, entries = self._notifier.newest_attempts(SHOWN), self._journal.newest(SHOWN)
        found = [
            Section("orders", self._count("orders"), self._orders(language)),
            Section("refunds", self._count("refunds"), self._refunds()),
            Section("receipts", self._count("receipts"), self._receipts(language)),
            Section(
                "notifications",
                self._count("attempts"),
                console_log.notifications(self._opener, attempts, language),
            ),
            Section(
                "requests",
                self._count("journal"),
                console_log.requests(self._opener, entries, language),
            ),
        ]
        empty = f'<p class="muted">{text(word("none", language))}</p>'
        return [one if one.count else attrs.evolve(one, html=empty) for one in found]

    def _orders(self, language: Language) -> str:
        found = self._newest(FIND, "seq")
        columns = ["order_id", "out_trade_no", "body", "total_fee", "status", "created"]
        return table(
            [*columns, "time_end", "pay_type"],
            [self._order_row(Order.from_row(row), language) for row in found],
        )

    def _order_row(self, order: Order, language: Language) -> list[str]:
        state = shown_state(order, self._desk.clock.now())
        refunded = f" −¥{yuan(order.refunded)}" if order.refunded else ""
        stand_in = ""
        if state == "open" and order.request and order.request.openid:
            url = f"{PATH}?lang={language}&order_id={order.order_id}"
            stand_in = link(url, word("mini_program", language))
        return [
            link(f"{pay_url(self._desk, order.order_id)}?lang={language}", order.order_id),
            self._opener.line(order.out_trade_no),
            f'<span class="long">{self._opener.line(order.body)}</span>',
            f"¥{yuan(order.total_fee)}{refunded}",
            tag(word(state, language), _TONES.get(state, "")),
            text(write_time(order.created)),
            text(order.time_end and write_time(order.time_end)),
            stand_in or text(order.pay_type and word(order.pay_type.value, language)),
        ]

    def _refunds(self) -> str:
        rows = [
            [
                text(row["order_id"]),
                self._opener.line(row["out_refund_no"]),
                f"¥{yuan(row['refund_fee'])}",
                text(row["refund_time"]),
            ]
            for row in self._newest("SELECT * FROM refunds", "seq")
        ]
        return table(["order_id", "out_refund_no", "refund_fee", "refund_time"], rows)

    def _receipts(self, language: Language) -> str:
        rows = [
            [
                link(f"/piaoju/{row['order_id']}.html?lang={language}", row["order_id"]),
                text(row["issued"]),
                f"<code>{text(self._opener.readable(row['piaoju'], indent=None))}</code>",
            ]
            for row in self._newest("SELECT * FROM receipts", "issued")
        ]
        return table(["order_id", "issued", "piaoju"], rows)

    def _newest(self, query: str, by: str) -> list[Row]:
        return self._desk.store.all(f"{query} ORDER BY {by} DESC LIMIT ?", SHOWN)

    def _count(self, name: str) -> int:
        query = f"SELECT count(*) FROM {name}"  # noqa: S608 - one of our own tables
        count: int = self._desk.store.first(query)[0]
        return count
