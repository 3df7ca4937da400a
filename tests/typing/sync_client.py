"""Uses of the synchronous client for type checkers; checked, never run."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from datetime import date, datetime
from pathlib import Path
from typing import Any, assert_type

from zhixiao_async.fields import JsonValue
from zhixiao_sync import (
    Channel,
    Client,
    FormOrder,
    GoodsDetail,
    IssuedReceipt,
    ListedOrder,
    Mask,
    OrderCancelResult,
    OrderCreate,
    OrderCreateResult,
    OrderListResult,
    OrderPage,
    OrderQuery,
    OrderQueryResult,
    OrderRefund,
    OrderRefundResult,
    OrderStatus,
    OutcomeUnknown,
    PayerType,
    PayType,
    Piaoju,
    PiaojuCreate,
    PiaojuCreateResult,
    PiaojuQueryResult,
    Resolution,
    ResolvePace,
    RetryPolicy,
    Timeouts,
    UserCardResult,
    UserIdentityResult,
)
from zhixiao_sync.journal import Entry, RefundJournal, Resumed, State


def endpoints(client: Client, begin: datetime, end: datetime) -> None:
    """Check that every method of the document returns its result."""
    order_create = client.order_create(
        body="b", out_trade_no="1", total_fee=1, notify_url="https://e.edu", user_no="2"
    )
    assert_type(order_create, OrderCreateResult)
    order_query = client.order_query(out_trade_no="1")
    assert_type(order_query, OrderQueryResult)
    order_cancel = client.order_cancel(out_trade_no="1")
    assert_type(order_cancel, OrderCancelResult)
    order_refund = client.order_refund(order_id="1", refund_fee=1, out_refund_no="2")
    assert_type(order_refund, OrderRefundResult)
    user_identity = client.user_identity(uid="1")
    assert_type(user_identity, UserIdentityResult)
    user_card = client.user_card(user_no="1")
    assert_type(user_card, UserCardResult)
    piaoju_create = client.piaoju_create(payer_type=PayerType.PERSON, payer_name="n", phone="1")
    assert_type(piaoju_create, PiaojuCreateResult)
    piaoju_query = client.piaoju_query(zx_order_no="1")
    assert_type(piaoju_query, PiaojuQueryResult)
    order_list = client.order_list(begin_time=begin, end_time=end, page_no=2)
    assert_type(order_list, OrderListResult)
    by_path = client.order_list_item_all(begin_time=begin, end_time=end, page_no=2)
    assert_type(by_path, OrderListResult)
    order_query_form = client.order_query_form(order_id="1")
    assert_type(order_query_form, list[FormOrder])


def others(client: Client, begin: datetime, end: datetime) -> None:
    """Check the methods beside the document's."""
    assert_type(client.call(OrderQuery(order_id="1")), OrderQueryResult)
    assert_type(client.raw("/pay_api/new", {"a": 1}), Any)
    assert_type(client.wait_paid("1", timeout=5), OrderQueryResult)
    assert_type(client.close(), None)
    view = client.with_options(timeouts=Timeouts(total=5), retry=RetryPolicy(attempts=1))
    assert_type(view, Client)
    with client as entered:
        assert_type(entered, Client)


def listings(client: Client, begin: datetime, end: datetime) -> None:
    """Check the types of iterated orders and pages."""
    orders = client.iter_orders(begin, end, mask=(Mask.TRADE, Mask.REFUND))
    assert_type(orders, Generator[ListedOrder, None, None])
    for order in orders:
        assert_type(order.fee, int)
        assert_type(order.order_date, datetime | None)
        assert_type(order.channel, Channel | None)
    pages = client.iter_order_pages(begin, end)
    assert_type(pages, Generator[OrderPage, None, None])
    for page in pages:
        assert_type(page.orders, list[ListedOrder])


def misspelled_options(client: Client, begin: datetime, end: datetime) -> None:
    """Check that a listing's options have names and types."""
    client.iter_orders(begin, end, page_size=10, split=None)
    client.iter_orders(begin, end, page_size="10")  # type: ignore[arg-type]
    client.iter_orders(begin, end, pagesize=10)  # type: ignore[call-arg]
    client.iter_order_pages(begin, end, split=1)  # type: ignore[arg-type]


