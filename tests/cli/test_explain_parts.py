"""The parts of ``zhixiao explain`` by themselves: tables of what each recognises."""

from urllib.parse import quote, quote_plus

import attrs
import pytest

from zhixiao_async.cli.explain.broken_rules import broken_rules
from zhixiao_async.cli.explain.capture import from_parts, take_apart
from zhixiao_async.cli.explain.contents import explain_content
from zhixiao_async.cli.explain.curl import posted_by_curl
from zhixiao_async.cli.explain.signs import mistakes_behind
from zhixiao_async.cli.explain.steps import WRONG
from zhixiao_async.endpoints import OrderCreate, OrderList, OrderQueryForm
from zhixiao_async.protocol.redact import Redactor
from zhixiao_async.sandbox import TEST_CREDENTIALS

from .conftest import APP_ID, KEY, SECRET, md5, reply, seal

SHOWN = Redactor(TEST_CREDENTIALS)
LONG = b'{"out_trade_no":"20881","order_id":"00000000000000001" }'
PARAM = seal(LONG)
WITH_VALUE = "-A -b -e -H -o -u -X -x --cookie --header --output --proxy --referer --request --user"


@pytest.mark.parametrize("option", WITH_VALUE.split())
def test_value_of_a_curl_option_is_no_url(option):
    """The value of a curl option is no URL, whatever it looks like."""
    assert posted_by_curl(f"curl {option} http://a/b http://h/path -d x") == ("/path", "x")


@pytest.mark.parametrize(
    ("words", "posted"),
    [
        ("h/p -d a", ("/p", "a")),
        ("https://h:1/p?q=1 --data a", ("/p", "a")),
        ("h/p --data-ascii a --data-binary b --data-raw c", ("/p", "a&b&c")),
        ("h/p --data=a=b --data-raw=c", ("/p", "a=b&c")),
        ("h/p -sSkvLifgNda", ("/p", "a")),
        ("h/p -sd a", ("/p", "a")),
        ("h/p --data-urlencode a=b/c --data-urlencode=d/ --data-urlencode 'e f'", None),
        ("-d a", ("", "a")),
        ("-d a h", ("", "a")),
        ("-d a -k/x h/p i/q", ("/p", "a")),
        ("-d a http://[/p", ("", "a")),
    ],
)
def test_curl_command(words, posted):
    """A curl command posts where and what curl itself reads in its words."""
    expected = posted or ("/p", "a=b%2Fc&d%2F&e%20f")
    assert posted_by_curl(f"curl {words}") == expected
    assert posted_by_curl(f" $ curl.exe \\\r\n{words}") == expected
    assert posted_by_curl(f"curl \\\n{words}") == expected


@pytest.mark.parametrize("words", ["h/p", "h/p -G", "h/p -d 'a", "h/p -H -d"])
def test_curl_command_that_posts_nothing(words):
    """A command without data, or without the end of a quote, posts nothing."""
    assert posted_by_curl(f"curl {words}") is None


def in_lines(width: int, end: str) -> str:
    return end.join(PARAM[start : start + width] for start in range(0, len(PARAM), width))


ENCODED = {quote(PARAM, safe=""), quote_plus(PARAM), quote(PARAM)}
BROKEN = {in_lines(width, end) for width in (64, 76) for end in ("\n", "\r\n")}
ORDERS = [
    (PARAM + APP_ID + SECRET, "param + id + app_secret"),
    (SECRET + APP_ID + PARAM, "app_secret + id + param"),
    (SECRET + PARAM + APP_ID, "app_secret + param + id"),
    (APP_ID + SECRET + PARAM, "id + app_secret + param"),
    (PARAM + SECRET + APP_ID, "param + app_secret + id"),
]
NAMES = ("key", "appsecret", "secret")
SIGNED = [
    (APP_ID + PARAM, "the app_secret is missing"),
    (PARAM + SECRET, "the id is missing"),
    (APP_ID + SECRET, "the param is missing"),
    *((signed, f"the order was {words}; it is id + param + app_se") for signed, words in ORDERS),
    *((f"id={APP_ID}&param={PARAM}&{name}={SECRET}", "name=value pairs") for name in NAMES),
    (APP_ID + PARAM + KEY, "the aes_key was used instead of the app_secret"),
    (APP_ID + PARAM + SECRET + "\n", "a line break after the app_secret"),
    (APP_ID + PARAM + SECRET + " ", "a space after the app_secret"),
    (APP_ID + PARAM + SECRET.lower(), "the app_secret in lower case"),
    (APP_ID + PARAM + SECRET.upper(), "the app_secret in upper case"),
    *((APP_ID + text + SECRET, "signed url-encoded") for text in sorted(ENCODED)),
    (APP_ID + LONG.decode() + SECRET, "the plaintext was signed; sign param as sent"),
    *((APP_ID + text + SECRET, "base64 with line breaks") for text in sorted(BROKEN)),
    (APP_ID + in_lines(76, "\n") + "\n" + SECRET, "base64 with line breaks"),
    (APP_ID + in_lines(76, "\r\n") + "\r\n" + SECRET, "base64 with line breaks"),
    (APP_ID + PARAM + "\n" + SECRET, "base64 with line breaks"),
    (APP_ID + PARAM.rstrip("=") + SECRET, "param was signed without its ="),
]  # fmt: skip


