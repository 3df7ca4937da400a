"""The ledger of receipts, by a sandbox that issues them."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.finance.days import row
from tests.sandbox.conftest import order_fields
from tests.support.clients import sandbox_client  # noqa: F401 - a fixture
from zhixiao_async import InvalidRequest, PayerType, PiaojuStatus
from zhixiao_async.finance.reports.json_text import json_text
from zhixiao_async.finance.reports.receipt_ledger import receipt_ledger
from zhixiao_async.finance.reports.receipt_queries import ReceiptPace
from zhixiao_async.sandbox import Rules, Sandbox

from .exported import LATER, export, put, rows, total

DAY, NEXT = date(2026, 11, 2), date(2026, 11, 3)
MING = {"payer_type": PayerType.PERSON, "payer_name": "小明", "phone": "13000000000"}
QUICK = ReceiptPace(rate=1000)


@pytest.fixture
async def gateway():
    """Start a sandbox."""
    async with Sandbox(rules=Rules()) as gateway:
        yield gateway


@pytest.fixture
def place(gateway, client):
    """Return a function that places and pays an order."""

    async def place_one(number: str, *, receipt: bool = False, fee: int = 100) -> str:
        fields = order_fields() | {"out_trade_no": number, "total_fee": fee}
        order = await client.order_create(**fields)
        await gateway.pay(order.order_id)
        if receipt:
            await client.piaoju_create(zx_order_no=order.order_id, **MING)
        return order.order_id

    return place_one


@pytest.fixture
def ledger(gateway, client, tmp_path):
    """Return a function that exports rows of a day, and makes the day's ledger."""
    target = export(tmp_path / "export")

    async def make(*found, later=(), **options):
        app_id = client.app_id
        put(target, *found, day=DAY, app_id=app_id)
        put(target, *later, day=NEXT, app_id=app_id)
        made = {"language": "zh", "now": LATER, "pace": QUICK} | options
        return await receipt_ledger(client, target, DAY, DAY, **made)

    return make


def paid(order_id: str, fee: int = 100, **other):
    return row(int(order_id[-6:]), app_id="", order_id=order_id, fee=fee) | other


def refunded(order_id: str, fee: int = -100):
    return paid(order_id, fee, operate_type="1", id=f"r{order_id}")


def asked(gateway: Sandbox) -> int:
    return sum(request.path == "/pay_api/piaoju/query" for request in gateway.requests)


async def test_orders_by_their_standing(gateway, client, place, ledger):
    """Each order is listed where its receipt stands, with what was paid and refunded."""
    due, issued, reversed_, part = [
        await place("due"),
        await place("issued", receipt=True),
        await place("reversed", receipt=True),
        await place("part", receipt=True, fee=500),
    ]
    gone = await place("gone")
    for number in ("reversed", "gone"):
        await client.order_refund(out_trade_no=number)
    report = await ledger(
        paid(due),
        paid(issued),
        paid(reversed_),
        refunded(reversed_),
        paid(part, 500),
        paid(gone),
        later=[refunded(part, 200), refunded(gone), refunded("0999999")],
    )
    listed = {each.name: [row[0] for row in each.table.rows] for each in report.sections[1:]}
    assert listed == {
        "not_reversed": [part],
        "to_issue": [due],
        "issued": [issued],
        "reversed": [reversed_],
        "not_due": [gone],
    }
    (left,) = rows(report, "not_reversed")
    assert (left["paid"], left["refunded"], left["net"]) == (500, 200, 300)
    assert (len(left["ebill_no"]), left["said"]) == (8, "已生成")
    assert (total(report, "standings")["count"], total(report, "standings")["net"]) == (5, 500)
    assert report.complete


async def test_second_run_asks_only_what_may_have_changed(gateway, place, ledger, tmp_path):
    """Issued and reversed receipts aren't asked for again; one that is due is, and all if asked."""
    kept = tmp_path / "answers.jsonl"
    due, issued = await place("due"), await place("issued", receipt=True)
    await ledger(paid(due), paid(issued), answers=kept)
    assert asked(gateway) == 2
    report = await ledger(paid(due), paid(issued), answers=kept)
    assert asked(gateway) == 3
    assert [row["order_id"] for row in rows(report, "issued")] == [issued]
    assert ("查询情况", "共 2 笔订单，本次查询 1 笔，沿用此前结果 1 笔") in report.facts
    await ledger(paid(due), paid(issued), answers=kept, refresh=True)
    assert asked(gateway) == 5


