"""A refund is written down before it is sent, its outcome after, and no number is sent twice."""

from __future__ import annotations

import asyncio
import sqlite3

import aiohttp
import attrs
import pytest

from zhixiao_async import (
    Client,
    Connections,
    Credentials,
    GatewayError,
    InvalidRequest,
    NotSent,
    NumericId,
    OrderRefund,
    OutcomeUnknown,
    RequestFailed,
    RetryPolicy,
    Verdict,
)
from zhixiao_async.journal import RefundJournal, State
from zhixiao_async.journal.alike import Others, others_of
from zhixiao_async.journal.entry import Entry
from zhixiao_async.sandbox import Dialect
from zhixiao_async.store import SQLiteStore

from .conftest import QUICK, RECEIPT, REFUND, lost, part, receipt, sent, states, whole, written

ONCE = RetryPolicy(attempts=1)


@pytest.mark.parametrize("request_", [part(), whole(), receipt()], ids=["part", "whole", "receipt"])
async def test_written_down_before_the_first_byte(gateway, journal, opened, store, paid, request_):
    """Others can read the entry before there is even a connection to send it on."""
    seen = []
    others = await opened(store)
    trace = aiohttp.TraceConfig()

    async def look(_session, _context, params):
        if params.url.path in (REFUND, RECEIPT):
            seen.extend(await others.entries())

    trace.on_request_start.append(look)
    async with Client(
        gateway.credentials,
        base_url=gateway.base_url,
        connections=Connections(trace_configs=[trace]),
    ) as watched:
        await perform(RefundJournal(watched, store), request_)
    [entry] = seen
    assert (entry.state, entry.request, entry.order_id) == (State.OPEN, request_, paid.order_id)


async def perform(journal, request):
    """The journal's method for the request."""
    refund = isinstance(request, OrderRefund)
    return await (journal.order_refund if refund else journal.piaoju_create)(request)


@pytest.mark.parametrize("request_", [part(), whole(), receipt()], ids=["part", "whole", "receipt"])
async def test_applied_and_repeated(gateway, journal, paid, request_):
    """The first result is given again, and nothing is sent."""
    first = await perform(journal, request_)
    [entry] = await journal.entries()
    assert (entry.state, entry.result, entry.unsent) == (State.APPLIED, first, None)
    assert await perform(journal, request_) == first
    assert sent(gateway) + sent(gateway, RECEIPT) == 1


@pytest.mark.parametrize("lose", ["reset_after", "passing_refusal"])
async def test_unknown_and_repeated(gateway, journal, paid, lose):
    """While it is open it isn't sent again."""
    getattr(gateway.faults, lose)(path=REFUND)
    await lost(journal.order_refund(part()))
    error = await lost(journal.order_refund(part()))
    assert "let resume() find out" in str(error)
    assert (error.request, error.path, error.out_trade_no) == (part(), REFUND, "20881")
    [entry] = await journal.entries()
    assert (error.settle_by, error.happened_at) == ("RefundJournal.resume", entry.sent_at)
    assert (sent(gateway), await states(journal)) == (1, {"r1": State.OPEN})


async def test_refused_and_repeated(gateway, journal, paid):
    """A refused number may be sent again, once there is enough to refund."""
    with pytest.raises(GatewayError):
        await journal.order_refund(part(fee=99999))
    assert await states(journal) == {"r1": State.REFUSED}
    with pytest.raises(GatewayError):
        await journal.order_refund(part(fee=99999))
    assert sent(gateway) == 2


async def test_not_sent_and_repeated(gateway, client, journal, store, paid):
    """What never left may be sent again under its number."""
    request = part(order_id=paid.order_id)
    async with Client(gateway.credentials, base_url="http://127.0.0.1:9", retry=ONCE) as nowhere:
        with pytest.raises(NotSent):
            await RefundJournal(nowhere, store).order_refund(request)
    assert await states(journal) == {"r1": State.NOT_SENT}
    await journal.order_refund(request)
    assert await states(journal) == {"r1": State.APPLIED}