@pytest.mark.parametrize(("signed", "mistake"), SIGNED, ids=range(len(SIGNED)))
def test_one_mistake_behind_a_sign(signed, mistake):
    """One mistake is found, and no other beside it; however the sign's hex is written."""
    for sign in (md5(signed), f" {md5(signed).upper()}\n"):
        captured = from_parts(APP_ID, PARAM, sign)
        (found,) = mistakes_behind(captured, TEST_CREDENTIALS, LONG)
        assert mistake in found


SPACED = f"{PARAM[:20]} {PARAM[20:]}"
AS_CURL = PARAM.replace("+", "%2B")


@pytest.mark.parametrize(
    ("captured", "text", "mistake"),
    [
        (from_parts(APP_ID, SPACED, ""), quote(SPACED, safe=""), "signed url-encoded"),
        (from_parts(APP_ID, SPACED, ""), quote_plus(SPACED), "signed url-encoded"),
        (
            take_apart(f"id={APP_ID}&param={AS_CURL}&sign=1", SHOWN)[0],
            AS_CURL,
            "signed url-encoded",
        ),
        (from_parts(APP_ID, "QUJX=", ""), "QUJX", "without its ="),
    ],
    ids=["%20", "a plus", "as it was sent", "an X before the ="],
)
def test_mistake_behind_the_sign_of_an_unusual_text(captured, text, mistake):
    """A mistake is found however the text was url-encoded, and whatever stands before its end."""
    signed = attrs.evolve(captured, sign=md5(APP_ID + text + SECRET))
    (found,) = mistakes_behind(signed, TEST_CREDENTIALS, None)
    assert mistake in found


@pytest.mark.parametrize(
    ("signed", "mistake"),
    [
        ("0" + PARAM.replace("/", "\\/") + SECRET, "slashes escaped"),
        (PARAM + SECRET, "the ret_code is missing"),
        (PARAM + "0" + SECRET, "the order was ret_content + ret_code + app_secret"),
        ("0" + SECRET, "the ret_content is missing"),
    ],
)
def test_mistake_behind_a_replys_sign(signed, mistake):
    """A mistake in a reply's sign is told by the names of a reply's fields."""
    captured, _ = take_apart(reply(PARAM, sign=md5(signed)), SHOWN)
    (found,) = mistakes_behind(captured, TEST_CREDENTIALS, None)
    assert mistake in found


def test_right_sign_has_no_mistake_behind_it():
    """A right sign has no mistakes behind it; one that nothing explains has none known."""
    right = from_parts(APP_ID, PARAM, md5(APP_ID + PARAM + SECRET))
    assert mistakes_behind(right, TEST_CREDENTIALS, None) == ()
    other = from_parts(APP_ID, PARAM, "0" * 32)
    assert mistakes_behind(other, TEST_CREDENTIALS, None) is None


@pytest.mark.parametrize("count", [20, 21])
def test_number_of_foreign_fields_that_are_named(count):
    """Twenty foreign fields are named; three dots stand for more."""
    names = [f"x{number}" for number in range(count)]
    _, steps = take_apart(f"id=1&sign=2&{'&'.join(names)}", SHOWN)
    (said,) = [step.text for step in steps if "also holds" in step.text]
    assert said == f"the form also holds: {', '.join(names[:20])}{'…' * (count > 20)}"


def test_number_of_broken_rules_that_are_told():
    """At most twenty broken rules are told, however many there are."""
    assert len(broken_rules(list[OrderList], [{}] * 99)) <= 20
    told = broken_rules(OrderCreate, {})
    assert [rule.split(" ")[0] for rule in told] == [
        "body", "out_trade_no", "total_fee", "notify_url", "user_no",
    ]  # fmt: skip


def test_rules_of_a_window():
    """No rule is told of what only stands in for a time that was malformed."""
    window = {"begin_time": "x", "end_time": "y", "page_no": "z", "mask": "9"}
    told = broken_rules(OrderList, window)
    assert [rule.split(" ")[0] for rule in told] == ["begin_time", "end_time", "page_no", "mask"]
    assert window["page_no"] == "z"  # what was given isn't changed


@pytest.mark.parametrize("end", ["2025-03-01 00:00:00", "2026-03-01 00:00:00"])
def test_rules_of_a_window_that_ends_well(end):
    """A window's end isn't compared with what stands in for its beginning, early or late."""
    (told,) = broken_rules(OrderList, {"begin_time": "x", "end_time": end})
    assert told == "begin_time must be a time like 2017-07-23 16:00:00, got x"


def test_rule_that_one_of_several_is_given():
    """The rule that one of several is given isn't broken by one that is malformed."""
    (told,) = broken_rules(OrderQueryForm, {"form_data": "x"})
    assert told.startswith("form_data must be JSON")


@pytest.mark.parametrize("length", [20_000, 20_001])
def test_content_that_is_quoted_whole(length):
    """A content of up to twenty thousand characters is quoted whole."""
    steps = explain_content(b"x" * length, is_reply=False, path="", shown=SHOWN).steps
    (quoted,) = steps[0].details
    assert quoted == ("x" * 20_000 + "\n\u2026" if length > 20_000 else "x" * length)


@pytest.mark.parametrize("name", ["order_id", "zx_order_no"])
def test_number_of_the_gateways_as_a_number(name):
    """The gateway's number is known under either of the names that section 2 has for it."""
    path = "/pay_api/order_query" if name == "order_id" else "/pay_api/piaoju/query"
    content = f'{{"{name}":177,"status":"1"}}'.encode()
    steps = explain_content(content, is_reply=True, path=path, shown=SHOWN).steps
    assert [step.text.split(" ")[0] for step in steps if step.mark == WRONG] == [name]
