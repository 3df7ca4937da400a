"""The audit: the journal against the gateway's own records."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import AbstractContextManager, closing

import attrs
import sqlalchemy as sa

Key = tuple[str, str]
"""Kind and number of a journal's entry."""

MADE = """
    SELECT order_id, out_refund_no, refund_fee FROM refunds
    UNION ALL SELECT order_id, NULL, NULL FROM receipts"""
ENTRIES = "SELECT kind, number, order_id, state, request FROM zhixiao_journal"
RESOLVE = "UPDATE zhixiao_journal SET state = :state WHERE kind = :kind AND number = :number"
SENT = "SELECT path, params, ret_code FROM requests WHERE path LIKE ? AND params != '' ORDER BY seq"


@attrs.frozen
class Written:
    """A row of the journal."""

    key: Key
    order_id: str
    state: str
    fee: str | None


@attrs.frozen
class Audit:
    """Compares two databases at a moment when nothing is under way.

    Args:
        gateway: Path of the sandbox's database.
        journal: URL of the merchant's database, for SQLAlchemy.
    """

    gateway: str
    journal: str

    def made(self) -> Counter[Key]:
        """Count how often the gateway has made each refund and receipt."""
        with closing(sqlite3.connect(self.gateway)) as connection:
            found: Counter[Key] = Counter()
            for order_id, number, fee in connection.execute(MADE):
                if number is not None:
                    found["refund", number] += 1
                else:
                    found["receipt" if fee is None else "whole refund", order_id] += 1
            return found

    def refunded(self) -> int:
        """Return the sum of the gateway's refunds, in fen."""
        with closing(sqlite3.connect(self.gateway)) as connection:
            return int(
                connection.execute("SELECT coalesce(sum(refunded), 0) FROM payments").fetchone()[0]
            )

    def written(self) -> list[Written]:
        """Return the journal's entries."""
        with self._journal() as connection:
            if not sa.inspect(connection).has_table("zhixiao_journal"):
                return []
            return [
                Written((kind, number), order_id, state, json.loads(request).get("refund_fee"))
                for kind, number, order_id, state, request in connection.execute(sa.text(ENTRIES))
            ]

    def _journal(self) -> AbstractContextManager[sa.Connection]:
        return sa.create_engine(self.journal, poolclass=sa.NullPool).begin()

    def resent(self) -> list[str]:
        """Name refunds that were sent again though made: a laxer gateway would double them."""
        done: set[str] = set()
        again: list[str] = []
        with closing(sqlite3.connect(self.gateway)) as connection:
            for _, params, ret_code in connection.execute(SENT, ["%/order_refund"]):
                number = json.loads(params).get("out_refund_no") or params
                if number in done:
                    again.append(f"sent again though made: {number}")
                if ret_code == 0:
                    done.add(number)
        return again

    def faults(self, wanted: set[Key]) -> list[str]:
        """Name every refund and receipt that is doubled, forgotten or wrongly recorded."""
        made, written = self.made(), {entry.key: entry.state for entry in self.written()}
        found = [f"made {times} times: {key}" for key, times in made.items() if times > 1]
        found += [f"made under a number that nobody wanted: {key}" for key in made.keys() - wanted]
        found += [f"made, and forgotten: {key}" for key in made.keys() - written.keys()]
        for key, state in written.items():
            if state != "open" and (state == "applied") != (key in made):
                found.append(f"{state} in the journal, {made[key]} times at the gateway: {key}")
        return found + self.resent()

    def equals_in_doubt(self) -> list[Written]:
        """Return open refunds that share order and amount with another refund that isn't made.

        The other may be open as well, or resolved as not applied and carried out late.
        """
        unmade = [entry for entry in self.written() if entry.state in ("open", "not applied")]
        alike = Counter((entry.order_id, entry.fee) for entry in unmade)
        return [
            entry
            for entry in unmade
            if entry.state == "open" and alike[entry.order_id, entry.fee] > 1
        ]

    def resolve_by_hand(self, entry: Written) -> None:
        """Set an entry's state from the gateway's records, as a person who asks the vendor does."""
        state = "applied" if entry.key in self.made() else "not applied"
        kind, number = entry.key
        with self._journal() as connection:
            connection.execute(sa.text(RESOLVE), {"state": state, "kind": kind, "number": number})
