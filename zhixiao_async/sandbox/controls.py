"""The sandbox's methods for tests: act as a payer or as the school, and look at the logs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ..endpoints import PayType
from ..errors import InvalidRequest
from ..fields import JsonValue
from ..messages.text import Text
from .notifications.attempt_log import Attempt
from .notifications.notifier import Notifier
from .server.request_log import LoggedRequest, RequestLog
from .services import form_orders, payments, people
from .services.context import GatewayContext
from .services.orders import Order, find
from .services.people import Student
from .services.seeding import Seeding


class SandboxControls:
    """Methods for tests, on a gateway that runs.

    Attributes:
        notifier: Delivers the notifications; its methods inject mishaps.
    """

    notifier: Notifier
    _context: GatewayContext
    _request_log: RequestLog
    _seeding: Seeding

    @property
    def notifications(self) -> list[Attempt]:
        """The last ten thousand attempts to deliver a notification, oldest first."""
        return self.notifier.attempt_log.attempts()

    @property
    def requests(self) -> list[LoggedRequest]:
        """The last thousand requests in clear, oldest first."""
        return self._request_log.requests()

    def order(self, order_id: str) -> Order:
        """Return an order as the gateway sees it.

        Raises:
            Refusal: There is no such order.
        """
        return find(self._context, order_id=order_id)

    async def pay(self, order_id: str, pay_type: PayType = PayType.WECHAT) -> Order:
        """Pay an order, as a payer does. The notification goes out in the background.

        Raises:
            Refusal: The order can't be paid (any more).
            InvalidRequest: ``pay_type`` isn't a documented one.
        """
        if not isinstance(pay_type, PayType) or not pay_type.known:
            raise InvalidRequest("pay_type", Text("rule.not_pay_type"), given=pay_type)
        order = payments.pay(self._context, order_id, pay_type)
        self.notifier.wake()
        return order

    async def drain(self) -> None:
        """Wait until every notification that is due has been delivered."""
        await self.notifier.drain()

    async def fail(self, order_id: str) -> Order:
        """Let the payer's attempt fail for good: the order's status becomes FAILED.

        Raises:
            Refusal: The order isn't open.
        """
        return payments.fail(self._context, order_id)

    async def enrol(self, student: Student) -> None:
        """Add a person, or replace the one with the same number (to freeze an account)."""
        people.enrol(self._context, student)

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
            body: Name of the payment item.
            form_data: The form's fields by name.
            pay_type: Channel it was paid with; None leaves it unpaid.

        Returns:
            The order's ``order_id``.
        """
        return form_orders.add_form_order(
            self._context, total_fee=total_fee, body=body, form_data=form_data, pay_type=pay_type
        )

    async def seed_orders(
        self, count: int, days: float = 1.0, *, ending: datetime | None = None, seed: int = 20191022
    ) -> None:
        """Fill the listing with made-up trades and some refunds, which no other call knows.

        Args:
            count: Number of rows, refunds included.
            days: Number of days over which they are spread; half a day is 0.5.
            ending: Time that every row lies before; now if not given. A naive time means Beijing
                time.
            seed: The same seed makes the same rows.

        Raises:
            InvalidRequest: More than five million rows at a time, no days or more than 3660.
        """
        await self._seeding.list_orders(count, days, ending=ending, seed=seed)

    @property
    def seeded_orders(self) -> int:
        """Number of rows from :meth:`seed_orders`, earlier runs on the same file included."""
        return self._seeding.listed
