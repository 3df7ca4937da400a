"""The advice of an error about a reply: for a read, and for a call that may have moved money."""

from __future__ import annotations

from datetime import datetime

import pytest

from zhixiao_async import (
    AccountFrozen,
    BadSignature,
    Client,
    Effect,
    InvalidRequest,
    OutcomeUnknown,
    UnexpectedContent,
    ZhixiaoError,
)

either = pytest.mark.parametrize(
    "effect", [Effect.READ, Effect.MONEY], ids=lambda effect: effect.value
)
DAY = {"begin_time": datetime(2026, 3, 2), "end_time": datetime(2026, 3, 3)}
KEYS = "check app_id and app_secret"


def moved(location: str, unsigned: str = ""):
    """Answer with a redirect, which may have a sentence that nobody signed."""

    def answer(play):
        body = play.signed(unsigned, "-1", sign=None) if unsigned else b""
        return play.http(body, f"Location: {location}", status="302 Found")

    return answer


def unsigned(content: str, code: int = -2):
    """Make the answer to an unknown id, for which the gateway has no key."""
    return lambda play: play.http(play.signed(content, ret_code=code, sign=None))


@either
@pytest.mark.parametrize(
    ("answer", "said", "unsaid"),
    [
        (moved("https://pay.example.edu/in?token=geheim"), ["https://pay.example.edu"], "geheim"),
        (moved("https://pay.example.edu:8443/in"), ["https://pay.example.edu:8443"], "/in"),
        (moved("//pay.example.edu/in"), ["http://pay.example.edu"], "/in"),
        (moved("https://me:geheim@pay.example.edu/"), ["https://pay.example.edu"], "geheim"),
        (moved("/in?token=geheim"), ["http://127.0.0.1"], "geheim"),
        (moved("https://[broken/geheim"), ["a redirect"], "geheim"),
        (moved("https://pay.example.edu/in", "搬了"), ["https://pay.example.edu", "搬了"], "/in"),
    ],
    ids=["host", "port", "no scheme", "password", "path", "broken", "unsigned"],
)
async def test_redirect(client, gateway, play, call, effect, answer, said, unsaid) -> None:
    """The error names the redirect's target without its secrets, and what to change."""
    gateway.plays(play.answer(answer(play)))
    error = await failure(call(client, effect))
    for part in [*said, "redirect", "base_url"]:
        assert part in str(error)
    assert unsaid not in str(error)


@either
@pytest.mark.parametrize(
    ("answer", "said", "unsaid"),
    [
        (unsigned("appid不存在"), ["has no sign", "unsigned", "-2", "appid不存在"], "doesn't fit"),
        (unsigned("x" * 500), ["has no sign", "unsigned", "x" * 10], "x" * 100),
        (unsigned("a\x1b[2Jb"), ["has no sign", "\\x1b"], "\x1b"),
        (unsigned("学号2013141516、手机13800000000"), ["has no sign"], "13800000000"),
        (unsigned('{"name":"小明"}'), ["has no sign"], "小明"),
        (unsigned("", 0), ["has no sign", "0"], "doesn't fit"),
        (lambda play: play.http(play.signed("", "-1", sign="0" * 32)), ["doesn't fit"], "no sign"),
    ],
    ids=["sentence", "long", "escape", "payer", "JSON", "success", "wrong sign"],
)
async def test_unsigned_refusal(client, gateway, play, call, effect, answer, said, unsaid) -> None:
    """An answer without a sign is quoted as such, short and harmless, and proves nothing."""
    gateway.plays(play.answer(answer(play)))
    error = await failure(call(client, effect))
    for part in [*said, KEYS]:
        assert part in str(error)
    assert unsaid not in str(error)
    assert isinstance(error, BadSignature if effect is Effect.READ else OutcomeUnknown)


@either
async def test_wrong_sign_after_right_ones(client, gateway, play, call, effect) -> None:
    """After a genuine reply the keys are right, so a wrong sign doesn't blame them."""
    await call(client, effect)
    gateway.plays(play.answer(play.http(play.signed("", "-1", sign="0" * 32))))
    error = await failure(call(client, effect))
    assert KEYS not in str(error)
    assert "suspect the network" in str(error)


@either
async def test_content_that_does_not_open(client, gateway, play, call, effect) -> None:
    """A right sign over content that doesn't open blames the aes_key, for any effect."""
    gateway.plays(play.answer(play.http(play.signed("x" * 32))))
    assert "check aes_key" in str(await failure(call(client, effect)))


