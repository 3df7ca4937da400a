"""Whatever is no character is read as U+FFFD, wherever text is read (FACTS, section 2)."""

from __future__ import annotations

import pytest

import zhixiao_async as z
from tests.campaigns.fuzz.wire import CALLS
from zhixiao_async.fields import Unreadable
from zhixiao_async.protocol import json_text, reading
from zhixiao_async.protocol.listing_page import read_page
from zhixiao_async.protocol.text import decoded, escapes_mended, halves_mended, is_text

NAME = {
    "high half": (rb"\ud83d", "\ufffd"),
    "low half": (rb"\ude00", "\ufffd"),
    "halves in the wrong order": (rb"\uDE00\uD83D", "\ufffd\ufffd"),
    "half before a whole pair": (rb"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
    "half before another escape": (rb"\ud83d\u5f20", "\ufffd张"),
    "pair": (rb"\ud83d\ude00", "\U0001f600"),
    "no escape at all": (rb"\\ud83d", r"\ud83d"),
    "slash before a half": (rb"\\\ud83d", "\\\ufffd"),
    "cut UTF-8": ("阳光".encode()[:-1], "阳\ufffd"),
    "half as UTF-8": (b"\xed\xa0\xbd", "\ufffd"),
    "NUL": (b"a\0b", "a\ufffdb"),
    "NUL escaped": (rb"a\u0000b", "a\ufffdb"),
    "NUL behind a slash": (rb"\\\u0000", "\\\ufffd"),
    "no NUL at all": (rb"\\u0000", r"\u0000"),
    "tab": (b"a\tb", "a\tb"),
    "line end": (b"a\r\nb", "a\r\nb"),
}
BROKEN = pytest.mark.parametrize(("given", "read"), NAME.values(), ids=NAME)
ROW = b'{"order_id":"1","fee":"200","user_name":"%b"}'
PAGE = b'{"page_no":19,"page_size":1000,"total_page":19,"total_size":"1","data":[%b]}'


def call(name):
    return next(call for call in CALLS if call.name == name)


@BROKEN
def test_name_in_a_listing(vendor, given, read):
    """A broken name doesn't cost a page; the fast path and the slow one read it alike."""
    content = PAGE % (ROW % given)
    page = call("order_list").answered(vendor.reply(content).replace(b"/", b"\\/"))
    assert [row.user_name for row in page.data] == [read]
    assert page == reading.read(z.OrderListResult, json_text.parse_json(content))


@BROKEN
def test_name_in_a_notification(credentials, vendor, given, read):
    """A broken name doesn't cost a payment."""
    told = b'{"order_id":"01","out_trade_no":"2","uid":"3","time_end":"x","user_name":"%b"}'
    delivery = z.NotificationReceiver(credentials).open(vendor.form(told % given))
    assert delivery.notification.user_name == read


@BROKEN
@pytest.mark.parametrize("as_text", [False, True], ids=["object", "text of one"])
def test_form_data(vendor, given, read, as_text):
    """Anybody may have written a form's names and values, also inside the text of an object."""
    form = b'{"%b":"%b"}' % (given, given)
    if as_text:  # the bytes as they were, but for what JSON must escape
        form = b'"%b"' % form.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    content = b'[{"order_id":"1","fee":"200","form_data":%b}]' % form
    assert call("order_query_form").answered(vendor.reply(content))[0].form_data == {read: read}


@BROKEN
def test_raw(vendor, given, read):
    """``raw()`` reads the same text as the typed methods."""
    assert call("raw").answered(vendor.reply(b'{"%b":["%b"]}' % (given, given))) == {read: [read]}


@pytest.mark.parametrize("name", ["cut UTF-8", "half as UTF-8", "NUL", "tab"])
def test_sentence(vendor, name):
    """A bare sentence is read although a character of it was cut."""
    given, read = NAME[name]
    assert call("piaoju_create").answered(vendor.reply(b"OK " + given)).message == f"OK {read}"
    assert call("raw").answered(vendor.reply(b"OK " + given)) == f"OK {read}"


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "in plain text"])
@pytest.mark.parametrize("name", ["cut UTF-8", "half as UTF-8", "NUL", "tab"])
def test_refusal(vendor, sealed, name):
    """The sign of a refusal in plain text is over the bytes as they were sent."""
    given, read = NAME[name]
    body = vendor.reply(b"no " + given, "-1")
    if not sealed:
        sign = vendor.sign("-1", (b"no " + given).decode("utf-8", "surrogateescape"))
        body = b'{"ret_code":-1,"ret_content":"no %b","sign":"%b"}' % (given, sign.encode())
    with pytest.raises(z.RequestFailed) as caught:
        call("raw").answered(body)
    assert caught.value.gateway_message == f"no {read}"


