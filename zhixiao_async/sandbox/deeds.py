"""What a test does to the gateway, and sees of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ..endpoints import PayType
from ..fields import JsonValue
from . import form_orders, payments, people
from .attempts import Attempt
from .desk import Desk
from .journal import Entry, Journal
from .notifier import Notifier
from .orders import Order, find
from .people import Student
from .seeding import Seeding


class Deeds:
    """What payers do, and what a school would have on record.

    Attributes:
        notifier: Delivers the notifications, and orders their mishaps.
    """

    notifier: Notifier
    _desk: Desk
    _journal: Journal
    _seeding: Seeding

    @property
    def notifications(self) -> list[Attempt]:
        """The last ten thousand attempts to deliver a notification, oldest first."""
        return self.notifier.attempts()

    @property
    def requests(self) -> list[Entry]:
        """The last thousand requests in clear, oldest first."""
        return self._journal.entries()

    def order(self, order_id: str) -> Order:
        """An order as the gateway sees it.

        Raises:
            Refusal: There is none.
        """
        return find(self._desk, order_id=order_id)

    async def pay(self, order_id: str, pay_type: PayType = PayType.WECHAT) -> Order:
        """What a payer does. The notification goes out in the background.

        Raises:
            Refusal: The order can't be paid (any more).
        """
        order = payments.pay(self._desk, order_id, pay_type)
        self.notifier.wake()
        return order

    async def fail(self, order_id: str) -> Order:
        """The payer's attempt fails for good: the order's status becomes FAILED.

        Raises:
            Refusal: The order isn't open.
        """
        return payments.fail(self._desk, order_id)

    async def enrol(self, student: Student) -> None:
        """Add a person, or replace the one with the same number (to freeze an account)."""
        people.enrol(self._desk, student)

    async def add_form_order(
        self,
        *,
        total_fee: int,
        body: str,
        form_data: Mapping[str, JsonValue],
        pay_type: PayType | None = None,
    ) -> str:
        """Add an order made through a payment form, for ``order_query_form``.

        Args:
            total_fee: In fen.
            body: What is paid for.
            form_data: The form's fields by name.
            pay_type: How it was paid; None leaves it unpaid.

        Returns:
            Its ``order_id``.
        """
        return form_orders.add_form_order(
            self._desk, total_fee=total_fee, body=body, form_data=form_data, pay_type=pay_type
        )

    async def seed_orders(
        self, count: int, days: float = 1.0, *, ending: datetime | None = None, seed: int = 20191022
    ) -> None:
        """Fill the listing with made-up trades and some refunds, which no other call knows.

        Args:
            count: How many rows, refunds included.
            days: Over how many days they are spread.
            ending: Every row lies before it; now if not given. A naive time means Beijing time.
            seed: The same seed gives the same rows.
        """
        await self._seeding.list_orders(count, days, ending=ending, seed=seed)

    @property
    def seeded_orders(self) -> int:
        """How many rows :meth:`seed_orders` has listed, also in earlier runs on the same file."""
        return self._seeding.listed
