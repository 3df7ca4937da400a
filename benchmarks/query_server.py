"""A server in a process of its own that answers every request with the same sealed status."""

from __future__ import annotations

import asyncio
import sys

from benchmarks.page_server import PageProtocol, Pages
from benchmarks.pages import CREDENTIALS
from zhixiao_async.protocol.envelope import seal_reply
from zhixiao_async.protocol.writing import to_json

_STATUS = {
    "out_trade_no": "20881",
    "order_id": "01664678934786097",
    "status": "2",
    "time_end": "2026-03-02 16:00:00",
}


_REPLY = seal_reply(CREDENTIALS, 0, to_json(_STATUS))


class QueryProtocol(PageProtocol):
    """Answers every request at once."""

    def __init__(self) -> None:
        super().__init__(Pages(0))

    def answer(self, path: str, form: bytes) -> tuple[float, bytes]:
        """Return no delay, and always the same reply."""
        return 0.0, _REPLY


async def serve() -> None:
    """Print the port, serve until standard input closes."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(QueryProtocol, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve())
