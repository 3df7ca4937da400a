"""What people give to ``zhixiao explain``, and all that it prints.

The texts are kept in printed.txt beside this file, so that a change of one is seen as a whole;
``python -m tests.cli.captures`` prints them anew.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

from tests.support.places import SAMPLES
from zhixiao_async.cli import main

from .conftest import APP_ID, KEY, ORDER, QUERY, SECRET, encrypt, form, md5, reply, seal

PRINTED = Path(__file__).with_name("printed.txt")
NOTIFIED = json.loads((SAMPLES / "payment_notification" / "notification.json").read_text("utf-8"))
HEAD = "POST /pay_api/order_cancel HTTP/1.1\r\nA: b"
URL = "http://api.zhizhixiao.com/pay_api/order_cancel"
PARAM = seal(QUERY)
GARBLED = seal(b'{"out_trade_no":"20881","order_id":"00000000000000001" }', iv=bytes(range(16)))
NOT_UTF_8 = encrypt(b"\xff" * 15 + b"\x01", iv=KEY[:16].encode())
FIELDS_AS_JSON = json.dumps({"id": APP_ID, "param": PARAM, "sign": md5(APP_ID + PARAM + SECRET)})


def sealed(value: Any) -> str:
    """Seal some content as JSON."""
    return seal(json.dumps(value).encode())


def answer(value: Any, code: str = "0") -> str:
    """Make a reply with that content."""
    return reply(sealed(value) if not isinstance(value, str) else seal(value.encode()), code=code)


CAPTURES: dict[str, list[str]] = {
    "a request": [form(PARAM)],
    "a request with its path": [form(PARAM), "--path=/pay_api/order_query"],
    "a request with its head": [
        f"POST /pay_api/order_cancel HTTP/1.1\r\nA: b\r\n\r\n{form(PARAM)}"
    ],
    "a pasted command": [f"curl {URL} -H 'A: b' -d '{form(PARAM)}'"],
    "a command without data": [f"curl {URL}"],
    "a command with a file": [f"curl {URL} -d @body.txt"],
    "a form as JSON": [FIELDS_AS_JSON],
    "no envelope": ["hello"],
    "no JSON": ["{hello"],
    "a form without param": [f"id={APP_ID}&sign=1"],
    "a form with other fields": [
        f"{form(PARAM)}&id=1&{'&'.join(f'x{number}' for number in range(22))}"
    ],
    "a reply without content": ['{"ret_code":0,"extra":1}'],
    "a bare success": ["success"],
    "another id": [form(PARAM, app_id="1")],
    "an id with a space": [form(PARAM, app_id=f"{APP_ID} ")],
    "a sign in capitals": [form(PARAM, md5(APP_ID + PARAM + SECRET).upper())],
    "no sign": [form(PARAM, "")],
    "a sign too short": [form(PARAM, "abc")],
    "another sign": [form(PARAM, "0" * 32)],
    "two mistakes in a sign": [form(PARAM, md5(PARAM + APP_ID + KEY))],
    "no param": [form("")],
    "a param that is hex": [form(base64.b64decode(PARAM).hex())],
    "a param that is no base64": [form("!")],
    "a param in lines": [form(f"{PARAM[:20]}\n{PARAM[20:]}")],
    "a param encoded twice": [form(quote(PARAM, safe=""))],
    "a param with spaces": [f"id={APP_ID}&param=a b c d&sign=1"],
    "a param without its end": [form(PARAM.rstrip("=") + "A")],
    "a param cut off": [form(base64.b64encode(b"\xff" * 15).decode())],
    "another key": [form(seal(QUERY, key=b"k" * 32))],
    "another IV": [form(GARBLED)],
    "a key and an IV": [form(seal(QUERY, key=bytes.fromhex(KEY), iv=bytes(16)))],
    "another IV, cut in a character": [
        form(seal('{"a":"一二三四五六七"}'.encode(), iv=bytes(range(16))))
    ],
    "zeros as padding": [form(encrypt(QUERY.ljust(32, b"\0"), iv=KEY[:16].encode()))],
    "a list that is no JSON": [form(seal(b'["a","b","c","d" "e"]'))],
    "no text": [form(NOT_UTF_8)],
    "only base64": [form(base64.b64encode(b'{"order_id":"123456789012345678"}').decode())],
    "a sentence": [form(seal(b"hello"))],
    "half of some JSON": [form(seal(b'{"a":1'))],
    "unknown fields": [form(sealed({"zzz": 1}))],
    "an order": [form(sealed(ORDER))],
    "an order with mistakes": [form(sealed(ORDER | {"total_fee": "1.5", "openid": "o", "z": 1}))],
    "a misspelt field": [form(sealed(ORDER | {"retrun_url": "https://example.edu/"}))],
    "a notification": [form(sealed(NOTIFIED))],
    "a notification as a query": [f"?{form(sealed(NOTIFIED))}"],
    "a notification as JSON": [json.dumps(dict(parse_qsl(form(sealed(NOTIFIED)))))],
    "a notification with a number": [form(sealed(NOTIFIED | {"order_id": 1464678934786097}))],
    "a notification without its time": [
        form(sealed({name: NOTIFIED[name] for name in NOTIFIED if name != "time_end"}))
    ],
    "a notification no inbox keeps": [form(sealed(NOTIFIED | {"out_trade_no": "1" * 65}))],
    "a success": [answer({"order_id": "1", "out_trade_no": "2", "status": "1"})],
    "a success with a number": [answer({"order_id": 1, "out_trade_no": "2", "status": "1"})],
    "a success with a bad time": [
        answer({"order_id": "1", "out_trade_no": "2", "status": "1", "time_end": "2019-112-03"})
    ],
    "a success in capitals": [reply(PARAM, sign=md5(f"0{PARAM}{SECRET}").upper())],
    "an empty list": [answer(""), "--path=/pay_api/order_query_form"],
    "an empty answer": [answer(""), "--path=/pay_api/order_query"],
    "an empty answer of somebody": [reply("")],
    "an answer without content": [reply(""), "--path=/pay_api/order_query"],
    "an answer of noise": [reply(NOT_UTF_8)],
    "a sealed success": [answer("success")],
    "a receipt's answer": [answer("开票成功")],
    "a reply without a code": [f'{{"ret_content":"{PARAM}","sign":"1"}}'],
    "a receipt with a number": [answer({"zx_order_no": 1, "status": "1"})],
    "a list": [answer([{"order_id": "1", "fee": "5", "form_data": []}])],
    "a list with mistakes": [answer([{"order_id": "1", "fee": "x", "zz": 1}, {"oder_id": 1}])],
    "nothing in a list": [answer([{}])],
    "a refusal": [answer("订单不存在", "-1")],
    "a rejection": [answer("参数校验失败", "-2")],
    "a frozen account": [answer("账号被冻结", "-3")],
    "a busy gateway": [answer("系统繁忙，请稍后再试", "-1")],
    "an unknown code": [answer("其他", "77")],
    "a code that is none": [answer("其他", "true")],
    "a refusal in plain text": [reply("订单不存在", code="-1")],
    "a refusal without a sign": ['{"ret_code":-2,"ret_content":"appid不存在"}'],
    "a refusal of a stranger": ['{"ret_code":-2,"ret_content":"","sign":""}'],
}


def printed(arguments: list[str], language: str) -> str:
    """Explain in a language; return all that is printed, and the exit code."""
    out = StringIO()
    with redirect_stdout(out):
        code = main(["explain", "--test-credentials", f"--lang={language}", *arguments])
    return f"{out.getvalue()}exit code {code}\n"


def sections() -> Iterator[tuple[str, str]]:
    """Yield each capture in each language by its title, with what printed.txt says of it."""
    for section in PRINTED.read_text("utf-8").split("\n=== ")[1:]:
        title, _, text = section.partition("\n")
        yield title, text


if __name__ == "__main__":
    for name, arguments in CAPTURES.items():
        for language in ("en", "zh"):
            print(f"\n=== {name}, {language}\n{printed(arguments, language)}", end="")