def test_refusal_with_half_a_pair_escaped(vendor):
    """An escape of half a pair was signed as U+FFFD, if by anything."""
    body = b'{"ret_code":-1,"ret_content":"no \\ud83d","sign":"%b"}'
    with pytest.raises(z.RequestFailed, match="no \ufffd"):
        call("raw").answered(body % vendor.sign("-1", "no \ufffd").encode())


@pytest.mark.parametrize(
    "given", [rb"\ud83d", b"\xe5\xad", rb"\ufffd", "\ufffd".encode(), rb"\u0000", b"\0"]
)
@pytest.mark.parametrize("name", ["order_id", "out_trade_no", "uid"])
def test_number_of_a_notification(credentials, vendor, name, given):
    """A number that lacks a character is refused in words that say so."""
    fields = {"order_id": b"1", "out_trade_no": b"2", "uid": b"3", "time_end": b"4"}
    fields[name] = b"0157" + given
    told = b",".join(b'"%b":"%b"' % (key.encode(), value) for key, value in fields.items())
    with pytest.raises(z.NotificationRefused, match=f"{name} must be whole") as caught:
        z.NotificationReceiver(credentials).open(vendor.form(b"{%b}" % told))
    assert "aes_key" not in str(caught.value)


@pytest.mark.parametrize(
    "given", [rb"\ud83d", b"\xe5\xad", rb"\ufffd", "\ufffd".encode(), rb"\u0000", b"\0"]
)
def test_numbers_of_a_row(given):
    """Either reader refuses a row's broken number, and drops its broken ``id``."""
    broken = PAGE % (b'{"order_id":"1%b","fee":"2"}' % given)
    with pytest.raises(Unreadable, match=r"data\[0\]\.order_id must be whole"):
        reading.read_content(z.OrderListResult, broken)
    page = PAGE % (b'{"order_id":"1","fee":"2","id":"7%b"}' % given)
    assert read_page(page) is None
    (row,) = reading.read_content(z.OrderListResult, page).data
    assert (row.id, list(row.unreadable)) == (None, ["id"])


def test_cut_characters_are_not_the_keys_fault(vendor):
    """Broken JSON with a cut character is unexpected content; noise means another key."""
    for content, error in (
        (b'{"a":"\xe5\xad', z.UnexpectedContent),
        (b"\xff" * 9, z.Undecryptable),
    ):
        with pytest.raises(error):
            call("order_query").answered(vendor.reply(content))


@pytest.mark.parametrize(
    ("content", "text"),
    [(b"", True), (b"\xff", True), (b"\xff\xff", False), (b"\xff" + b"a" * 7, True),
     (b"\xff\xff" + b"a" * 13, False), (b"\xff\xff" + b"a" * 14, True)],
)  # fmt: skip
def test_text_or_noise(content, text):
    """One broken character in eight is still text."""
    assert is_text(content) is text


def test_refusal_with_nul_and_a_cut_character(vendor):
    """NUL in a refusal's plain text was signed as that byte, escaped or not."""
    body = b'{"ret_code":-1,"ret_content":"no\\u0000\xe5","sign":"%b"}'
    with pytest.raises(z.RequestFailed, match="no\ufffd\ufffd"):
        call("raw").answered(body % vendor.sign("-1", "no\0\udce5").encode())


def test_byte_order_mark():
    """A byte order mark is dropped, whether or not the rest is whole."""
    assert (decoded(b"\xef\xbb\xbfa"), decoded(b"\xef\xbb\xbfa\xff")) == ("a", "a\ufffd")


def test_halves_in_pythons_own_text():
    """Two halves of a pair become one character."""
    assert halves_mended("a\ud83d\ude00\ud83db") == "a\U0001f600\ufffdb"


def test_escapes_are_left_alone():
    """JSON without surrogates stays as it is."""
    text = r'{"a":"\u5f20\\ud\n\/"}'
    assert escapes_mended(text) == text


@pytest.mark.parametrize(
    ("kind", "name", "fields"),
    [
        (z.OrderQueryResult, "order_id", {"status": "2"}),
        (z.OrderCancel, "out_trade_no", {}),
        (z.OrderRefund, "out_refund_no", {"order_id": "1"}),
        (z.PiaojuQueryResult, "zx_order_no", {"status": "1"}),
        (z.UserIdentity, "uid", {}),
    ],
)
def test_half_of_a_number(kind, name, fields):
    """An identifying field is read whole or not at all, by every reader."""
    with pytest.raises(Unreadable, match=f"{name} must be whole, a character of it was cut"):
        reading.read(kind, fields | {name: "0157\ufffd"})


def test_half_of_a_rows_key():
    """A row whose ``id`` is broken is kept, and the broken text is told."""
    row = reading.read(z.ListedOrder, {"order_id": "1", "fee": 1, "id": "0157\ufffd"})
    assert (row.id, row.unreadable) == (None, {"id": "0157\ufffd"})
