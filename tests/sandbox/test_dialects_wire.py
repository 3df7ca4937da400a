"""Each switch of a dialect by itself, byte by byte, without HTTP around it."""

import json
from typing import Any

import pytest

from zhixiao_async import PaymentNotification
from zhixiao_async._envelope import open_form, open_reply, parse_form, sign
from zhixiao_async.registry import ENDPOINTS
from zhixiao_async.sandbox import TEST_CREDENTIALS, Dialect
from zhixiao_async.sandbox.dialect import write_form, write_reply
from zhixiao_async.sandbox.serving import STRANGER, Served

QUERY, FORMS = "/pay_api/order_query", "/pay_api/order_query_form"
CREATE, LIST = "/pay_api/order_create", "/pay_api/order_list_item_all"
BOM = b"\xef\xbb\xbf"
WECHAT = '{"appId":"wx1","paySign":"A"}'


def reply(dialect: Dialect, content: bytes, *, path: str = QUERY, ret_code: int = 0) -> bytes:
    served = Served(params=b"", ret_code=ret_code, content=content, is_json=ret_code == 0)
    return write_reply(dialect, TEST_CREDENTIALS, ENDPOINTS[path], served)


def parts(body: bytes) -> dict[str, Any]:
    """A reply's outer JSON, whose sign has been seen to be right."""
    open_reply(TEST_CREDENTIALS, body)
    return json.loads(body.removeprefix(BOM))


REWRITTEN = [
    (Dialect(empty_lists=True), FORMS, '[{"fee":1}]', '[{"fee":1,"form_data":[]}]'),
    (Dialect(empty_lists=True), FORMS, '[{"form_data":{}}]', '[{"form_data":[]}]'),
    (Dialect(empty_lists=True), FORMS, '[{"form_data":{"a":"b"}}]', '[{"form_data":{"a":"b"}}]'),
    (Dialect(empty_lists=True), CREATE, '{"url":"u"}', '{"url":"u","sp_data":[]}'),
    (Dialect(empty_lists=True), QUERY, '{"order_id":""}', '{"order_id":""}'),
    (Dialect(empty_lists=True), QUERY, '"text"', '"text"'),
    (
        Dialect(numbers="as_strings"),
        LIST,
        '{"a":1,"b":true,"c":"x","d":[{"e":-5}],"f":null}',
        '{"a":"1","b":true,"c":"x","d":[{"e":"-5"}],"f":null}',
    ),
    (
        Dialect(numbers="as_numbers"),
        LIST,
        '{"a":"007","b":"-12","c":"1.5","d":["1234567890123456789","12345678901234567890"]}',
        '{"a":7,"b":-12,"c":"1.5","d":[1234567890123456789,"12345678901234567890"]}',
    ),
    (
        Dialect(numbers="as_32_bits"),
        LIST,
        '{"a":"007","b":2147483647,"c":2147483648,"d":"-2147483648","e":"12345678901234567","f":"x"}',
        '{"a":7,"b":2147483647,"c":2147483648.0,"d":-2147483648.0,"e":1.2345678901235e+16,"f":"x"}',
    ),
    (
        Dialect(times_as_digits=True),
        LIST,
        '{"a":"2026-03-02 10:00:01","b":["2026-03-02 10:00:00"],"c":"2026-03-02","d":1}',
        '{"a":"20260302100001","b":["20260302100000"],"c":"2026-03-02","d":1}',
    ),
    (Dialect(sp_data="object"), CREATE, {"sp_data": WECHAT}, f'{{"sp_data":{WECHAT}}}'),
    (Dialect(sp_data="list"), CREATE, {"sp_data": WECHAT}, f'{{"sp_data":[{WECHAT}]}}'),
    (Dialect(sp_data="text"), CREATE, {"sp_data": WECHAT}, {"sp_data": WECHAT}),
    (Dialect(sp_data="object"), CREATE, '{"sp_data":"22"}', '{"sp_data":{"tradeNO":"22"}}'),
    (Dialect(sp_data="list"), CREATE, '{"sp_data":"22"}', '{"sp_data":["22"]}'),
    (Dialect(sp_data="text"), CREATE, '{"sp_data":"22"}', {"sp_data": '{"tradeNO":"22"}'}),
    (Dialect(times_as_digits=True), CREATE, '{"sp_data":"22"}', '{"sp_data":"22"}'),
    (Dialect(sp_data="object"), CREATE, '{"sp_data":"a b"}', '{"sp_data":"a b"}'),
    (Dialect(sp_data="object"), CREATE, '{"url":"u"}', '{"url":"u"}'),
    (Dialect(sp_data="object"), FORMS, '[{"sp_data":"22"}]', '[{"sp_data":"22"}]'),
]


