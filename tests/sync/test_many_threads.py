"""64 threads share one client, and end with the interpreter if they must."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from .conftest import ENDING

THREADS = 64


def test_every_thread_gets_its_own_answers(gateway, client, order):
    """Each of 64 threads gets its own answers, on the client and on views of it."""

    def work(number):
        mine = client if number % 2 else client.with_options()
        created = mine.order_create(**order(f"many{number}"))
        gateway.pay(created.order_id)
        refund = mine.order_refund(out_trade_no=f"many{number}", refund_fee=number + 1,
                                   out_refund_no=f"r{number}")  # fmt: skip
        state = mine.order_query(out_trade_no=f"many{number}")
        return {created.order_id, refund.order_id, state.order_id} == {created.order_id}

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(work, range(THREADS), timeout=110)) == [True] * THREADS


def test_every_thread_reads_the_same_listing(client):
    """Each thread's own iteration loses and doubles no order."""

    def read(_):
        orders = client.iter_orders(ENDING - timedelta(minutes=6), ENDING, page_size=50)
        return [order.id for order in orders]

    with ThreadPoolExecutor(THREADS) as pool:
        listings = list(pool.map(read, range(THREADS), timeout=110))
    assert len(set(listings[0])) == len(listings[0]) > 50
    assert all(listing == listings[0] for listing in listings)
