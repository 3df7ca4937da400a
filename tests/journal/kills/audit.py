"""The journal against the gateway's own books."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import AbstractContextManager, closing

import attrs
import sqlalchemy as sa

Key = tuple[str, str]
"""Kind and number of an entry."""

MADE = """
    SELECT order_id, out_refund_no, refund_fee FROM refunds
    UNION ALL SELECT order_id, NULL, NULL FROM receipts"""
ENTRIES = "SELECT kind, number, order_id, state, request FROM zhixiao_journal"
TOLD = "UPDATE zhixiao_journal SET state = :state WHERE kind = :kind AND number = :number"
SENT = "SELECT path, params, ret_code FROM journal WHERE path LIKE ? AND params != '' ORDER BY seq"


@attrs.frozen
class Written:
    """A row of the journal."""

    key: Key
    order_id: str
    state: str
    fee: str | None


@attrs.frozen
class Audit:
    """Two databases at one moment, when nothing is under way.

    Args:
        gateway: The sandbox's file.
        journal: The merchant's, a URL for SQLAlchemy.
    """

    gateway: str
    journal: str

    def made(self) -> Counter[Key]:
        """What the gateway has done, and how often."""
        with closing(sqlite3.connect(self.gateway)) as books:
            found: Counter[Key] = Counter()
            for order_id, number, fee in books.execute(MADE):
                if number is not None:
                    found["refund", number] += 1
                else:
                    found["receipt" if fee is None else "whole refund", order_id] += 1
            return found

    def refunded(self) -> int:
        """All that the gateway has given back, in fen."""
        with closing(sqlite3.connect(self.gateway)) as books:
            return int(
                books.execute("SELECT coalesce(sum(refunded), 0) FROM payments").fetchone()[0]
            )

    def written(self) -> list[Written]:
        """What the journal says."""
        with self._journal() as books:
            if not sa.inspect(books).has_table("zhixiao_journal"):
                return []
            return [
                Written((kind, number), order_id, state, json.loads(request).get("refund_fee"))
                for kind, number, order_id, state, request in books.execute(sa.text(ENTRIES))
            ]

    def _journal(self) -> AbstractContextManager[sa.Connection]:
        return sa.create_engine(self.journal, poolclass=sa.NullPool).begin()

    def resent(self) -> list[str]:
        """Refunds that were sent again when they had been made: a laxer gateway doubles them."""
        done: set[str] = set()
        again: list[str] = []
        with closing(sqlite3.connect(self.gateway)) as books:
            for _, params, ret_code in books.execute(SENT, ["%/order_refund"]):
                number = json.loads(params).get("out_refund_no") or params
                if number in done:
                    again.append(f"sent again though made: {number}")
                if ret_code == 0:
                    done.add(number)
        return again

    def faults(self, wanted: set[Key]) -> list[str]:
        """Whatever is doubled, forgotten or wrongly recorded, in words."""
        made, written = self.made(), {one.key: one.state for one in self.written()}
        said = [f"made {times} times: {key}" for key, times in made.items() if times > 1]
        said += [f"made under a number that nobody wanted: {key}" for key in made.keys() - wanted]
        said += [f"made, and forgotten: {key}" for key in made.keys() - written.keys()]
        for key, state in written.items():
            if state != "open" and (state == "applied") != (key in made):
                said.append(f"{state} in the journal, {made[key]} times at the gateway: {key}")
        return said + self.resent()

    def equals_in_doubt(self) -> list[Written]:
        """Open refunds that can't be told by their amounts from others of their orders.

        Those may be open too, or settled as not applied, which may be carried out late.
        """
        unmade = [one for one in self.written() if one.state in ("open", "not applied")]
        alike = Counter((one.order_id, one.fee) for one in unmade)
        return [one for one in unmade if one.state == "open" and alike[one.order_id, one.fee] > 1]

    def told_by_the_vendor(self, one: Written) -> None:
        """What a person does about an entry that nobody here can settle."""
        state = "applied" if one.key in self.made() else "not applied"
        kind, number = one.key
        with self._journal() as books:
            books.execute(sa.text(TOLD), {"state": state, "kind": kind, "number": number})
