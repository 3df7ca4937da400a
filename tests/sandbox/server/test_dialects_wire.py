"""Each switch of a dialect by itself, byte by byte, without HTTP around it."""

import json
from typing import Any

import pytest

from zhixiao_async import PaymentNotification
from zhixiao_async.protocol.envelope import open_reply
from zhixiao_async.protocol.request_form import open_form, parse_form
from zhixiao_async.protocol.signing import sign
from zhixiao_async.registry import ENDPOINTS
from zhixiao_async.sandbox import TEST_CREDENTIALS, Dialect
from zhixiao_async.sandbox.server.dialect_writer import write_form, write_reply
from zhixiao_async.sandbox.server.serving import UNKNOWN_ID_REPLY, ServedRequest

QUERY, FORMS = "/pay_api/order_query", "/pay_api/order_query_form"
CREATE, LIST = "/pay_api/order_create", "/pay_api/order_list_item_all"
BOM = b"\xef\xbb\xbf"
WECHAT = '{"appId":"wx1","paySign":"A"}'


def reply(dialect: Dialect, content: bytes, *, path: str = QUERY, ret_code: int = 0) -> bytes:
    served = ServedRequest(params=b"", ret_code=ret_code, content=content, is_json=ret_code == 0)
    return write_reply(dialect, TEST_CREDENTIALS, ENDPOINTS[path], served)


def parts(body: bytes) -> dict[str, Any]:
    """Return a reply's outer JSON, after checking its sign."""
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
    """A switch changes everything that it names, and nothing else."""
    body = reply(dialect, as_text(content).encode(), path=path)
    said = bytes(open_reply(TEST_CREDENTIALS, body).content).decode()
    assert said == as_text(written)


def test_nulls_for_what_is_unknown():
    """Nulls adds every documented field, and keeps known values."""
    body = reply(Dialect(nulls=True), b'{"order_id":"1"}')
    assert json.loads(bytes(open_reply(TEST_CREDENTIALS, body).content)) == {
        "order_id": "1",
        "out_trade_no": None,
        "status": None,
        "time_end": None,
    }


def test_nulls_beside_empty_lists():
    """empty_lists goes before nulls for an empty object."""
    body = reply(Dialect(nulls=True, empty_lists=True), b"{}", path=CREATE)
    said = json.loads(bytes(open_reply(TEST_CREDENTIALS, body).content))
    assert said == {"order_id": None, "out_trade_no": None, "url": None, "sp_data": []}


@pytest.mark.parametrize("name", ["\\u5f20", 'a\\"b', ""])
def test_odd_names(name):
    """odd_names ends each name in a raw tab, NUL, half a surrogate pair and a cut character."""
    content = f'[{{"user_name":"{name}"}},{{"user_name":"x"}},{{"user_no":"y"}}]'
    body = reply(Dialect(odd_names=True), content.encode(), path=FORMS)
    odd = b"\t\\u0000\\ud83d\xe5\xad"
    said = bytes(open_reply(TEST_CREDENTIALS, body).content)
    wanted = f'[{{"user_name":"{name}$"}},{{"user_name":"x$"}},{{"user_no":"y"}}]'
    assert said == wanted.encode().replace(b"$", odd)


def test_documented_reply():
    """A reply without switches has numbers as numbers, one line of base64, lowercase hex."""
    body = reply(Dialect(), b'{"order_id":"1"}')
    outer = parts(body)
    assert list(outer) == ["ret_code", "ret_content", "sign"]
    assert outer["ret_code"] == 0
    assert outer["sign"] == outer["sign"].lower()
    assert not set("\r\n") & set(outer["ret_content"])
    assert body.startswith(b'{"ret_code":0,')
    assert body.endswith(b'"}')


def test_stranger_is_answered_as_ever():
    """The answer to an unknown id is the same in every dialect."""
    served = ServedRequest(params=b"", ret_code=None, content=b"")
    dialect = Dialect(byte_order_mark=True, ret_code_as_string=True)
    assert write_reply(dialect, TEST_CREDENTIALS, ENDPOINTS[QUERY], served) == UNKNOWN_ID_REPLY


