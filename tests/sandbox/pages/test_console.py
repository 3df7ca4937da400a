"""The developer's page at ``/``."""

from html import unescape
from sqlite3 import Row

import aiohttp
import pytest

from tests.sandbox.conftest import NOON
from tests.sandbox.pages.visit import visit
from zhixiao_async import PayerType, Piaoju
from zhixiao_async.sandbox import Dialect, Refusal
from zhixiao_async.sandbox.database.sqlite import Database, Value


async def press(gateway, form: str, *, status: int = 200, headers=None, **fields: str) -> str:
    return await visit(gateway, f"/console/{form}", status, form=fields, headers=headers)


async def test_shows_everything_that_happened(gateway, client, create):
    """The page shows orders, refunds, receipts, notifications and requests, in clear."""
    person = Piaoju(payer_type=PayerType.PERSON, payer_name="小明", phone="1")
    order = await create(piaoju=person)
    await gateway.pay(order.order_id)
    await gateway.notifier.drain()
    await client.order_refund(out_trade_no="20881", refund_fee=100, out_refund_no="r-77")
    html = await visit(gateway, "/")
    for text in (order.order_id, "¥198.00", "r-77", "¥1.00", "小明", "成功：应答已加密并签名"):
        assert text in html
    assert '"refund_fee": "100"' in unescape(html)


async def test_shows_a_whole_refund(gateway, client, create):
    """The page shows a refund of the whole order, which needs no out_refund_no."""
    order = await create()
    await gateway.pay(order.order_id)
    await client.order_refund(out_trade_no="20881")
    assert f"<td>{order.order_id}</td>\n<td></td>" in await visit(gateway, "/")


async def test_reads_no_more_than_it_shows(gateway, monkeypatch):
    """The page reads the newest 50 of ten thousand attempts, and counts them all."""
    database = gateway.notifier.attempt_log._database
    columns = "time, order_id, number, replay, url, form, status, answer, verdict"
    attempt = "'2026-03-02 12:00:00', 'o' || n, 1, 0, 'http://127.0.0.1/', 'f', 200, 'a', 'SEALED'"
    numbers = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 10000)"
    database.run(f"{numbers} INSERT INTO attempts ({columns}) SELECT {attempt} FROM s")
    read = []

    def counted(self: Database, sql: str, *values: Value) -> list[Row]:
        rows = everything(self, sql, *values)
        read.extend(rows)
        return rows

    everything = Database.all
    monkeypatch.setattr(Database, "all", counted)
    html = await visit(gateway, "/")
    assert ("o9951 " in html, "o9950 " in html, "10000" in html) == (True, False, True)
    assert len(read) == 50


async def test_never_shows_the_secret(gateway, create):
    """The signed string ends in asterisks."""
    await create()
    html = await visit(gateway, "/")
    assert "***" in html
    assert str(gateway.credentials.app_secret) not in html
    assert str(gateway.credentials.aes_key) not in html


async def test_empty_and_in_english(gateway):
    """A fresh sandbox has a page as well."""
    html = await visit(gateway, "/?lang=en")
    assert "Zhixiao sandbox console" in html
    assert "2026-03-02 12:00:00 UTC+8" in html


async def test_request_that_doesnt_open(gateway):
    """A form that doesn't open is shown as it came, escaped."""
    url = f"{gateway.base_url}/pay_api/order_query"
    async with (
        aiohttp.ClientSession() as browser,
        browser.post(url, data=b"id=1&param=<script>&sign=3"),
    ):
        pass
    html = await visit(gateway, "/")
    assert "<script" not in html
    assert "&lt;script&gt;" in html


async def test_clock_buttons(gateway):
    """The clock moves by a step, runs, and stands still again."""
    await press(gateway, "clock", do="3600")
    assert (gateway.clock.now() - NOON).total_seconds() == 3600
    await press(gateway, "clock", do="resume")
    assert not gateway.clock.frozen
    await press(gateway, "clock", do="freeze")
    assert gateway.clock.frozen


@pytest.mark.parametrize("do", ["", "-5", "x", "²"])
async def test_clock_ignores_nonsense(gateway, do):
    """A step that the page doesn't offer moves nothing."""
    await press(gateway, "clock", do=do)
    assert gateway.clock.now() == NOON


async def test_fault_form(gateway):
    """A fault is injected, shown, and cleared again."""
    path = "/pay_api/order_query"
    html = await press(gateway, "faults", do="add", fault="reset_after", path=path, times="2")
    (injected,) = gateway.faults.active
    assert (injected.effect.kind.name, injected.path, injected.left) == ("RESET_AFTER", path, 2)
    assert "reset_after" in html
    await press(gateway, "faults", do="clear")
    assert gateway.faults.active == []


async def test_dialect_is_shown(gateway):
    """A dialect is described by the switches that differ from the document."""
    gateway.faults.speak(Dialect(nulls=True, numbers="as_strings"))
    html = await visit(gateway, "/")
    assert "应答格式：缺失的字段为 null · nulls, 数字为字符串 · numbers_as_strings" in html
    html = await visit(gateway, "/?lang=en")
    assert (
        "dialect: what is unknown as null · nulls, numbers as strings · numbers_as_strings" in html
    )


async def test_fault_on_no_path(gateway):
    """A path that doesn't exist is refused."""
    data = {"do": "add", "fault": "truncate", "path": "/x"}
    await press(gateway, "faults", status=400, **data)


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=x"]
)
async def test_form_that_is_no_text(gateway, kind):
    """A form in no encoding is the poster's mistake, not the sandbox's."""
    headers = {"Content-Type": kind}
    url = f"{gateway.base_url}/console/clock"
    async with (
        aiohttp.ClientSession() as browser,
        browser.post(url, data=b"do=\xff", headers=headers) as response,
    ):
        assert response.status == 400


async def test_replay_button(gateway, create, merchant):
    """A notification is delivered once more."""
    order = await create()
    await gateway.pay(order.order_id)
    await gateway.notifier.drain()
    await press(gateway, "replay", order_id=order.order_id)
    assert len(merchant.received) == 2
    await press(gateway, "replay", status=404, order_id="0123")


async def test_snapshot_buttons(gateway, create):
    """Everything is copied, forgotten and brought back."""
    order = await create()
    await press(gateway, "snapshots", do="snapshot")
    await press(gateway, "snapshots", do="reset")
    with pytest.raises(Refusal, match="不存在"):
        gateway.order(order.order_id)
    await press(gateway, "snapshots", restore="1")
    assert gateway.order(order.order_id).state == "open"


async def test_other_sites_cant_press(gateway):
    """A page elsewhere that posts here is turned away."""
    elsewhere = {"Origin": "https://example.com"}
    await press(gateway, "clock", status=403, headers=elsewhere, do="3600")
    assert gateway.clock.now() == NOON
