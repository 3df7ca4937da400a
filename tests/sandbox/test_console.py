"""The developer's page at ``/``."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from zhixiao_async import PayerType, Piaoju
from zhixiao_async.sandbox import Dialect, Refusal
from zhixiao_async.sandbox.store import Row, Store, Value

from .conftest import NOON


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as one:
        yield one


async def look(browser, gateway, query: str = "") -> str:
    async with browser.get(f"{gateway.base_url}/{query}") as response:
        assert response.status == 200
        return await response.text()


async def press(browser, gateway, form: str, *, status: int = 200, headers=None, **data) -> str:
    url = f"{gateway.base_url}/console/{form}"
    async with browser.post(url, data=data, headers=headers) as response:
        assert response.status == status
        return await response.text()


async def test_shows_everything_that_happened(browser, gateway, client, create):
    """Orders, refunds, receipts, notifications and requests, in clear."""
    person = Piaoju(payer_type=PayerType.PERSON, payer_name="小明", phone="1")
    order = await create(piaoju=person)
    await gateway.pay(order.order_id)
    await gateway.notifier.settle()
    await client.order_refund(out_trade_no="20881", refund_fee=100, out_refund_no="r-77")
    html = await look(browser, gateway)
    for text in (order.order_id, "¥198.00", "r-77", "¥1.00", "小明", "成功：已加密并签名"):
        assert text in html
    assert "&quot;refund_fee&quot;: &quot;100&quot;" in html


async def test_reads_no_more_than_it_shows(browser, gateway, monkeypatch):
    """The newest of ten thousand attempts, all of which are counted."""
    store = gateway.notifier._attempts._store
    columns = "time, order_id, number, replay, url, form, status, answer, verdict"
    attempt = "'2026-03-02 12:00:00', 'o' || n, 1, 0, 'http://127.0.0.1/', 'f', 200, 'a', 'SEALED'"
    numbers = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 10000)"
    store.run(f"{numbers} INSERT INTO attempts ({columns}) SELECT {attempt} FROM s")
    read = []

    def counted(self: Store, sql: str, *values: Value) -> list[Row]:
        rows = everything(self, sql, *values)
        read.extend(rows)
        return rows

    everything = Store.all
    monkeypatch.setattr(Store, "all", counted)
    html = await look(browser, gateway)
    assert ("o9951 " in html, "o9950 " in html, "10000" in html) == (True, False, True)
    assert len(read) == 50


async def test_never_shows_the_secret(browser, gateway, create):
    """The signed string ends in asterisks."""
    await create()
    html = await look(browser, gateway)
    assert "***" in html
    assert str(gateway.credentials.app_secret) not in html
    assert str(gateway.credentials.aes_key) not in html


async def test_empty_and_in_english(browser, gateway):
    """A fresh sandbox has a page as well."""
    html = await look(browser, gateway, "?lang=en")
    assert "Zhixiao sandbox console" in html
    assert "2026-03-02 12:00:00 UTC+8" in html


async def test_request_that_doesnt_open(browser, gateway):
    """Shown as it came, escaped."""
    body = b"id=1&param=<script>&sign=3"
    async with browser.post(f"{gateway.base_url}/pay_api/order_query", data=body):
        pass
    html = await look(browser, gateway)
    assert "<script" not in html
    assert "&lt;script&gt;" in html


async def test_clock_buttons(browser, gateway):
    """Forward by a step, on, and still again."""
    await press(browser, gateway, "clock", do="3600")
    assert (gateway.clock.now() - NOON).total_seconds() == 3600
    await press(browser, gateway, "clock", do="resume")
    assert not gateway.clock.frozen
    await press(browser, gateway, "clock", do="freeze")
    assert gateway.clock.frozen


@pytest.mark.parametrize("do", ["", "-5", "x", "²"])
async def test_clock_ignores_nonsense(browser, gateway, do):
    """Only what the page offers counts."""
    await press(browser, gateway, "clock", do=do)
    assert gateway.clock.now() == NOON


async def test_fault_form(browser, gateway):
    """Ordered, shown, and cleared again."""
    path = "/pay_api/order_query"
    html = await press(
        browser, gateway, "faults", do="add", fault="reset_after", path=path, times="2"
    )
    (ordered,) = gateway.faults.ordered
    assert (ordered.what.kind.name, ordered.path, ordered.left) == ("RESET_AFTER", path, 2)
    assert "reset_after" in html
    await press(browser, gateway, "faults", do="clear")
    assert gateway.faults.ordered == []


async def test_dialect_is_shown(browser, gateway):
    """By the switches that differ from the document."""
    gateway.faults.speak(Dialect(nulls=True, numbers="as_strings"))
    html = await look(browser, gateway)
    assert "缺失的字段写成 null · nulls, 数字写成字符串 · numbers_as_strings" in html
    html = await look(browser, gateway, "?lang=en")
    assert "what is unknown as null · nulls, numbers as strings · numbers_as_strings" in html


async def test_fault_on_no_path(browser, gateway):
    """A path that doesn't exist is refused."""
    data = {"do": "add", "fault": "truncate", "path": "/x"}
    await press(browser, gateway, "faults", status=400, **data)


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=x"]
)
async def test_form_that_is_no_text(browser, gateway, kind):
    """The poster's mistake, not the sandbox's."""
    headers = {"Content-Type": kind}
    url = f"{gateway.base_url}/console/clock"
    async with browser.post(url, data=b"do=\xff", headers=headers) as response:
        assert response.status == 400


async def test_replay_button(browser, gateway, create, merchant):
    """Delivers once more."""
    order = await create()
    await gateway.pay(order.order_id)
    await gateway.notifier.settle()
    await press(browser, gateway, "replay", order_id=order.order_id)
    assert len(merchant.told) == 2
    await press(browser, gateway, "replay", status=404, order_id="0123")


async def test_snapshot_buttons(browser, gateway, create):
    """Everything is copied, forgotten and brought back."""
    order = await create()
    await press(browser, gateway, "snapshots", do="snapshot")
    await press(browser, gateway, "snapshots", do="reset")
    with pytest.raises(Refusal, match="不存在"):
        gateway.order(order.order_id)
    await press(browser, gateway, "snapshots", restore="1")
    assert gateway.order(order.order_id).state == "open"


async def test_other_sites_cant_press(browser, gateway):
    """A page elsewhere that posts here is turned away."""
    elsewhere = {"Origin": "https://example.com"}
    await press(browser, gateway, "clock", status=403, headers=elsewhere, do="3600")
    assert gateway.clock.now() == NOON