@pytest.mark.parametrize(("ret_code", "printed"), [(0, "0"), (-1, "-1")])
def test_code_as_text(ret_code, printed):
    """ret_code_as_string quotes the code, and keeps the sign."""
    body = reply(Dialect(ret_code_as_string=True), b"{}", ret_code=ret_code)
    assert parts(body)["ret_code"] == printed


def test_sign_in_capitals():
    """upper_case_sign writes the sign in capitals, and nothing else."""
    plain = parts(reply(Dialect(), b"{}"))
    assert parts(reply(Dialect(upper_case_sign=True), b"{}")) == plain | {
        "sign": plain["sign"].upper()
    }


def test_plain_refusal():
    """plain_text_errors signs the bare sentence, and still seals a success."""
    dialect = Dialect(plain_text_errors=True)
    refused = parts(reply(dialect, "订单不存在".encode(), ret_code=-1))
    assert refused == {
        "ret_code": -1,
        "ret_content": "订单不存在",
        "sign": sign(TEST_CREDENTIALS, "-1", "订单不存在"),
    }
    assert parts(reply(dialect, b"{}")) == parts(reply(Dialect(), b"{}"))


def test_base64_in_lines():
    """base64_in_lines breaks base64 after 76 characters, and signs it so."""
    content = b'{"order_id":"%b"}' % (b"1" * 200)
    whole = parts(reply(Dialect(), content))["ret_content"]
    folded = parts(reply(Dialect(base64_in_lines=True), content))
    lines = folded["ret_content"].split("\r\n")
    assert ("".join(lines), lines.pop()) == (whole, "")
    assert [len(line) for line in lines[:-1]] == [76] * (len(lines) - 1)
    assert 0 < len(lines[-1]) <= 76
    assert folded["sign"] == sign(TEST_CREDENTIALS, "0", folded["ret_content"])


def test_byte_order_mark():
    """byte_order_mark puts a mark before the body, and a line end behind it."""
    body = reply(Dialect(), b"{}")
    assert reply(Dialect(byte_order_mark=True), b"{}") == BOM + body + b"\r\n"


@pytest.mark.parametrize(("html", "said"), [(True, "text/html"), (False, "application/json")])
def test_content_type(html, said):
    """html_content_type says text/html, PHP's default."""
    assert Dialect(html_content_type=html).content_type == said


CONTENT = b'{"out_trade_no":"%b","time_end":"2026-03-02 12:00:00"}' % (b"2" * 100)


def form(dialect: Dialect) -> bytes:
    return write_form(dialect, TEST_CREDENTIALS, PaymentNotification, CONTENT)


def test_documented_form():
    """A documented notification is a form as a request's."""
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
    """A form in a dialect opens to the content in that dialect."""
    assert open_form(TEST_CREDENTIALS, parse_form(form(dialect))) == content


def test_form_of_lines_and_capitals():
    """upper_case_sign, base64_in_lines and byte_order_mark apply to a form as well."""
    plain = parse_form(form(Dialect()))
    upper = parse_form(form(Dialect(upper_case_sign=True)))
    assert upper == plain | {"sign": plain["sign"].upper()}
    folded = parse_form(form(Dialect(base64_in_lines=True)))
    assert folded["param"].replace("\r\n", "") == plain["param"] != folded["param"]
    assert form(Dialect(byte_order_mark=True)) == BOM + form(Dialect()) + b"&\r\n"


def test_rule_of_a_switch_lists_its_choices():
    """A misspelt value is refused by an error that lists the choices."""
    with pytest.raises(ValueError, match="numbers must be one of documented, as_strings, as_numb"):
        Dialect(numbers="bogus")
    with pytest.raises(ValueError, match="nulls must be a bool, got 1"):
        Dialect(nulls=1)
