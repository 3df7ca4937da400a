"""The database is free for others while the gateway is asked about a payment."""

import sqlite3

from zhixiao_async import OrderQueryResult, OrderStatus
from zhixiao_async.notify import Confirmation, Inbox, Outcome

from .conftest import payment


class Gateway:
    """A gateway that says paid; during each query another connection writes to the file."""

    app_id = "7"

    def __init__(self, path) -> None:
        self._path = path

    async def order_query(self, **_: str) -> OrderQueryResult:
        """Write to the file, and say paid."""
        other = sqlite3.connect(self._path, timeout=0)
        other.execute("INSERT INTO other VALUES (1)")
        other.commit()
        other.close()
        return OrderQueryResult(order_id="1720881", status=OrderStatus.PAID, out_trade_no="20881")

    async def order_query_form(self, **_: str) -> list[object]:
        """Return no entries."""
        return []


async def test_file_is_free_while_the_gateway_is_asked(tmp_path):
    """The file is free also with the caller's own connection, at first and for a duplicate."""
    path = tmp_path / "books.db"
    inbox = Inbox(path)
    await inbox.create_table()
    own = sqlite3.connect(path, check_same_thread=False)
    own.execute("CREATE TABLE other (x)")
    own.commit()
    confirm = Confirmation(Gateway(path))
    outcomes = []
    for _ in range(2):
        outcomes.append(
            await inbox.handle(payment(), lambda *_: None, confirm=confirm, connection=own)
        )
        own.commit()
    own.close()
    assert outcomes == [Outcome.HANDLED, Outcome.DUPLICATE]
