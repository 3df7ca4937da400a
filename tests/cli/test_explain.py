"""``zhixiao explain``: what comes in, what comes out, and the exit code."""

import io
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from zhixiao_async.cli import main

from .conftest import APP_ID, KEY, QUERY, SECRET, form, md5, reply, seal

SAMPLES = Path(__file__).parents[1] / "samples"
EXAMPLE = json.loads((SAMPLES / "envelope" / "worked-example.json").read_text("utf-8"))


def test_documents_example(explain):
    """All is well, from the fields to the rules of section 2.1."""
    done = explain(form(EXAMPLE["param"]))
    assert (done.code, done.wrongs) == (0, [])
    assert f"= {EXAMPLE['sign']}" in done.out
    assert "2021070804024 + E4KpnwFiQn0c…qphx+cIjO/YC (256) + ***" in done.out
    assert '"body": "测试内容"' in done.out
    assert "it looks like order_create (section 2.1)" in done.out


def test_in_chinese(explain):
    """The same, in the other language."""
    done = explain(form(EXAMPLE["param"]), "--lang", "zh")
    assert done.code == 0
    assert "看起来是 order_create（第 2.1 节）" in done.out
    assert done.out.endswith("一切正常。\n")


@pytest.mark.parametrize("argument", [None, "-", "@file"])
def test_where_it_comes_from(explain, tmp_path, argument):
    """Standard input, or a file; a byte that is no character doesn't keep it from being read."""
    given = form(seal(QUERY)).encode() + b"&remark=\xff\n"
    (tmp_path / "file").write_bytes(given)
    arguments = [argument.replace("@", f"@{tmp_path}/")] if argument else []
    assert explain(*arguments, stdin=given).code == 0


def test_fields_one_by_one(explain):
    """The param as it was before url-encoding."""
    param = EXAMPLE["param"]
    done = explain("--id", APP_ID, "--param", param, "--sign", EXAMPLE["sign"])
    assert done.code == 0


def test_credentials_from_the_environment(explain, monkeypatch):
    """Of whoever asks."""
    for name, value in (("APP_ID", APP_ID), ("APP_SECRET", SECRET), ("AES_KEY", KEY)):
        monkeypatch.setenv(f"ZHIXIAO_{name}", value)
    assert explain(form(seal(QUERY)), test_credentials=False).code == 0


def test_http_capture(explain):
    """With its head, which says what endpoint it is, also where a reply stands behind it."""
    head = "POST /pay_api/order_cancel HTTP/1.1\r\nHost: x\r\n\r\n"
    done = explain(head + form(seal(QUERY)))
    assert done.code == 0
    assert "it looks like order_cancel (section 2.3)\n[ok]" in done.out
    assert explain(head + reply(seal(b""))).wrongs == ["the content is empty"]


@pytest.mark.parametrize(
    "arguments",
    [["--id", "1"], ["--id", "1", "--param", "2", "--sign", "3", "text"], ["@/nowhere"], ["  "]],
    ids=["lacking", "both", "no-file", "nothing"],
)
def test_usage_errors(explain, arguments):
    """One sentence on stderr, and 2."""
    done = explain(*arguments)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)


def test_missing_credentials(explain, monkeypatch):
    """The sentence names the variable and the way around it."""
    monkeypatch.delenv("ZHIXIAO_APP_ID", raising=False)
    done = explain("text", test_credentials=False)
    assert done.code == 2
    assert "ZHIXIAO_APP_ID must be set" in done.err
    assert "--test-credentials" in done.err


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("hello", "this is neither a form"),
        ("{broken", "this isn't valid JSON"),
        ("[1]", "this is neither a form"),
        ("{}", "the JSON lacks ret_code, ret_content, sign"),
        ("id=1&sign=2", "the form lacks param"),
        (form(seal(QUERY)) + "&id=2", "the form repeats id"),
        (form(seal(QUERY)).replace("sign=", "sgin="), "the form lacks sign"),
    ],
    ids=["text", "broken-json", "array", "empty-object", "no-param", "repeated", "misspelt"],
)
def test_wrong_fields(explain, text, wrong):
    """What isn't an envelope is said to be none."""
    done = explain(text)
    assert done.code == 1
    assert done.wrongs[0].startswith(wrong)


