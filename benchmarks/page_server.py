"""A server of prepared pages, in a process of its own, so that the client's CPU is the client's.

``python -m benchmarks.page_server PAGES [DAYS]`` prints its port and serves until its input closes.
The pages of so many days are sealed before; one day's unless given.
The base URL's path sets the delay of each answer: ``http://127.0.0.1:PORT/30`` waits 30 ms.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime, timedelta

from benchmarks.pages import BEGIN, CREDENTIALS, page, sealed
from zhixiao_async.protocol.request_form import open_form, parse_form

_NOTHING = sealed(b'{"page_no":1,"page_size":1000,"total_page":0,"total_size":"0","data":[]}')
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"


class Pages:
    """The first days' pages, sealed beforehand; another day's are made of them on request."""

    def __init__(self, total_page: int, days: int = 1) -> None:
        self._plain = {n: page(n, total_page) for n in range(1, total_page + 1)}
        self._trades = {
            n: plain.replace(b'"operate_type":"1"', b'"operate_type":"0"')
            for n, plain in self._plain.items()
        }
        self._sealed = {(BEGIN, n, False): sealed(plain) for n, plain in self._plain.items()} | {
            (begin, n, True): sealed(self._of_day(begin, plain))
            for begin in (BEGIN + timedelta(day) for day in range(days))
            for n, plain in self._trades.items()
        }

    def reply(self, begin: datetime, page_no: int, *, trades: bool) -> bytes:
        """Return a page of the day that begins then, with or without refunds."""
        if (begin, page_no, trades) in self._sealed:
            return self._sealed[begin, page_no, trades]
        plain = (self._trades if trades else self._plain)[page_no]
        return sealed(self._of_day(begin, plain))

    def _of_day(self, begin: datetime, plain: bytes) -> bytes:
        if begin == BEGIN:
            return plain
        for text in ("%Y-%m-%d", "%Y%m%d"):
            for days in (1, 0):  # the window's end first: the next day's date
                old, new = BEGIN + timedelta(days), begin + timedelta(days)
                plain = plain.replace(f'"{old:{text}}'.encode(), f'"{new:{text}}'.encode())
        return plain


class PageProtocol(asyncio.Protocol):
    """Just enough HTTP/1.1 for a client that posts small forms."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, separator, body = self._buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        length = next(
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        )
        if len(body) < length:
            return
        self._buffer = body[length:]
        path = head.split(b" ", 2)[1].decode()
        delay, answer = self.answer(path, body[:length])
        if delay:
            asyncio.get_running_loop().call_later(delay, self._answer, answer)
        else:
            self._answer(answer)

    def answer(self, path: str, form: bytes) -> tuple[float, bytes]:
        """Return the seconds to wait, and the reply."""
        params = json.loads(open_form(CREDENTIALS, parse_form(form)))
        begin, end = (datetime.fromisoformat(params[name]) for name in ("begin_time", "end_time"))
        mask = params.get("mask")
        # Asked for by their mask there are no refunds; nor is there a row of a day's last second.
        if mask == "2" or end - begin < timedelta(days=1):
            reply = _NOTHING
        else:
            reply = self._pages.reply(begin, int(params["page_no"]), trades=mask == "1")
        return int(path.split("/")[1]) / 1000, reply

    def _answer(self, answer: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.writelines([_HEAD % len(answer), answer])


async def serve(total_page: int, days: int = 1) -> None:
    """Prepare the pages, print the port, serve until standard input closes."""
    pages = Pages(total_page, days)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: PageProtocol(pages), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(*map(int, sys.argv[1:])))