def as_text(content: str | dict[str, Any]) -> str:
    return content if isinstance(content, str) else json.dumps(content, separators=(",", ":"))


@pytest.mark.parametrize(("dialect", "path", "content", "written"), REWRITTEN)
def test_content_is_written_otherwise(dialect, path, content, written):
    """A switch changes what it names, wherever it stands, and nothing beside it."""
    body = reply(dialect, as_text(content).encode(), path=path)
    said = bytes(open_reply(TEST_CREDENTIALS, body).content).decode()
    assert said == as_text(written)


def test_nulls_for_what_is_unknown():
    """Every documented field is there; what is known stays."""
    body = reply(Dialect(nulls=True), b'{"order_id":"1"}')
    assert json.loads(bytes(open_reply(TEST_CREDENTIALS, body).content)) == {
        "order_id": "1",
        "out_trade_no": None,
        "status": None,
        "time_end": None,
    }


def test_nulls_beside_empty_lists():
    """Where both would write something, an empty object is a list."""
    body = reply(Dialect(nulls=True, empty_lists=True), b"{}", path=CREATE)
    said = json.loads(bytes(open_reply(TEST_CREDENTIALS, body).content))
    assert said == {"order_id": None, "out_trade_no": None, "url": None, "sp_data": []}


@pytest.mark.parametrize("name", ["\\u5f20", 'a\\"b', ""])
def test_odd_names(name):
    """Behind each name: a raw tab, NUL, half a surrogate pair, and a character cut off."""
    content = f'[{{"user_name":"{name}"}},{{"user_name":"x"}},{{"user_no":"y"}}]'
    body = reply(Dialect(odd_names=True), content.encode(), path=FORMS)
    odd = b"\t\\u0000\\ud83d\xe5\xad"
    said = bytes(open_reply(TEST_CREDENTIALS, body).content)
    wanted = f'[{{"user_name":"{name}$"}},{{"user_name":"x$"}},{{"user_no":"y"}}]'
    assert said == wanted.encode().replace(b"$", odd)


def test_documented_reply():
    """No switch, no change: numbers as numbers, one line of base64, lowercase hex."""
    body = reply(Dialect(), b'{"order_id":"1"}')
    outer = parts(body)
    assert list(outer) == ["ret_code", "ret_content", "sign"]
    assert outer["ret_code"] == 0
    assert outer["sign"] == outer["sign"].lower()
    assert not set("\r\n") & set(outer["ret_content"])
    assert body.startswith(b'{"ret_code":0,')
    assert body.endswith(b'"}')


def test_stranger_is_answered_as_ever():
    """There is nothing of his that a dialect could be written in."""
    served = Served(params=b"", ret_code=None, content=b"")
    dialect = Dialect(byte_order_mark=True, ret_code_as_string=True)
    assert write_reply(dialect, TEST_CREDENTIALS, ENDPOINTS[QUERY], served) == STRANGER


@pytest.mark.parametrize(("ret_code", "printed"), [(0, "0"), (-1, "-1")])
def test_code_as_text(ret_code, printed):
    """In quotes, and signed as it is without them."""
    body = reply(Dialect(ret_code_as_string=True), b"{}", ret_code=ret_code)
    assert parts(body)["ret_code"] == printed


