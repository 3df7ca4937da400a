"""Fetching a receipt's file from a real host, and from hosts that mislead."""

from __future__ import annotations

import asyncio
import gzip
import socket

import attrs
import pytest

from tests.transport.raw_gateway import CREDENTIALS, Play
from zhixiao_async import (
    Client,
    Connections,
    InvalidRequest,
    NoReply,
    NotSent,
    PiaojuStatus,
    UnexpectedContent,
)
from zhixiao_async.receipts import addresses
from zhixiao_sync import Client as SyncClient

from .conftest import QUICK
from .receipt import NAME, PDF, receipt_at


def redirect(location: str, *headers: str):
    """Answer with a redirect."""
    return Play.answer(
        Play.http(b"", f"Location: {location}", *headers, status="302 Found"), "close"
    )


async def test_file_is_fetched(fetch, host):
    """The PDF is filed under the receipt's number, and the host learns nothing of the merchant."""
    path = await fetch()
    assert (path.name, path.read_bytes()) == (NAME, PDF)
    (request,) = host.requests
    assert request.line == "GET /receipt.pdf?token=T0KEN HTTP/1.1"
    names = {line.partition(":")[0] for line in request.head.split("\r\n")[1:]}
    assert names <= {"Host", "Accept", "Accept-Encoding", "User-Agent", "Connection"}
    assert request.header("User-Agent") == ["cashier/2"]


async def test_file_over_tls(new_host, tls, tmp_path):
    """The client's own TLS context decides about the host's certificate."""
    server, trusting = tls
    host = await new_host(server)
    receipt = receipt_at(f"{host.url}/a.pdf")
    async with Client(CREDENTIALS, connections=Connections(ssl=trusting)) as client:
        path = await client.piaoju_download(receipt, tmp_path, allow_private=True)
    assert path.read_bytes() == PDF
    async with Client(CREDENTIALS, timeouts=QUICK) as client:
        with pytest.raises(NotSent, match=r"certificate of https://127\.0\.0\.1:\d+ isn't valid"):
            await client.piaoju_download(receipt, tmp_path, allow_private=True)


def test_sync_client(tmp_path):
    """The sync client's method is the same one."""
    with (
        SyncClient(CREDENTIALS) as client,
        pytest.raises(InvalidRequest, match="url must be an https URL"),
    ):
        client.piaoju_download(receipt_at("http://inv.jss.com.cn/a.pdf"), tmp_path)


async def test_receipt_without_file(cashier, tmp_path):
    """A receipt on its way has no URL yet."""
    receipt = receipt_at(None, status=PiaojuStatus.PENDING)
    with pytest.raises(InvalidRequest, match=r"url must be set.* out_trade_no 2088612279536603"):
        await cashier.piaoju_download(receipt, tmp_path)


async def test_something_else_than_a_receipt(cashier, tmp_path):
    """What isn't an answer of piaoju_query isn't shown."""
    with pytest.raises(InvalidRequest, match=r"result must be a PiaojuQueryResult$"):
        await cashier.piaoju_download("https://inv.jss.com.cn/secret", tmp_path)


async def test_private_address(fetch, host):
    """An address that isn't public is refused, and the error repeats nothing of the URL."""
    with pytest.raises(InvalidRequest) as refused:
        await fetch(allow_private=False)
    assert refused.value.code == "receipt_at_private_address"
    assert "T0KEN" not in repr(refused.value)
    assert not host.peers


async def test_name_that_leads_to_a_private_address(fetch, host, monkeypatch):
    """What a name is resolved to is judged where it is connected to, so no name gets around."""

    async def resolve(*_: object, **__: object):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", host.port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    for name in ("files.example.edu", "2130706433", "0x7f.1"):
        with pytest.raises(InvalidRequest) as refused:
            await fetch(f"http://{name}:{host.port}/a.pdf", allow_private=False)
        assert refused.value.field == "url"
    assert not host.peers


async def test_redirect_is_followed(fetch, host):
    """A redirect is followed; cookies and the first URL are left behind."""
    host.plays(
        redirect("/files/2.pdf", "Set-Cookie: session=1"), Play.answer(Play.http(PDF), "close")
    )
    assert (await fetch()).read_bytes() == PDF
    _, second = host.requests
    assert second.line == "GET /files/2.pdf HTTP/1.1"
    assert (second.header("Cookie"), second.header("Referer")) == ([], [])


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("http://127.0.0.2:9/a.pdf", "leads to http://127.0.0.2:9: it must lead to an address"),
        ("http://metadata.example.edu/k?v=T0KEN", "metadata.example.edu: it must lead to an"),
        ("file:///etc/passwd", "a redirect leads to : it must begin with"),
        ("http://[::1/", "a redirect leads to : it"),
    ],
)
async def test_redirect_that_misleads(fetch, host, monkeypatch, location, told):
    """Each redirect's URL and address are checked anew."""

    async def resolve(*_: object, **__: object):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.2", 80))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    monkeypatch.setattr(addresses, "is_public", lambda address: address != "127.0.0.2")
    host.plays(redirect(location))
    with pytest.raises(UnexpectedContent) as doubted:
        await fetch(allow_private=False)
    assert told in str(doubted.value)
    assert "T0KEN" not in str(doubted.value)
    assert len(host.requests) == 1


