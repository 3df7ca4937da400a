"""``zhixiao orders receipts`` asks for receipts, and says which of them need somebody."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

import zhixiao_sync
from tests.sandbox.conftest import order_fields
from zhixiao_async import BEIJING, PayerType
from zhixiao_async.cli.orders import receipts

MING = {"payer_type": PayerType.PERSON, "payer_name": "小明", "phone": "13000000000"}


@pytest.fixture
def place(gateway):
    """Return a function that places and pays an order."""

    def place_one(number: str, *, receipt: bool) -> str:
        with zhixiao_sync.Client(gateway.credentials, base_url=gateway.base_url) as client:
            fields = order_fields() | {"out_trade_no": number, "total_fee": 100}
            order = client.order_create(**fields)
            gateway.pay(order.order_id)
            if receipt:
                client.piaoju_create(zx_order_no=order.order_id, **MING)
        return order.order_id

    return place_one


@pytest.fixture
def run(orders, tmp_path):
    """Return a function that exports yesterday and today, and makes their ledger."""

    def act(*words: object, language: str = "en"):
        folder = tmp_path / "export"
        today = datetime.now(BEIJING).date()
        days = today - timedelta(days=1), today
        orders("export", *days, "--to", folder)
        return orders("receipts", folder, *days, "--rate", 1000, *words, language=language)

    return act


def test_ledger_of_an_open_day(place, run):
    """A day that can still change makes the ledger incomplete, which ends it with 3."""
    place("1", receipt=True)
    printed = run(language="zh")
    assert (printed.code, printed.err) == (3, "")
    assert "票据台账" in printed.out


def test_orders_by_their_standing(place, run):
    """Orders without a receipt are listed as due, and counted as something to do."""
    due = {place(number, receipt=False) for number in ("1", "2")}
    issued = place("3", receipt=True)
    said = json.loads(run("--json").out)
    assert said["to_do"] == 2
    assert {row["order_id"] for row in said["sections"]["to_issue"]["rows"]} == due
    assert [row["order_id"] for row in said["sections"]["issued"]["rows"]] == [issued]


def test_answers_are_kept(place, gateway, run, tmp_path):
    """With a file for the answers an issued receipt isn't asked for a second time."""
    place("1", receipt=True)
    for _ in range(2):
        run("--answers", tmp_path / "answers.jsonl")
    paths = [request.path for request in gateway.requests]
    assert paths.count("/pay_api/piaoju/query") == 1


def test_receipts_are_not_paced_by_nothing(place, run):
    """A rate of nothing is refused before anything is asked."""
    printed = run("--rate", 0)
    assert (printed.code, printed.out) == (2, "")
    assert "rate must be" in printed.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--answers", "kept.jsonl"), "kept in kept.jsonl: the same command goes on"),
        ((), "interrupted"),
    ],
)
def test_interruption(run, gateway, monkeypatch, words, said):
    """Ctrl-C ends it with 3, and names the file that the answers so far are in."""

    async def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(receipts, "receipt_ledger", interrupted)
    printed = run(*words)
    assert printed.code == 3
    assert said in printed.err