def test_form_logged_as_json(explain):
    """Explained as the form that it is."""
    param = seal(QUERY)
    text = json.dumps({"id": APP_ID, "param": param, "sign": md5(APP_ID + param + SECRET)})
    done = explain(text)
    assert done.code == 0
    assert "written as JSON" in done.out


@pytest.mark.parametrize("app_id", ["1", "", f"{APP_ID} "])
def test_wrong_id(explain, app_id):
    """Both are shown."""
    done = explain(form(seal(QUERY), app_id=app_id))
    assert done.wrongs == [f"id is {app_id or repr('')}, but the app_id is {APP_ID}"]
    assert ("only white space differs" in done.out) == (app_id.strip() == APP_ID)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("-1", "ret_code is -1: general refusal; nothing was done"),
        ("77", "ret_code is 77: a code the document doesn't list; nothing was done"),
        ("true", "ret_code is true, which isn't a plain integer"),
        ("0.0", "ret_code is 0.0, which isn't a plain integer"),
    ],
)
def test_refusal(explain, code, wrong):
    """The code and the gateway's sentence."""
    done = explain(reply(seal("订单不存在".encode()), code=code))
    assert (done.code, done.wrongs) == (1, [wrong])
    assert "订单不存在" in done.out


@pytest.mark.parametrize(
    "sentence",
    [
        *(b"", b"\xef\xbb\xbf", "系统繁".encode() + b"\xe5\xbf"),
        *(one.encode() for one in ("系统繁忙，请稍后再试", "调用支付渠道超时", "退款中")),
    ],
    ids=["empty", "a mark alone", "cut", "busy", "timeout", "at work"],
)
@pytest.mark.parametrize("code", ["-1", "77"])
def test_refusal_that_settles_nothing(explain, code, sentence):
    """The client calls it unknown what became of money, and so does this."""
    done = explain(reply(seal(sentence), code=code))
    assert done.wrongs[0].endswith("; that doesn't prove that nothing was done")


@pytest.mark.parametrize("content", ["", "system busy", "timeout", "系统繁忙"])
def test_refusal_that_is_not_encrypted_and_settles_nothing(explain, content):
    """In whatever letters it is written, or none at all: the client calls it unknown as well."""
    done = explain(reply(content, code="-1"))
    assert done.wrongs[0].endswith("; that doesn't prove that nothing was done")


@pytest.mark.parametrize("content", ["no such order", "订单不存在"])
def test_refusal_that_is_not_encrypted_and_settles_it(explain, content):
    """It is quoted, in whatever letters it is written, and no key is blamed."""
    done = explain(reply(content, code="-1"))
    assert done.wrongs == ["ret_code is -1: general refusal; nothing was done"]
    assert f"the refusal's sentence isn't encrypted\n     {content}\n" in done.out


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("-1", seal("订单不存在".encode(), key=b"k" * 32)),
        ("-2", seal(b"")),
        ("-3", seal(b"")),
        ("-3", seal("系统繁忙，请稍后再试".encode())),
    ],
    ids=["another key", "a parameter", "frozen", "frozen and busy"],
)
def test_refusal_that_settles_it(explain, code, content):
    """The code says enough, or a sentence is there whose key isn't."""
    done = explain(reply(content, code=code))
    assert done.wrongs[0].endswith("; nothing was done")


@pytest.mark.parametrize("content", [b"", b'""', b"[]"])
@pytest.mark.parametrize(
    ("path", "code"),
    [("order_list_item_all", 0), ("order_query_form", 0), ("order_query", 1), ("order_refund", 1)],
)
def test_empty_content(explain, content, path, code):
    """It is an empty list where the client takes it for one, and elsewhere simply empty."""
    done = explain(reply(seal(content)), "--path", f"/pay_api/{path}")
    assert done.code == code
    assert "the content is empty" in done.out
    assert "key" not in "".join(done.wrongs)