def test_sign_in_capitals():
    """The same sign, and nothing else is in capitals."""
    plain = parts(reply(Dialect(), b"{}"))
    assert parts(reply(Dialect(upper_case_sign=True), b"{}")) == plain | {
        "sign": plain["sign"].upper()
    }


def test_plain_refusal():
    """The sentence itself is what is signed; a success is sealed all the same."""
    dialect = Dialect(plain_text_errors=True)
    refused = parts(reply(dialect, "订单不存在".encode(), ret_code=-1))
    assert refused == {
        "ret_code": -1,
        "ret_content": "订单不存在",
        "sign": sign(TEST_CREDENTIALS, "-1", "订单不存在"),
    }
    assert parts(reply(dialect, b"{}")) == parts(reply(Dialect(), b"{}"))


def test_base64_in_lines():
    """Of 76 characters, each with its end, and so signed."""
    content = b'{"order_id":"%b"}' % (b"1" * 200)
    whole = parts(reply(Dialect(), content))["ret_content"]
    folded = parts(reply(Dialect(base64_in_lines=True), content))
    lines = folded["ret_content"].split("\r\n")
    assert ("".join(lines), lines.pop()) == (whole, "")
    assert [len(line) for line in lines[:-1]] == [76] * (len(lines) - 1)
    assert 0 < len(lines[-1]) <= 76
    assert folded["sign"] == sign(TEST_CREDENTIALS, "0", folded["ret_content"])


def test_byte_order_mark():
    """Before the body, and the end of a line behind it."""
    body = reply(Dialect(), b"{}")
    assert reply(Dialect(byte_order_mark=True), b"{}") == BOM + body + b"\r\n"


@pytest.mark.parametrize(("html", "said"), [(True, "text/html"), (False, "application/json")])
def test_content_type(html, said):
    """As PHP has it if nobody says otherwise."""
    assert Dialect(html_content_type=html).content_type == said


CONTENT = b'{"out_trade_no":"%b","time_end":"2026-03-02 12:00:00"}' % (b"2" * 100)


def form(dialect: Dialect) -> bytes:
    return write_form(dialect, TEST_CREDENTIALS, PaymentNotification, CONTENT)


def test_documented_form():
    """A notification is a request's form."""
    fields = parse_form(form(Dialect()))
    assert (list(fields), fields["id"]) == (["id", "param", "sign"], TEST_CREDENTIALS.app_id)
    assert open_form(TEST_CREDENTIALS, fields) == CONTENT
    assert not set("\r\n") & set(fields["param"])


@pytest.mark.parametrize(
    ("dialect", "content"),
    [
        (
            Dialect(times_as_digits=True),
            CONTENT.replace(b"-03-", b"03").replace(b"02 12:00:", b"021200"),
        ),
        (Dialect(upper_case_sign=True), CONTENT),
        (Dialect(base64_in_lines=True), CONTENT),
        (Dialect(ret_code_as_string=True, plain_text_errors=True), CONTENT),
    ],
)
def test_form_in_a_dialect(dialect, content):
    """It opens to what the dialect makes of the content."""
    assert open_form(TEST_CREDENTIALS, parse_form(form(dialect))) == content


def test_form_of_lines_and_capitals():
    """The switches that are for a form as well, each at its place."""
    plain = parse_form(form(Dialect()))
    upper = parse_form(form(Dialect(upper_case_sign=True)))
    assert upper == plain | {"sign": plain["sign"].upper()}
    folded = parse_form(form(Dialect(base64_in_lines=True)))
    assert folded["param"].replace("\r\n", "") == plain["param"] != folded["param"]
    assert form(Dialect(byte_order_mark=True)) == BOM + form(Dialect()) + b"&\r\n"


def test_rule_of_a_switch_lists_its_choices():
    """So that a misspelt one can be mended."""
    with pytest.raises(ValueError, match="numbers must be one of documented, as_strings, as_numb"):
        Dialect(numbers="bogus")
    with pytest.raises(ValueError, match="nulls must be one of True, False, got 1"):
        Dialect(nulls=1)
