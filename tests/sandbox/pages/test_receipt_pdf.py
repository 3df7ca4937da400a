"""A receipt's file at the sandbox: a PDF whose parts fit together, in the issued state only."""

from __future__ import annotations

import re

import aiohttp
import pytest

from tests.sandbox.conftest import order_fields
from tests.support.clients import connect
from zhixiao_async import PayerType, Piaoju
from zhixiao_async.sandbox import Clock, Rules, Sandbox

PIAOJU = Piaoju(
    payer_type=PayerType.COMPANY, payer_name="知校科技有限公司" * 9, phone="1", payer_taxnum="312H"
)


async def fetched(url: str, status: int = 200) -> bytes:
    """Return what a URL leads to."""
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert response.status == status
        body: bytes = await response.read()
        assert (response.content_type == "application/pdf") is (status == 200)
        return body


@pytest.fixture
async def receipt(gateway, client, create):
    """Pay an order that is to have a receipt."""
    order = await create(piaoju=PIAOJU)
    await gateway.pay(order.order_id)
    return await client.piaoju_query(out_trade_no="20881")


def texts(document: bytes) -> str:
    """Return the text of a page."""
    shown = re.findall(rb"<([0-9a-f]+)> Tj", document)
    return "\n".join(bytes.fromhex(line.decode()).decode("utf-16-be") for line in shown)


async def test_file(receipt):
    """It shows the receipt's numbers and its payer, and that it is worth nothing."""
    shown = texts(await fetched(receipt.url))
    for text in (receipt.ebill_no, receipt.ebill_code, receipt.check_code, "312H", "沙箱样张"):
        assert text in shown
    assert PIAOJU.payer_name in shown.replace("\n", "")


async def test_parts_fit_together(receipt):
    """Each object is where the table says, and the stream as long as it says."""
    document = await fetched(receipt.url)
    start = int(document.rsplit(b"startxref\n", 1)[1].split()[0])
    offsets = re.findall(rb"(\d{10}) 00000 n ", document[start:])
    assert document[start:].startswith(b"xref\n0 8\n")
    assert len(offsets) == 7
    for number, offset in enumerate(offsets, 1):
        assert document[int(offset) :].startswith(b"%d 0 obj\n" % number)
    length, stream = re.findall(rb"/Length (\d+) >>\nstream\n(.*)\nendstream", document, re.DOTALL)[
        0
    ]
    assert int(length) == len(stream)
    assert document.endswith(b"%%EOF\n")


async def test_reversed(gateway, client, receipt):
    """A receipt that was reversed says so."""
    before = await fetched(receipt.url)
    await client.order_refund(out_trade_no="20881")
    assert "已冲红" in texts(await fetched(receipt.url)).split("\n")
    assert "已冲红" not in texts(before)


async def test_not_before_it_is_issued():
    """A pending receipt has no file, nor has an order without any."""
    clock = Clock()
    clock.freeze()
    async with (
        Sandbox(clock=clock, rules=Rules(receipt_seconds=60)) as gateway,
        connect(gateway) as client,
    ):
        order = await client.order_create(**order_fields(), piaoju=PIAOJU)
        await gateway.pay(order.order_id)
        url = f"{gateway.base_url}/piaoju/{order.order_id}.pdf"
        await fetched(url, 404)
        clock.advance(60)
        await fetched(url)
        await fetched(f"{gateway.base_url}/piaoju/0123.pdf", 404)


async def test_pages_link_it(gateway, receipt):
    """The console and the receipt's page lead to the file."""
    path = f"/piaoju/{receipt.zx_order_no}.pdf"
    async with aiohttp.ClientSession() as session:
        for page in ("/", path.replace(".pdf", ".html")):
            async with session.get(f"{gateway.base_url}{page}") as response:
                assert f'{path}">PDF</a>' in await response.text()