async def test_two_at_once(gateway, journal, opened, store, paid):
    """Of two processes with one number one sends it, the other knows nothing or the result."""
    other = await opened(store)
    outcomes = await asyncio.gather(
        *(one.order_refund(part()) for one in (journal, other)), return_exceptions=True
    )
    unknown = [one for one in outcomes if isinstance(one, OutcomeUnknown)]
    results = [one for one in outcomes if not isinstance(one, BaseException)]
    assert (len(results) >= 1, len(results) + len(unknown)) == (True, 2)
    assert (sent(gateway), gateway.order(paid.order_id).refunded) == (1, 5000)


@pytest.mark.parametrize(
    ("fields", "named"),
    [({"fee": 6000}, "refund_fee"), ({"out_trade_no": "20882"}, "order_id")],
    ids=["amount", "order"],
)
async def test_number_of_another_refund(gateway, small, paid, create, fields, named):
    """It is refused, and the field that differs is named."""
    await small.order_refund(part())
    await gateway.pay((await create(out_trade_no="20882")).order_id)
    other = part(**fields)
    with pytest.raises(InvalidRequest, match="r1") as caught:
        await small.order_refund(other)
    error = caught.value
    assert (error.field, error.path, error.out_trade_no) == (named, REFUND, other.out_trade_no)
    assert sent(gateway) == 1


async def test_receipt_for_another_payer(gateway, small, paid):
    """An order has one receipt, and it is for somebody else."""
    await small.piaoju_create(receipt())
    with pytest.raises(InvalidRequest) as caught:
        await small.piaoju_create(receipt(payer_name="小红"))
    assert (caught.value.field, sent(gateway, RECEIPT)) == ("payer_name", 1)
    assert "小" not in str(caught.value)


@pytest.mark.parametrize(
    ("request_", "name"),
    [(whole(), "order_id"), (receipt(), "zx_order_no")],
    ids=["refund", "receipt"],
)
async def test_order_by_its_other_number(gateway, small, paid, request_, name):
    """The order's two numbers stand for one order, also where both are given."""
    first = await perform(small, request_)
    for own in None, "20881":
        again = attrs.evolve(request_, out_trade_no=own, **{name: paid.order_id})
        assert await perform(small, again) == first
    assert sent(gateway) + sent(gateway, RECEIPT) == 1


@pytest.mark.parametrize("fault", ["reset_before", "passing_refusal"])
async def test_order_that_cannot_be_asked_for(gateway, small, paid, fault):
    """Without the gateway's number nothing is begun."""
    getattr(gateway.faults, fault)(path="/pay_api/order_query")
    with pytest.raises(NotSent, match="order's number"):
        await small.order_refund(part())
    assert (sent(gateway), await small.entries()) == (0, [])


async def test_sent_again_and_refused(gateway, client, journal, paid):
    """Perhaps because the first was carried out late: that is no refusal, and resume sees it."""
    gateway.faults.reset_before(path=REFUND, times=1)
    await lost(journal.order_refund(part()))
    await journal.resume(pace=QUICK)
    assert await states(journal) == {"r1": State.NOT_APPLIED}
    await client.order_refund(out_trade_no="20881", refund_fee=5000, out_refund_no="r1")
    error = await lost(journal.order_refund(part()))
    assert isinstance(error.__cause__, RequestFailed)
    assert error.age() < 600
    await journal.resume(pace=QUICK)
    assert await states(journal) == {"r1": State.APPLIED}


