"""``zhixiao explain`` on a refusal: what it proves, and what resolves the call."""

import json

import pytest

from tests.support.places import SAMPLES

from .conftest import APP_ID, QUERY, form, reply, seal


@pytest.mark.parametrize("app_id", ["1", "", f"{APP_ID} "])
def test_wrong_id(explain, app_id):
    """The id that came and the one that was expected are both shown."""
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
        ("9" * 21, f"ret_code is {'9' * 21}, which isn't a plain integer"),
    ],
)
def test_refusal(explain, code, wrong):
    """The report tells the code of a refusal and the gateway's sentence."""
    done = explain(reply(seal("订单不存在".encode()), code=code))
    assert (done.code, done.wrongs) == (1, [wrong])
    assert "订单不存在" in done.out


@pytest.mark.parametrize(
    "sentence",
    [
        *(b"", b"\xef\xbb\xbf", "系统繁".encode() + b"\xe5\xbf"),
        *(sentence.encode() for sentence in ("系统繁忙，请稍后再试", "调用支付渠道超时", "退款中")),
    ],
    ids=["empty", "a mark alone", "cut", "busy", "timeout", "at work"],
)
@pytest.mark.parametrize("code", ["-1", "77"])
def test_refusal_that_proves_nothing(explain, code, sentence):
    """Nothing is said to be done or undone where the client calls the outcome unknown."""
    done = explain(reply(seal(sentence), code=code))
    assert done.wrongs[0].endswith("; that doesn't prove that nothing was done")


@pytest.mark.parametrize("content", ["", "system busy", "timeout", "系统繁忙"])
def test_refusal_that_is_not_encrypted_and_proves_nothing(explain, content):
    """Such a refusal proves nothing in whatever letters it is written, as the client has it."""
    done = explain(reply(content, code="-1"))
    assert done.wrongs[0].endswith("; that doesn't prove that nothing was done")


@pytest.mark.parametrize("content", ["no such order", "订单不存在"])
def test_refusal_that_is_not_encrypted_and_resolves_it(explain, content):
    """A plain refusal is quoted in whatever letters it is written, and no key is blamed."""
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
def test_refusal_that_resolves_it(explain, code, content):
    """A refusal whose code says enough, or that is sealed, proves that nothing was done."""
    done = explain(reply(content, code=code))
    assert done.wrongs[0].endswith("; nothing was done")


@pytest.mark.parametrize("content", [b"", b'""', b"[]"])
@pytest.mark.parametrize(
    ("path", "code"),
    [("order_list_item_all", 0), ("order_query_form", 0), ("order_query", 1), ("order_refund", 1)],
)
def test_empty_content(explain, content, path, code):
    """An empty content is a list where the client takes it for one, and elsewhere simply empty."""
    done = explain(reply(seal(content)), "--path", f"/pay_api/{path}")
    assert done.code == code
    assert "the content is empty" in done.out
    assert "key" not in "".join(done.wrongs)


def test_frozen(explain):
    """The code -3 may mean either account."""
    done = explain(reply(seal("账号被冻结".encode()), code="-3"))
    assert done.wrongs == [
        "ret_code is -3: the merchant's account or the user's is frozen; nothing was done"
    ]


@pytest.mark.parametrize("sign", ["", ',"sign":""', ',"sign":null'])
def test_refusal_without_a_sign(explain, sign):
    """An unsigned refusal is quoted and proves nothing; no sign is said not to fit."""
    done = explain(f'{{"ret_code":-2,"ret_content":"appid不存在"{sign}}}')
    assert "it has no sign, so it proves nothing; unsigned it says" in done.wrongs
    assert "appid不存在" in done.out
    assert "doesn't fit" not in done.out


def test_success_in_plain_text(explain):
    """A success in plain text is blamed: only a refusal may be plain."""
    assert explain(reply("开票成功")).wrongs == ["ret_content isn't base64"]


def test_empty_refusal(explain):
    """An empty refusal is what an unknown id gets."""
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