def test_frozen(explain):
    """Either account may be meant."""
    done = explain(reply(seal("账号被冻结".encode()), code="-3"))
    assert done.wrongs == [
        "ret_code is -3: the merchant's account or the user's is frozen; nothing was done"
    ]


@pytest.mark.parametrize("sign", ["", ',"sign":""', ',"sign":null'])
def test_refusal_without_a_sign(explain, sign):
    """It is quoted, and proves nothing: that differs from a sign that doesn't fit."""
    done = explain(f'{{"ret_code":-2,"ret_content":"appid不存在"{sign}}}')
    assert "it has no sign, so it proves nothing; unsigned it says" in done.wrongs
    assert "appid不存在" in done.out
    assert "doesn't fit" not in done.out


def test_success_in_plain_text(explain):
    """Only a refusal may be: a success's content is blamed."""
    assert explain(reply("开票成功")).wrongs == ["ret_content isn't base64"]


def test_empty_refusal(explain):
    """What an unknown id gets."""
    done = explain('{"ret_code":-2,"ret_content":"","sign":""}')
    assert "an id that isn't known" in done.wrongs[1]


def test_successes(explain):
    """JSON is held against the results of every section, a sentence against that of 2.8."""
    content = json.dumps(json.loads((SAMPLES / "order_query" / "result.json").read_text("utf-8")))
    done = explain(reply(seal(content.encode())))
    assert done.code == 0
    assert "it looks like order_query (section 2.2)" in done.out
    done = explain(reply(seal("开票成功".encode())))
    assert done.code == 0
    assert "a sentence, as piaoju_create answers\n     开票成功" in done.out


@pytest.mark.parametrize(
    "content",
    [
        f'"{SECRET}"',
        f'{{"{KEY}":"{SECRET}"}}',
        f'{{"page_no":"{"x" * 70}{SECRET}{"y" * 99}"}}',
        f'"{KEY.lower()}"',
    ],
    ids=["sentence", "object", "quoted-in-a-rule", "other-case"],
)
def test_secret_in_the_content(explain, content):
    """Masked, however it got there; no part of it is left at a cut."""
    done = explain(form(seal(content.encode())), "--path", "/pay_api/order_list_item_all")
    assert "***" in done.out
    assert SECRET[:6] not in done.out


def test_secret_elsewhere(explain):
    """In the id, in the sign, or as the whole capture."""
    assert "***" in explain(form(seal(QUERY), app_id=SECRET)).out
    assert "***" in explain(form(seal(QUERY), SECRET)).out
    assert "***" in explain(form(seal(QUERY), SECRET.upper())).out
    assert "***" in explain(f"{APP_ID}{seal(QUERY)}{SECRET}"[-40:]).out


def test_control_characters(explain):
    """They don't reach the terminal."""
    done = explain("\x1b[2Jid")
    assert "\x1b" not in done.out
    assert "\\x1b[2Jid" in done.out


@pytest.mark.parametrize(
    "text",
    [
        f"id=\udcff&param={quote(seal(QUERY))}\udcff&sign=\udcff",
        f"id={APP_ID}&param={quote(seal(QUERY))}&sign=\ud800",
        reply("\\ud800", sign="\\ud800"),
    ],
    ids=["byte", "form", "reply"],
)
def test_half_a_surrogate_pair(explain, text):
    """Whether the command line brings it or JSON: it is shown as what is no character."""
    done = explain(text)
    assert (done.code, "given: \ufffd\n" in done.out) == (1, True)


def test_terminal_without_chinese(monkeypatch):
    """Escapes instead of a traceback."""
    printed = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(printed, "ascii", write_through=True))
    assert main(["explain", "--test-credentials", form(EXAMPLE["param"])]) == 0
    assert b"\\u6d4b\\u8bd5" in printed.getvalue()
