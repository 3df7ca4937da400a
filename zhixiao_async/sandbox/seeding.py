"""What is there before anybody has asked for anything: people, forms, a listing."""

from __future__ import annotations

import asyncio
from datetime import datetime
from itertools import islice

import attrs

from ..fields import beijing
from . import people, seeds
from .clock import Clock
from .desk import Desk
from .form_orders import add_form_order

_CHUNK = 1000


class Seeding:
    """Fills the tables with made-up people and orders.

    Args:
        desk: Where.
        forms: Whether a new gateway also knows :data:`seeds.FORM_ORDERS`.
    """

    def __init__(self, desk: Desk, *, forms: bool) -> None:
        self._desk = desk
        self._forms = forms

    def begin(self) -> None:
        """Have the people, and the forms if wanted, unless they are there from an earlier run."""
        store = self._desk.store
        with store.transaction():
            if not store.one("SELECT 1 FROM students"):
                for student in seeds.STUDENTS:
                    people.enrol(self._desk, student)
            if self._forms and not store.one("SELECT 1 FROM forms"):
                self._add_forms()

    @property
    def listed(self) -> int:
        """How many rows of the listing are made up."""
        row = self._desk.store.one("SELECT rows FROM seeded")
        return row["rows"] if row else 0

    async def list_orders(
        self, count: int, days: float, *, ending: datetime | None, seed: int
    ) -> None:
        """List made-up trades and refunds; arguments as of :meth:`Sandbox.seed_orders`."""
        last = beijing(ending) if ending else self._desk.clock.now()
        rows = seeds.listing_rows(count, days=days, ending=last, seed=seed)
        while chunk := list(islice(rows, _CHUNK)):
            with self._desk.store.transaction():
                self._desk.listing.add(chunk)
                self._desk.store.run(
                    "INSERT INTO seeded VALUES (1, ?)"
                    " ON CONFLICT (id) DO UPDATE SET rows = rows + excluded.rows",
                    len(chunk),
                )
            await asyncio.sleep(0)

    def _add_forms(self) -> None:
        # In the past, so that no listing of these days holds a payment that nobody made.
        past = Clock()
        past.freeze(seeds.FORMS_TIME)
        desk = attrs.evolve(self._desk, clock=past)
        for one in seeds.FORM_ORDERS:
            add_form_order(
                desk,
                total_fee=one.total_fee,
                body=one.body,
                form_data=one.form_data,
                pay_type=one.pay_type,
            )
