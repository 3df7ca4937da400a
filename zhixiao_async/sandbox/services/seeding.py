"""Made-up people, form orders and listed rows, put into the database."""

from __future__ import annotations

import asyncio
from datetime import datetime
from itertools import islice

import attrs

from ...checks import duration, whole
from ...fields import beijing
from ..clock import Clock
from . import people, seeds
from .context import GatewayContext
from .form_orders import add_form_order

_CHUNK = 1000
_MOST_ROWS = 5_000_000
_MOST_DAYS = 3660


class Seeding:
    """Fills the database with made-up people and orders.

    Args:
        context: What the services work with.
        forms: Whether a new gateway also knows :data:`seeds.FORM_ORDERS`.
    """

    def __init__(self, context: GatewayContext, *, forms: bool) -> None:
        self._context = context
        self._forms = forms

    def begin(self) -> None:
        """Add the people, and the form orders if wanted, unless an earlier run has added them."""
        database = self._context.database
        with database.transaction():
            if not database.first("SELECT 1 FROM students"):
                for student in seeds.STUDENTS:
                    people.enrol(self._context, student)
            if self._forms and not database.first("SELECT 1 FROM forms"):
                self._add_forms()

    @property
    def listed(self) -> int:
        """Number of made-up rows in the listing."""
        row = self._context.database.first("SELECT rows FROM seeded")
        return row["rows"] if row else 0

    async def list_orders(
        self, count: int, days: float, *, ending: datetime | None, seed: int
    ) -> None:
        """List made-up trades and refunds; see :meth:`Sandbox.seed_orders` for the arguments."""
        whole(minimum=0, maximum=_MOST_ROWS).require("count", count)
        duration(unit="days", maximum=_MOST_DAYS).require("days", days)
        last = beijing(ending) if ending else self._context.clock.now()
        rows = seeds.listing_rows(count, days=days, ending=last, seed=seed)
        while chunk := list(islice(rows, _CHUNK)):
            with self._context.database.transaction():
                self._context.listing.add(chunk)
                self._context.database.run(
                    "INSERT INTO seeded VALUES (1, ?)"
                    " ON CONFLICT (id) DO UPDATE SET rows = rows + excluded.rows",
                    len(chunk),
                )
            await asyncio.sleep(0)

    def _add_forms(self) -> None:
        # Dated 2019, so that a listing of these days has no seeded payment.
        past = Clock()
        past.freeze(seeds.FORMS_TIME)
        context = attrs.evolve(self._context, clock=past)
        for order in seeds.FORM_ORDERS:
            add_form_order(
                context,
                total_fee=order.total_fee,
                body=order.body,
                form_data=order.form_data,
                pay_type=order.pay_type,
            )