async def test_refund_makes_an_issued_receipt_one_to_ask_for(gateway, place, ledger, tmp_path):
    """An order that was refunded since is asked for again."""
    kept = tmp_path / "answers.jsonl"
    issued = await place("issued", receipt=True)
    await ledger(paid(issued), answers=kept)
    report = await ledger(paid(issued), refunded(issued), answers=kept)
    assert asked(gateway) == 2
    assert [row["order_id"] for row in rows(report, "not_reversed")] == [issued]


async def test_answers_survive_a_crash(gateway, place, ledger, tmp_path):
    """A line that a crash cut off costs one query; the file ends up with a line for each order."""
    kept = tmp_path / "answers.jsonl"
    orders = [await place(f"{number}", receipt=True) for number in range(2)]
    await ledger(*map(paid, orders), answers=kept)
    kept.write_text(kept.read_text()[:-20])
    await ledger(*map(paid, orders), answers=kept)
    assert asked(gateway) == 3
    lines = [json.loads(line) for line in kept.read_text().splitlines()]
    assert sorted(line["order_id"] for line in lines) == sorted(orders)
    assert [path.name for path in tmp_path.glob("answers*")] == ["answers.jsonl"]


async def test_refusal_is_listed_with_its_sentence(place, ledger):
    """An order whose query the gateway refuses is listed with the reason, and isn't due."""
    due = await place("due")
    report = await ledger(paid(due), paid("0123456789"))
    (unanswered,) = rows(report, "unanswered")
    assert unanswered["said"] == "拒绝查询（-1）：订单不存在"
    assert not report.complete
    assert report.warnings[-1] == "有 1 笔订单的票据查询失败。"


async def test_gateway_that_stops_answering_ends_it(gateway, ledger, tmp_path):
    """After five queries in a row without an answer the rest isn't asked for, and said to be."""
    gateway.faults.passing_refusal("系统繁忙", times=None)
    numbers = [f"01{number:06}" for number in range(12)]
    report = await ledger(*map(paid, numbers), pace=ReceiptPace(rate=1000, concurrency=1))
    assert asked(gateway) == 5
    assert [row["said"] for row in rows(report, "unanswered")][-1] == "未查询"
    assert report.warnings[-1] == "网关停止应答，有 7 笔订单未查询。"


async def test_unlisted_status_is_named(gateway, client, place, ledger, monkeypatch):
    """A status that the document doesn't list is listed by its code."""
    due = await place("due")
    answer = await client.piaoju_query(zx_order_no=due)

    async def odd(**_):
        object.__setattr__(answer, "status", PiaojuStatus("9"))
        return answer

    monkeypatch.setattr(client, "piaoju_query", odd)
    assert rows(await ledger(paid(due)), "unknown")[0]["said"] == "状态 9"


async def test_payers_only_when_asked_for(place, ledger, tmp_path):
    """Neither report nor file names a payer, unless the report is asked to."""
    kept = tmp_path / "answers.jsonl"
    issued = await place("issued", receipt=True)
    found = paid(issued, user_no="2013141516", user_name="张三")
    said = json_text(await ledger(found, answers=kept)) + kept.read_text("utf-8")
    assert not [word for word in ("张三", "小明", "2013141516", "13000000000") if word in said]
    named = rows(await ledger(found, answers=kept, personal=True), "issued")
    assert (named[0]["user_name"], named[0]["user_no"]) == ("张三", "2013141516")


@pytest.mark.parametrize("wrong", [{"rate": 0}, {"rate": "5"}, {"concurrency": 0}])
def test_pace_is_checked(wrong):
    """A pace that is none is refused by name."""
    with pytest.raises(InvalidRequest, match=next(iter(wrong))):
        ReceiptPace(**wrong)