async def test_sent_again_and_not_sent(gateway, journal, store, paid):
    """That it was sent once isn't forgotten."""
    request = part(order_id=paid.order_id)
    gateway.faults.reset_before(path=REFUND, times=1)
    await lost(journal.order_refund(request))
    await journal.resume(pace=QUICK)
    async with Client(gateway.credentials, base_url="http://127.0.0.1:9", retry=ONCE) as nowhere:
        with pytest.raises(NotSent):
            await RefundJournal(nowhere, store).order_refund(request)
    assert await states(journal) == {"r1": State.NOT_APPLIED}


@pytest.mark.parametrize("unreadable", [True, False])
async def test_signed_success_that_cannot_be_read(instead, small, paid, unreadable):
    """It was made, whatever else the reply said; the result is what is known."""

    async def call(_):
        raise OutcomeUnknown("why", settle_by="resume", applied=unreadable)

    instead(call)
    await lost(small.order_refund(part()))
    assert await states(small) == {"r1": State.APPLIED if unreadable else State.OPEN}
    if unreadable:
        assert (await small.order_refund(part())).order_id == paid.order_id


@pytest.fixture
def shut(tmp_path):
    """A store whose file can't be opened any more once it is shut."""

    class Shut(SQLiteStore):
        is_shut = False

        def __init__(self):
            def connect():
                file = tmp_path / ("nowhere/shut.db" if self.is_shut else "shut.db")
                return sqlite3.connect(file, check_same_thread=False, cached_statements=0)

            super().__init__(connect)

    return Shut()


async def test_success_that_cannot_be_written(gateway, client, opened, instead, shut, paid):
    """That it was made is said, and the entry stays open until resume settles it."""
    journal, call = await opened(shut), client.call

    async def made(request):
        result = await call(request)
        shut.is_shut = True
        return result

    instead(made)
    error = await lost(journal.order_refund(part()))
    assert "the refund r1 was made, but its entry couldn't be updated" in str(error)
    assert isinstance(error.__cause__, sqlite3.OperationalError)
    assert (error.applied, error.request, error.out_trade_no) == (True, part(), "20881")
    assert 0 <= error.age() < 60
    assert (await error.settle(client)).verdict is Verdict.APPLIED
    shut.is_shut = False
    assert await states(journal) == {"r1": State.OPEN}
    await journal.resume(pace=QUICK)
    assert (sent(gateway), await states(journal)) == (1, {"r1": State.APPLIED})


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (NotSent("why"), State.NOT_SENT),
        (InvalidRequest("refund_fee", "why"), State.NOT_SENT),
        (RequestFailed(-1, "余额不足"), State.REFUSED),
        (OutcomeUnknown("why", settle_by="resume", applied=True), State.APPLIED),
    ],
    ids=lambda given: type(given).__name__,
)
async def test_error_that_cannot_be_written(opened, instead, shut, paid, error, state):
    """The error of the call reaches the caller, and says that the entry stays open."""
    journal = await opened(shut)

    async def fail(_):
        shut.is_shut = True
        raise error

    instead(fail)
    with pytest.raises(type(error)) as caught:
        await journal.order_refund(part())
    assert caught.value is error
    [note] = error.__notes__
    assert f"the refund r1 is {state.value}, but its entry couldn't be updated" in note
    shut.is_shut = False
    assert await states(journal) == {"r1": State.OPEN}


async def test_release_that_cannot_be_written(gateway, opened, shut, paid, monkeypatch):
    """Nothing is sent, and the error is that of the database."""
    journal, update = await opened(shut), shut.update

    async def fail(*_):
        shut.is_shut = True
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(shut, "update", fail)
    with pytest.raises(sqlite3.OperationalError, match="disk I/O error") as caught:
        await journal.order_refund(part())
    assert "the refund r1 is not sent, but its entry couldn't be" in caught.value.__notes__[0]
    shut.is_shut = False
    monkeypatch.setattr(shut, "update", update)
    assert (sent(gateway), await states(journal)) == (0, {"r1": State.OPEN})


