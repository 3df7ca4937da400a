"""An export is read back: what was damaged, left out or has changed since is named."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.support.gateways import list_rows, set_variables
from zhixiao_async import BEIJING, InvalidRequest
from zhixiao_async.finance.export.verify import Fault, verify_export

from .conftest import BEGIN, DAY, END, ROWS, today
from .test_seams import listed


@pytest.fixture
def verify(tmp_path):
    return lambda **options: verify_export(tmp_path, **options)


async def test_whole_export_is_clean(export, verify, client):
    """A whole export is clean, and agrees with the gateway's counts."""
    await export()
    found = await verify(gateway=client)
    assert (found.is_clean, found.rows, found.counted) == (True, ROWS, 3)
    assert found.fee == sum(receipt.fee for receipt in found.receipts) > 0
    assert found.open == []


async def test_damaged_day_is_named(export, verify, target, client):
    """A file of which a byte changed is damaged."""
    await export()
    path = target.path(client.app_id, BEGIN)
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    (finding,) = (await verify()).findings
    assert (finding.day, finding.fault) == (BEGIN, Fault.DAMAGED)
    assert "export the day again" in finding.text


@pytest.mark.parametrize("day", [BEGIN, END], ids=["first", "last"])
@pytest.mark.parametrize(
    "harm",
    [lambda path: path.unlink(), lambda path: path.write_bytes(b"")],
    ids=["removed", "emptied"],
)
async def test_day_at_the_end_that_is_lost_is_named(export, verify, target, client, day, harm):
    """A day that was exported and isn't there whole is damaged, also where no day is behind it."""
    await export()
    harm(target.path(client.app_id, day))
    (finding,) = (await verify()).findings
    assert (finding.day, finding.fault) == (day, Fault.DAMAGED)


async def test_gap_is_named(export, verify):
    """A day that is missing between others is named; what lies outside nobody knows."""
    await export(BEGIN, BEGIN)
    await export(END, END)
    (finding,) = (await verify()).findings
    assert (finding.day, finding.fault) == (BEGIN + DAY, Fault.MISSING)


async def test_row_that_came_since_is_named(export, verify, client, gateway):
    """The gateway's count of a day differs if a row came after it was exported."""
    await export()
    late = listed(99, datetime(2026, 3, 3, 12, tzinfo=BEIJING))
    list_rows(gateway, [late])
    assert (await verify()).is_clean
    (finding,) = (await verify(gateway=[client])).findings
    assert (finding.day, finding.fault) == (END, Fault.DIFFERS)


async def test_open_day_is_no_fault(export, verify):
    """A day that can still change is named, and isn't wrong."""
    await export(today(), today())
    found = await verify()
    assert found.is_clean
    assert [receipt.day for receipt in found.open] == [today()]


async def test_open_day_that_grew_is_no_fault(export, verify, client, gateway):
    """A day that could still change isn't compared with the gateway: it is named as open."""
    await export(today(), today())
    late = listed(99, datetime.now(BEIJING))

    async def add(sandbox):
        sandbox._context.listing.add([late])

    gateway.run(add)
    found = await verify(gateway=client)
    assert (found.is_clean, found.counted) == (True, 0)
    assert [receipt.day for receipt in found.open] == [today()]


async def test_url_of_an_empty_database_is_not_shown(tmp_path):
    """A database without a day is refused, and its URL, which may hold a password, not told."""
    url = f"sqlite:///{tmp_path}/hunter2.db"
    with pytest.raises(InvalidRequest, match="must have an exported day") as caught:
        await verify_export(url)
    assert "hunter2" not in str(caught.value)


async def test_merchant_of_the_environment(export, verify, gateway, monkeypatch):
    """``gateway=True`` asks for the merchant whose credentials are in the environment."""
    await export()
    set_variables(monkeypatch, gateway)
    assert (await verify(gateway=True)).counted == 3