async def test_redirect_away_from_tls(new_host, tls, tmp_path):
    """A redirect to a URL without TLS isn't followed."""
    server, trusting = tls
    host = await new_host(server)
    host.plays(redirect(f"http://127.0.0.1:{host.port}/a.pdf"))
    async with Client(CREDENTIALS, connections=Connections(ssl=trusting)) as client:
        with pytest.raises(UnexpectedContent, match="it must be an https URL"):
            await client.piaoju_download(
                receipt_at(f"{host.url}/a.pdf"), tmp_path, allow_private=True
            )


async def test_redirects_without_end(fetch, host):
    """At most three redirects are followed."""
    host.plays(redirect("/again"))
    with pytest.raises(UnexpectedContent, match="more than 3 redirects"):
        await fetch()
    assert len(host.requests) == 4


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (Play.http(b"<html>", "Content-Type: application/pdf"), "isn't a PDF"),
        (Play.http(PDF[:-7]), "the beginning of a PDF"),
        (Play.http(b"", status="404 Not Found"), "answered HTTP 404"),
        (Play.http(b"", status="302 Found"), "answered HTTP 302"),
        (Play.http(PDF + b"\0" * 64), "longer than 64 bytes"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + PDF + b"\0" * 64, "longer than 64 bytes"),
        (Play.http(gzip.compress(bytes(10**6)), "Content-Encoding: gzip"), "longer than 64 bytes"),
    ],
    ids=["html", "cut off", "404", "no location", "announced", "unannounced", "packed"],
)
async def test_answer_that_is_no_receipt(fetch, host, tmp_path, raw, told):
    """Anything but a whole PDF, of at most so many bytes, is a bad reply; nothing is filed."""
    host.plays(Play.answer(raw, "close"))
    with pytest.raises(UnexpectedContent, match=told):
        await fetch(max_bytes=64)
    assert len(host.requests) == 1
    assert not list(tmp_path.iterdir())


async def test_file_that_fits_exactly(fetch):
    """The greatest length is one that is taken."""
    assert (await fetch(max_bytes=len(PDF))).read_bytes() == PDF


@pytest.mark.parametrize(
    ("play", "told"),
    [
        (Play.answer(Play.http(b"", status="503 Busy"), "close"), "answered HTTP 503"),
        (Play.interrupt(), "the connection was lost"),
        (Play.answer(Play.http(PDF)[:-4], "close"), "the reply was cut off"),
        (Play.answer(b"nonsense\r\n\r\n", "close"), "isn't valid HTTP"),
    ],
    ids=["503", "reset", "cut off", "no http"],
)
async def test_fetched_again(fetch, host, play, told):
    """A file that didn't come is asked for again, as the client's policy says."""
    host.plays(play, Play.answer(Play.http(PDF), "close"))
    assert (await fetch()).read_bytes() == PDF
    host.plays(play)
    with pytest.raises(NoReply, match=told) as unanswered:
        await fetch()
    assert "T0KEN" not in str(unanswered.value)
    assert unanswered.value.__cause__ is None


async def test_host_that_is_not_there(fetch, host):
    """A host that can't be reached was told nothing."""
    host.stop_listening()
    await asyncio.sleep(0)
    with pytest.raises(NotSent, match=r"no connection to http://127\.0\.0\.1:"):
        await fetch()


async def test_proxy(host, tmp_path):
    """The client's proxy is asked, which decides where a name leads."""
    connections = Connections(proxy=host.url)
    async with Client(CREDENTIALS, timeouts=QUICK, connections=connections) as client:
        receipt = receipt_at("http://files.example.edu/a.pdf")
        path = await client.piaoju_download(receipt, tmp_path, allow_http=True)
        assert path.read_bytes() == PDF
        assert host.requests[-1].line == "GET http://files.example.edu/a.pdf HTTP/1.1"
        receipt = attrs.evolve(receipt, url="http://10.0.0.1/a.pdf")
        with pytest.raises(InvalidRequest, match="public internet"):
            await client.piaoju_download(receipt, tmp_path, allow_http=True)


async def test_client_that_is_closed_meanwhile(fetch, host, cashier):
    """Closing the client ends a download as one that wasn't answered."""
    host.plays(Play.answer(Play.http(PDF)[:20], "stall"))
    task = asyncio.create_task(fetch())
    await host.arrived.wait()
    await cashier.close()
    with pytest.raises(NoReply, match="the client was closed"):
        await task
    with pytest.raises(RuntimeError, match="this Client is closed"):
        await fetch()


async def test_other_file_of_that_name(fetch, host, tmp_path):
    """A file with other content is replaced only if it may be."""
    (tmp_path / NAME).write_bytes(b"another")
    with pytest.raises(InvalidRequest, match="overwrite must be True to replace"):
        await fetch()
    assert (await fetch(overwrite=True)).read_bytes() == PDF


@pytest.mark.parametrize(
    "option", [{"max_bytes": 0}, {"allow_http": 1}, {"allow_private": "no"}, {"overwrite": None}]
)
async def test_malformed_option(fetch, host, option):
    """A malformed option is refused by its name, before anything is fetched."""
    with pytest.raises(InvalidRequest) as refused:
        await fetch(**option)
    assert refused.value.field in option
    assert not host.peers