async def test_frozen_account(client, gateway, play, call) -> None:
    """The document says in two ways whose account is frozen, so the advice names both."""
    gateway.plays(play.reply("账号被冻结".encode(), -3))
    error = await failure(call(client, Effect.MONEY))
    assert isinstance(error, AccountFrozen)
    assert "the merchant's account or the user's" in str(error)


EMPTY = {
    "nothing sealed": lambda play: play.sealed(b""),
    "nothing at all": lambda play: play.signed(""),
    "white space": lambda play: play.sealed(b" \n"),
    '""': lambda play: play.sealed(b'""'),
    "[]": lambda play: play.sealed(b"[]"),
    "[ ]": lambda play: play.sealed(b"[ ]"),
    "{ }": lambda play: play.sealed(b"{ }"),
    "null": lambda play: play.sealed(b"null"),
    "with a byte order mark": lambda play: play.sealed(b"\xef\xbb\xbf[]"),
}
empties = pytest.mark.parametrize("empty", EMPTY.values(), ids=EMPTY)


@empties
async def test_day_without_orders(client, gateway, play, empty) -> None:
    """An empty content is a page without rows, and a listing of it ends."""
    gateway.plays(play.answer(play.http(empty(play))))
    page = await client.order_list(**DAY)
    assert (page.data, page.total_size, page.total_page) == ([], 0, 0)
    assert [order async for order in client.iter_orders(*DAY.values())] == []


@empties
async def test_no_form_entries(client, gateway, play, empty) -> None:
    """An empty content is a list without entries."""
    gateway.plays(play.answer(play.http(empty(play))))
    assert await client.order_query_form(out_trade_no="20881") == []


@empties
@either
async def test_empty_content_elsewhere(client, gateway, play, call, effect, empty) -> None:
    """Where content is required the error says that it is empty, and blames no key."""
    gateway.plays(play.answer(play.http(empty(play))))
    error = await failure(call(client, effect))
    assert "content is empty" in str(error)
    assert "aes_key" not in str(error)
    if effect is Effect.READ:
        assert isinstance(error, UnexpectedContent)
    else:
        assert isinstance(error, OutcomeUnknown)
        assert error.applied


async def test_empty_day_on_a_kept_connection_is_asked_again(client, gateway, play) -> None:
    """An empty page names no window, so it may be a stale answer."""
    gateway.plays(play.answer(play.http(play.sealed(b"[]"))))
    await client.order_list(**DAY)
    full = {"page_no": 1, "page_size": 1000, "total_page": 1, "total_size": "1"}
    gateway.plays(
        play.answer(play.http(play.sealed(b"[]"))),
        play.reply(full | {"data": [{"order_id": "0166", "fee": "1"}]}),
    )
    assert len((await client.order_list(**DAY)).data) == 1


@pytest.mark.parametrize(
    "base_url",
    ["{}/pay_api", "{}/pay_api/", "{}/pay_api/order_query", "{}/a/pay_api", "{}/PAY_API/"],
)
async def test_base_url_with_the_paths_own_beginning(play, gateway, base_url) -> None:
    """A base URL that repeats the path's beginning is refused, and the right one named."""
    right = gateway.url + ("/a" if "/a/" in base_url else "")
    with pytest.raises(InvalidRequest, match="base_url") as caught:
        Client(play.credentials, base_url=base_url.format(gateway.url))
    assert caught.value.rule.endswith(f": {right}")


@pytest.mark.parametrize(
    ("path", "sent", "query"),
    [
        ("/pay_api/order_query", 2, None),
        ("/pay_api/order_create", 1, "order_query by the same out_trade_no"),
        ("/pay_api/order_refund", 1, "order_list or iter_orders with Mask.REFUND"),
        ("/pay_api/something_new", 1, "a query of your own"),
    ],
)
async def test_raw_on_a_documented_path(client, gateway, play, path, sent, query) -> None:
    """``raw()`` takes a documented path's effect, and the query that resolves it."""
    gateway.plays(play.interrupt())
    error = await failure(client.raw(path, {"out_trade_no": "20881"}))
    assert len(gateway.requests) == sent
    assert getattr(error, "resolve_by", None) is query or query in error.resolve_by


async def failure(call) -> ZhixiaoError:
    """Return the error of a call."""
    with pytest.raises(ZhixiaoError) as caught:
        await call
    return caught.value
