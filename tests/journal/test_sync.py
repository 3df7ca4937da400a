"""The journal without an event loop, on every database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker

from zhixiao_async import Client as AsyncClient
from zhixiao_async import InvalidRequest, OutcomeUnknown, ResolvePace, RetryPolicy, Timeouts
from zhixiao_async.journal import Entry
from zhixiao_async.sandbox import SandboxThread
from zhixiao_async.store import SQLiteStore
from zhixiao_sync import Client
from zhixiao_sync.inline import run_inline
from zhixiao_sync.journal import RefundJournal, State
from zhixiao_sync.store.sql import SessionStore, SQLStore

from .conftest import ORDER, QUICK, RECEIPT, REFUND, part, receipt, sent


@pytest.fixture
def gateway() -> Iterator[SandboxThread]:
    """Run a sandbox on a thread."""
    with SandboxThread() as sandbox:
        yield sandbox


@pytest.fixture
def client(gateway: SandboxThread) -> Iterator[Client]:
    """Open a client that tries once."""
    once = RetryPolicy(attempts=1)
    with Client(gateway.credentials, base_url=gateway.base_url, retry=once) as merchant:
        yield merchant


@pytest.fixture
def paid(gateway: SandboxThread, client: Client) -> str:
    """Return the ``order_id`` of a paid order."""
    order = client.order_create(**ORDER)
    gateway.pay(order.order_id)
    return order.order_id


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def journal(
    request: pytest.FixtureRequest, tmp_path: Path, client: Client
) -> Iterator[RefundJournal[Any]]:
    """Open a journal on each database."""
    if request.param == "sqlite":
        yield created(RefundJournal(client, tmp_path / "journal.db"))
        return
    engine = sa.create_engine(request.getfixturevalue(f"{request.param}_url"))
    # One of the two through the ORM's sessions, which the journal takes as well.
    store: Any = SessionStore(sessionmaker(engine), wait=5)
    if request.param == "postgresql":
        store = SQLStore(engine, wait=5)
    yield created(RefundJournal(client, store))
    engine.dispose()


def created(journal: RefundJournal[Any]) -> RefundJournal[Any]:
    """Create a journal's table."""
    journal.create_table()
    return journal


def test_refund_once(gateway, journal, paid):
    """A repeated number returns the first result."""
    assert journal.order_refund(part()) == journal.order_refund(part())
    assert (sent(gateway), gateway.order(paid).refunded) == (1, 5000)


def test_lost_refund_and_receipt(gateway, journal, paid):
    """Resume finds both, and nothing is sent again."""
    gateway.faults.reset_after(path=REFUND)
    gateway.faults.reset_after(path=RECEIPT)
    with pytest.raises(OutcomeUnknown):
        journal.order_refund(part())
    with pytest.raises(OutcomeUnknown):
        journal.piaoju_create(receipt())
    assert journal.oldest_open().kind == "refund"
    assert {resumed.entry.state for resumed in journal.resume(pace=QUICK)} == {State.APPLIED}
    assert journal.oldest_open() is None
    journal.order_refund(part())
    assert journal.piaoju_create(receipt()).message == ""
    assert (sent(gateway), sent(gateway, RECEIPT)) == (1, 1)


def test_many_threads_with_one_number(gateway, journal, paid):
    """One of many threads sends the number."""

    def refund(_: int) -> bool:
        try:
            journal.order_refund(part())
        except OutcomeUnknown:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert any(pool.map(refund, range(4)))
    assert [entry.state for entry in journal.entries(State.APPLIED)] == [State.APPLIED]
    assert sent(gateway) == 1


def test_store_for_an_event_loop(client, tmp_path):
    """A store for an event loop is refused at once."""
    with pytest.raises(InvalidRequest, match="store"):
        RefundJournal(client, SQLiteStore(tmp_path / "journal.db"))


def test_client_for_an_event_loop(gateway, tmp_path):
    """A client for an event loop is refused before anything is written down."""
    with pytest.raises(InvalidRequest, match="zhixiao_sync") as caught:
        RefundJournal(AsyncClient(gateway.credentials), tmp_path / "journal.db")
    assert caught.value.field == "client"


def test_client_without_a_deadline(client, tmp_path):
    """A client without a deadline is refused: its calls may end after resume() has."""
    endless = client.with_options(timeouts=Timeouts(deadline=None))
    with pytest.raises(InvalidRequest, match=r"Timeouts\.deadline"):
        RefundJournal(endless, tmp_path / "journal.db")


def test_closed_client(gateway, client, journal, paid):
    """A closed client sends nothing, and the journal says so."""
    client.close()
    with pytest.raises(RuntimeError, match="this Client is closed"):
        journal.order_refund(part(order_id=paid))
    assert [entry.state for entry in journal.entries()] == [State.NOT_SENT]
    assert sent(gateway) == 0


def test_refund_made_elsewhere(gateway, client, journal, paid):
    """A refund that is named isn't taken for the one in doubt."""
    client.order_refund(order_id=paid, refund_fee=5000, out_refund_no="by hand")
    gateway.faults.reset_before(path=REFUND, times=1)
    with pytest.raises(OutcomeUnknown):
        journal.order_refund(part())
    [resumed] = journal.resume(pace=QUICK, elsewhere={paid: [5000]})
    assert resumed.entry.state is State.NOT_APPLIED


def test_table_of_another_name(client, journal, paid, tmp_path):
    """Two tables of one database are two journals."""
    store = journal._awaited._table._store
    other = created(RefundJournal(client, store, table="refunds_2026"))
    other.order_refund(part())
    assert (len(other.entries()), journal.entries()) == (1, [])


@pytest.mark.parametrize(("name", "value"), [("timeout", 0), ("pace", 5), ("elsewhere", [])])
def test_arguments(client, tmp_path, name, value):
    """Malformed arguments are refused by name."""
    with pytest.raises(InvalidRequest, match=name):
        RefundJournal(client, tmp_path / "journal.db").resume(**{name: value})


def test_sender_is_left_its_time(client, tmp_path, paid):
    """An entry written a moment ago is taken over once a pause is slept through."""
    journal = created(RefundJournal(client, tmp_path / "journal.db"))
    table = journal._awaited._table
    entry, _ = run_inline(table.begin(Entry.of(client.app_id, part(), paid)))
    ahead = entry.sent_at + timedelta(minutes=1)
    run_inline(table._write(entry.key, {"sent_at": ahead.isoformat()}))
    pace = ResolvePace(first_probe=0.001)
    assert [resumed.entry.state for resumed in journal.resume(pace=pace)] == [State.NOT_SENT]
