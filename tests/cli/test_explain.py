"""``zhixiao explain``: what comes in, what comes out, and the exit code."""

import json

import pytest

from tests.support.places import SAMPLES

from .conftest import APP_ID, KEY, QUERY, SECRET, form, md5, reply, seal

EXAMPLE = json.loads((SAMPLES / "envelope" / "worked-example.json").read_text("utf-8"))


def test_documents_example(explain):
    """The document's own request is well, from the fields to the rules of section 2.1."""
    done = explain(form(EXAMPLE["param"]))
    assert (done.code, done.wrongs) == (0, [])
    assert f"= {EXAMPLE['sign']}" in done.out
    assert "2021070804024 + E4KpnwFiQn0c…qphx+cIjO/YC (256) + ***" in done.out
    assert '"body": "测试内容"' in done.out
    assert "it looks like order_create (section 2.1)" in done.out


def test_in_chinese(explain):
    """The report is told in Chinese."""
    done = explain(form(EXAMPLE["param"]), "--lang", "zh")
    assert done.code == 0
    assert "看起来是 order_create（第 2.1 节）" in done.out
    assert done.out.endswith("一切正常。\n")


@pytest.mark.parametrize("argument", [None, "-", "@file"])
def test_where_it_comes_from(explain, tmp_path, argument):
    """A capture comes from standard input or a file; a byte that is no character doesn't matter."""
    given = form(seal(QUERY)).encode() + b"&remark=\xff\n"
    (tmp_path / "file").write_bytes(given)
    arguments = [argument.replace("@", f"@{tmp_path}/")] if argument else []
    assert explain(*arguments, stdin=given).code == 0


def test_fields_one_by_one(explain):
    """Fields given one by one are those from before url-encoding."""
    param = EXAMPLE["param"]
    done = explain("--id", APP_ID, "--param", param, "--sign", EXAMPLE["sign"])
    assert done.code == 0


def test_credentials_from_the_environment(explain, monkeypatch):
    """Credentials come from the environment."""
    for name, value in (("APP_ID", APP_ID), ("APP_SECRET", SECRET), ("AES_KEY", KEY)):
        monkeypatch.setenv(f"ZHIXIAO_{name}", value)
    assert explain(form(seal(QUERY)), test_credentials=False).code == 0


def test_http_capture(explain):
    """The head of an HTTP capture says what endpoint it is, also with a reply behind it."""
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
    """One sentence on standard error says what is wrong, and the exit code is 2."""
    done = explain(*arguments)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)


def test_missing_credentials(explain, monkeypatch):
    """Missing credentials are told by the variable's name and the way around it."""
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
    """A text that isn't an envelope is said to be none."""
    done = explain(text)
    assert done.code == 1
    assert done.wrongs[0].startswith(wrong)


def test_form_logged_as_json(explain):
    """A form that was logged as JSON is explained as a form."""
    param = seal(QUERY)
    text = json.dumps({"id": APP_ID, "param": param, "sign": md5(APP_ID + param + SECRET)})
    done = explain(text)
    assert done.code == 0
    assert "written as JSON" in done.out
