"""A store's SQL for a server, without one: SQLite plays the server, but for what it can't do."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.schema import CreateIndex, CreateTable

from zhixiao_async import InvalidRequest
from zhixiao_async.store import Column, Kind, Table
from zhixiao_async.store.protocol import Commit, TransactionEnded
from zhixiao_async.store.sql import SQLStore, engine_for, sqlalchemy_table

TABLE = Table(
    "books",
    (
        Column("number", Kind.KEY, key=True),
        Column("fee", Kind.NUMBER),
        Column("note", Kind.TEXT, required=False),
    ),
    (("fee",),),
    (("note", "fee"),),
)
SERVERS = ["postgresql", "mysql", "mariadb"]
SERVERS_ALONE = ("SET ", "START ", "SELECT set_config")
CLOCK = {"postgresql": "SELECT clock_timestamp()"} | dict.fromkeys(
    SERVERS[1:], "SELECT UTC_TIMESTAMP(6)"
)


@attrs.frozen
class Server:
    """A played server: a store on it, the SQL that it was sent, and its engine."""

    name: str
    engine: sa.Engine
    said: list[str] = attrs.Factory(list)

    def store(self, **options):
        return SQLStore(self.engine, **options)


@pytest.fixture(params=SERVERS)
def server(request):
    """Play a server of each kind."""
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    played = Server(request.param, engine)

    @sa.event.listens_for(engine, "before_cursor_execute", retval=True)
    def note(connection, cursor, statement, parameters, context, many):
        played.said.append(statement)
        if statement == CLOCK[played.name]:
            return "SELECT 'noon'", ()
        return ("SELECT 1", ()) if statement.startswith(SERVERS_ALONE) else (statement, parameters)

    with engine.begin() as own:
        own.exec_driver_sql("CREATE TABLE books (number TEXT PRIMARY KEY, fee INT, note TEXT)")
    played.said.clear()
    engine.dialect.name = request.param
    yield played
    engine.dispose()


only = {name: pytest.mark.parametrize("server", [name], indirect=True) for name in SERVERS}
any_server = only["mariadb"]


@pytest.mark.parametrize(("wait", "ms"), [(None, 10000), (5, 5000), (0.0001, 1)])
async def test_transaction(server, wait, ms):
    """PostgreSQL is told how long to wait for a row; the others have it in their settings."""
    async with server.store(**({} if wait is None else {"wait": wait})).transaction():
        assert server.said == {"postgresql": [f"SET LOCAL lock_timeout = {ms}"]}.get(
            server.name, []
        )


async def test_reading(server):
    """Each server is told in its own words that nothing is written."""
    async with server.store(wait=5).reading():
        (said,) = server.said
    assert said == {
        "postgresql": "SELECT set_config('transaction_read_only', 'on', true),"
        " set_config('lock_timeout', '5000', true)"
    }.get(server.name, "START TRANSACTION READ ONLY")


@any_server
async def test_commit_is_recorded(server):
    """The record is marked once the commit has succeeded, and only then."""
    store, commit, undone = server.store(), Commit(), Commit()
    async with store.transaction(commit=commit) as own:
        await store.insert(own, TABLE, {"number": "1", "fee": 1, "note": None})
        assert not commit.done
    assert commit.done
    with pytest.raises(ZeroDivisionError):
        async with store.transaction(commit=undone) as own:
            await store.update(own, TABLE, {}, {"fee": 1 // 0})
    async with store.transaction() as own:
        assert await store.select(own, TABLE, {}) == [{"number": "1", "fee": 1, "note": None}]
    assert not undone.done


@pytest.mark.parametrize("aware", [True, False])
async def test_time_of_the_server(server, aware, monkeypatch):
    """A time without a zone is UTC, as it was asked for."""
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    told = noon if aware else noon.replace(tzinfo=None)
    monkeypatch.setattr(sa.CursorResult, "scalar_one", lambda _: told)
    store = server.store()
    async with store.transaction() as own:
        assert await store.now(own) == noon
    assert server.said[-1] == CLOCK[server.name]


@any_server
async def test_handler_keeps_its_savepoint(server):
    """Each handler has a savepoint whose end shows that the transaction was left alone."""
    store = server.store()
    async with store.transaction() as own:
        assert await store.run(own, lambda: 42) == 42
        assert await store.run(own, lambda: 43) == 43
        first, released, second, _ = server.said
        assert released == first.replace("SAVEPOINT", "RELEASE SAVEPOINT")
        assert first != second
        own.exec_driver_sql("BEGIN")  # nobody listens any more: SQLite has begun nothing yet


@any_server
async def test_savepoint_that_is_gone(server):
    """A transaction that was ended unseen is no success."""
    store = server.store()

    def sly(connection):
        connection.connection.cursor().execute("COMMIT")

    with pytest.raises(TransactionEnded):
        async with store.transaction() as own:
            await store.run(own, sly, own)


@any_server
async def test_error_shows_no_values(server):
    """A database error's text shows no payer's name."""
    store = server.store()
    with pytest.raises(sa.exc.DBAPIError) as caught:
        async with store.transaction() as own:
            await store.insert(own, TABLE, {"number": "1", "fee": 1, "note": {"name": "张三"}})
    assert "张三" not in str(caught.value)


@any_server
async def test_autocommit(server):
    """An engine in AUTOCOMMIT is refused: a credit and its row would be two transactions."""
    engine = server.engine.execution_options(isolation_level="AUTOCOMMIT")
    with pytest.raises(InvalidRequest, match="engine must not be in AUTOCOMMIT"):
        async with SQLStore(engine).transaction():
            pass
    with engine.connect() as own, pytest.raises(InvalidRequest, match="engine must not be in AUTO"):
        async with server.store().transaction(own):
            pass


@any_server
async def test_connection_of_another_kind(server):
    """A connection of another kind is refused, and both kinds are named."""
    said = "connection must be a SQLAlchemy Connection, as its engine is.*str"
    with pytest.raises(InvalidRequest, match=said):
        async with server.store().transaction("school.db"):
            pass
    awaited = SQLStore(create_async_engine("postgresql+asyncpg://"))
    with server.engine.connect() as own, pytest.raises(InvalidRequest, match="AsyncConnection"):
        async with awaited.transaction(own):
            pass


def test_what_is_no_engine():
    """A URL in the place of an engine is refused."""
    with pytest.raises(InvalidRequest, match="engine must be a SQLAlchemy Engine or AsyncEngine"):
        SQLStore("postgresql://")


COLLATED = " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
MADE = (
    "CREATE TABLE {0}books{0} ( number VARCHAR(64){1} NOT NULL, fee BIGINT NOT NULL, note TEXT,"
    " PRIMARY KEY (number) ){2}"
)


def test_table(server):
    """Numbers are compared byte for byte, and InnoDB keeps what is committed."""
    driver = "psycopg" if server.name == "postgresql" else "pymysql"
    metadata = sa.MetaData()
    table = server.store().sqlalchemy_table(TABLE, metadata)
    compiled = CreateTable(table).compile(sa.create_engine(f"{server.name}+{driver}://"))
    mysql = MADE.format("`", COLLATED, "ENGINE=InnoDB")
    expected = MADE.format('"', "", "") if server.name == "postgresql" else mysql
    assert " ".join(str(compiled).split()) == expected
    assert metadata.tables == {"books": table}
    assert {str(CreateIndex(index)) for index in table.indexes} == {
        'CREATE INDEX ix_books__fee ON "books" (fee)',
        'CREATE UNIQUE INDEX ux_books__note__fee ON "books" (note, fee)',
    }


@any_server
def test_table_is_described_once(server):
    """A store's own statements share one description of the table."""
    store = server.store()
    own = store.sqlalchemy_table(TABLE)
    assert store.sqlalchemy_table(TABLE) is own
    assert sqlalchemy_table(TABLE, sa.MetaData()) is not own


@pytest.mark.parametrize(
    ("url", "blocking", "awaited"),
    [
        ("postgresql+psycopg://", False, True),
        ("postgresql+psycopg://", True, False),
        ("postgresql+asyncpg://", False, True),
        ("postgresql+asyncpg://", True, True),
        ("mysql+pymysql://", False, False),
        ("mysql+pymysql://", True, False),
    ],
)
def test_engine_for_a_url(url, blocking, awaited):
    """A URL's engine is async if its driver is, unless a sync one is asked for and possible."""
    assert SQLStore(engine_for(url, blocking=blocking)).blocking is not awaited
    if not blocking:
        assert SQLStore(engine_for(url)).blocking is not awaited


@pytest.mark.parametrize("url", ["school.db", "postgresql://:secret@h:port/"])
def test_what_is_no_url(url):
    """A malformed URL isn't shown: it may hold a password."""
    with pytest.raises(InvalidRequest, match="url must be like postgresql") as caught:
        engine_for(url)
    assert "secret" not in str(caught.value)
