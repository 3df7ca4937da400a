"""``zhixiao explain`` with what people paste: a curl command, or a merchant's answer."""

import pytest

from .conftest import APP_ID, QUERY, form, reply, seal

URL = "http://api.zhizhixiao.com/pay_api/order_cancel"
FORM = form(seal(QUERY))
PARTS = dict(pair.split("=") for pair in FORM.split("&"))
CURLS = {
    "usual": f"curl {URL} -d '{FORM}'",
    "long": f"$ curl -X POST \\\n  --data-raw '{FORM}' \\\n  -H 'Accept: */*' '{URL}' | jq .",
    "attached": f'curl -sd"{FORM}" {URL}',
    "equals": f"curl --data='{FORM}' {URL.removeprefix('http://')}",
    "parts": f"curl {URL} -d id={APP_ID} -d 'param={PARTS['param']}' --data sign={PARTS['sign']}",
    "encoded": f"curl {URL} -d id={APP_ID} --data-urlencode 'param={seal(QUERY)}'"
    f" --data-urlencode=sign={PARTS['sign']}",
    "proxy": f"curl -x http://127.0.0.1:3128/p -e http://127.0.0.1/r -s {URL} -d '{FORM}'",
}


@pytest.mark.parametrize("command", CURLS.values(), ids=CURLS)
def test_pasted_curl(explain, command):
    """The data of a curl command is the capture, and its URL says what endpoint it is."""
    done = explain(command)
    assert (done.code, done.wrongs) == (0, [])
    assert "it looks like order_cancel (section 2.3)\n[ok]" in done.out


@pytest.mark.parametrize("command", [f"curl {URL}", f"curl {URL} -d '{FORM}", "curl -d"])
def test_curl_without_data(explain, command):
    """A command without data has nothing else wrong."""
    done = explain(command)
    assert len(done.wrongs) == 1


def test_curl_that_posts_a_file(explain):
    """A curl command that posts a file is told how to give that file."""
    done = explain(f"curl {URL} -d @body.txt")
    assert done.wrongs == [
        "the curl command reads its data from a file: give that file here, as @FILE"
    ]
    assert "@body.txt" in done.out


def test_curl_that_forgets_to_encode(explain):
    """The mistakes of a curl command are still found."""
    param = seal(b'{"out_trade_no":"20881","a":"1"}')
    assert "+" in param
    command = f"curl http://[ -d 'id={APP_ID}&param={param}&sign={PARTS['sign']}'"
    assert "without url-encoding" in explain(command).out


@pytest.mark.parametrize("answer", ["success", " Success\n", "HTTP/1.1 200 OK\r\n\r\nsuccess"])
@pytest.mark.parametrize(("language", "said"), [("en", "an answer to a"), ("zh", "支付通知")])
def test_bare_success(explain, answer, language, said):
    """The bare word is a merchant's answer on the oldest protocol, which the gateway takes."""
    done = explain(answer, "--lang", language)
    assert (done.code, done.wrongs) == (0, [])
    assert said in done.out


def test_sealed_success(explain):
    """A sealed success is a merchant's answer to a notification; no endpoint answers so."""
    done = explain(reply(seal(b"success")))
    assert done.code == 0
    assert "the answer to a payment notification (section 2.5)" in done.out
    assert "piaoju_create" not in done.out
    assert explain(reply(seal(b"success")), "--path", "/pay_api/order_query").code == 1