def fields(client: Client) -> None:
    """Check that a result's fields have their documented types."""
    state = client.order_query(order_id="1")
    assert_type(state.status, OrderStatus)
    assert_type(state.order_id, str)
    assert_type(state.time_end, datetime | None)


def journal(client: Client, request: OrderRefund, receipt: PiaojuCreate) -> None:
    """Check that a journal returns what the client does; its store is a path or a store."""
    own = RefundJournal(client, "refunds.db", table="refunds")
    assert_type(own, RefundJournal[sqlite3.Connection])
    assert_type(own.order_refund(request), OrderRefundResult)
    assert_type(own.piaoju_create(receipt), PiaojuCreateResult)
    assert_type(own.entries(State.OPEN), list[Entry])
    assert_type(own.oldest_open(), Entry | None)
    for resumed in assert_type(own.resume(timeout=60, elsewhere={"1": [5000]}), list[Resumed]):
        assert_type(resumed.entry.state, State)
        assert_type(resumed.resolution, Resolution)
    RefundJournal(client, 1)  # type: ignore[call-overload]
    own.order_refund(receipt)  # type: ignore[arg-type]


def resolving(client: Client, error: OutcomeUnknown) -> None:
    """Check that an error resolves like its client, at a pace that the client takes."""
    pace = ResolvePace(deadline=6000)
    assert_type(error.resolve(client), Resolution)
    assert_type(error.resolve(client, in_doubt=2, timeout=5, pace=pace), Resolution)
    error.resolve(client, pace=3)  # type: ignore[misc]


def receipts(client: Client, request: PiaojuCreate, result: PiaojuQueryResult) -> None:
    """Check that a receipt's file is a path, and that options have names and types."""
    assert_type(client.piaoju_download(result, "receipts", overwrite=True), Path)
    own = RefundJournal(client, "refunds.db")
    issued = client.issue_receipt(request, timeout=60, create=own.piaoju_create)
    assert_type(issued, IssuedReceipt)
    assert_type(issued.path, Path | None)
    client.piaoju_download(result, "receipts", max_bytes="1")  # type: ignore[arg-type]
    client.issue_receipt(request, timeout=60, allow=True)  # type: ignore[call-arg]


def spellings(client: Client, document: dict[str, object]) -> None:
    """Check that codes, objects and times may be spelled as the document does, and amounts not."""
    line = GoodsDetail(goods_id="1", goods_name="n", price=1, quantity=1)
    client.order_create(
        body="b",
        out_trade_no="1",
        total_fee=1,
        notify_url="https://e.edu",
        user_no="2",
        pay_type=1,
        piaoju={"payer_type": 1, "payer_name": "n", "phone": "1"},
        goods_detail=[{"goods_id": "1", "price": 1}, line],
    )
    client.piaoju_create(payer_type="2", payer_name="n", phone="1", payer_taxnum="1")
    client.piaoju_create(payer_type=3, payer_name="n", phone="1")  # type: ignore[arg-type]
    client.order_list(begin_time="2019-10-22 00:00:00", end_time=date(2019, 10, 22), mask=2)
    client.order_list(begin_time="2019-10-22", end_time="2019-10-22", page_no="2")
    client.order_list(begin_time=1, end_time="2019-10-22", mask=3)  # type: ignore[arg-type]
    client.iter_orders("2019-10-22", "2019-10-22", mask=(1, "2"))
    client.order_refund(order_id="1", refund_fee="19800")  # type: ignore[arg-type]
    order = OrderCreate.from_document(document)
    assert_type(order, OrderCreate)
    assert_type(order.pay_type, PayType | None)
    assert_type(order.piaoju, Piaoju | None)
    created = client.call(order)
    assert_type(created, OrderCreateResult)
    assert_type(created.to_dict(), dict[str, JsonValue])


def mistakes(client: Client) -> None:
    """Make mistakes that a checker finds: an ignore that is of no use is an error."""
    client.order_query(order_id=1)  # type: ignore[arg-type]
    client.order_query(number="1")  # type: ignore[call-arg]
    client.order_cancel()  # type: ignore[call-arg]
    client.order_cancel("1")  # type: ignore[call-arg]