@pytest.mark.parametrize(
    ("refused", "state"), [(True, State.NOT_APPLIED), (False, State.APPLIED)], ids=str
)
async def test_concluded_by_others_meanwhile(
    instead, client, small, opened, sqlite, paid, refused, state
):
    """A success is written whatever others have concluded; a refusal gives way."""
    other, call = await opened(sqlite), client.call

    async def slow(request):
        await other.resume(pace=QUICK)
        if refused:
            raise RequestFailed(-1, "no")
        return await call(request)

    instead(slow)
    await asyncio.gather(small.order_refund(part()), return_exceptions=True)
    assert await states(small) == {"r1": state}


async def test_merchants_share_a_table(small, sqlite, paid):
    """Each sees, counts and resumes his own entries, though their numbers are alike."""
    await written(small, paid)
    stranger = Credentials(app_id="77", app_secret="s" * 32, aes_key="k" * 32)
    async with Client(stranger, base_url="http://127.0.0.1:9", retry=ONCE) as client:
        other = RefundJournal(client, sqlite)
        with pytest.raises(NotSent, match="order_query"):
            await other.order_refund(part())
        assert await other.entries() == await other.entries(State.OPEN) == []
        assert await other.resume(pace=QUICK) == []
        own = await written(other, paid)
        assert await others_of(other._books, own) == Others(made=[])


async def test_tables_of_other_names(opened, store, journal, paid):
    """Two tables of one database are two journals."""
    other = await opened(store, table="refunds_2026")
    await other.order_refund(part())
    assert (len(await other.entries()), await journal.entries()) == (1, [])


async def test_entries_of_one_state(journal, paid):
    """The latest first."""
    for number in ("r1", "r2"):
        await journal.order_refund(part(number))
    found = await journal.entries(State.APPLIED)
    assert [one.number for one in found] == ["r2", "r1"]
    assert await journal.entries(State.OPEN) == []


@pytest.mark.parametrize("order_id", ["0" * 65, " 0166", "0166\n", "01\x0066"], ids=ascii)
def test_number_that_a_database_may_confuse(order_id):
    """One that order_query named is refused before anything is sent under it."""
    with pytest.raises(InvalidRequest, match=r"order_id must .*, got"):
        Entry.of("7", whole(), order_id)


def test_table_name_must_be_plain(client, tmp_path):
    """It becomes part of a statement."""
    with pytest.raises(InvalidRequest, match="table"):
        RefundJournal(client, tmp_path / "journal.db", table="a; b")


async def test_repeated_number_asks_nothing(gateway, small, paid):
    """A repeated number is looked up in the journal, not at the gateway."""
    await small.order_refund(part())
    before = sent(gateway, "/pay_api/order_query")
    await small.order_refund(part())
    assert sent(gateway, "/pay_api/order_query") == before == 1


async def test_order_named_by_a_number(gateway, small, paid):
    """An order_id without its zeros finds no refund in the listing: nothing is sent by it."""
    gateway.faults.speak(Dialect(numbers="as_numbers"))
    with pytest.raises(NotSent, match="leading zeros"):
        await small.order_refund(part())
    assert (sent(gateway), await small.entries()) == (0, [])


async def test_order_named_by_the_merchant(gateway, small, paid):
    """Under the number that he has on his books it is sent; what came is kept as it came."""
    gateway.faults.speak(Dialect(numbers="as_numbers"))
    made = await small.order_refund(part(order_id=paid.order_id))
    (entry,) = await small.entries()
    assert (entry.order_id, entry.result) == (paid.order_id, made)
    assert type(entry.result.order_id) is NumericId


async def test_constraint_of_the_users_own(small, sqlite, paid):
    """What refuses an entry that nobody has made is the database's own error: nothing is sent."""
    async with sqlite.transaction() as own:
        own.execute("CREATE UNIQUE INDEX once ON zhixiao_journal (order_id)")
    await small.order_refund(part("r1"))
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        await small.order_refund(part("r2"))
    assert await states(small) == {"r1": State.APPLIED}
