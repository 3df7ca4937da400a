"""``zhixiao explain`` with what people paste: a curl command, or a merchant's answer."""

import pytest

from .conftest import APP_ID, QUERY, form, reply, seal

URL = "http://api.zhizhixiao.com/pay_api/order_cancel"
FORM = form(seal(QUERY))
PARTS = dict(one.split("=") for one in FORM.split("&"))
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
    """The data is the capture, without its quotes; the URL says what endpoint it is."""
    done = explain(command)
    assert (done.code, done.wrongs) == (0, [])
    assert "it looks like order_cancel (section 2.3)\n[ok]" in done.out


@pytest.mark.parametrize("command", [f"curl {URL}", f"curl {URL} -d '{FORM}", "curl -d"])
def test_curl_without_data(explain, command):
    """That is all that is wrong."""
    done = explain(command)
    assert len(done.wrongs) == 1


def test_curl_that_forgets_to_encode(explain):
    """Its own mistakes are still found."""
    param = seal(b'{"out_trade_no":"20881","a":"1"}')
    assert "+" in param
    command = f"curl http://[ -d 'id={APP_ID}&param={param}&sign={PARTS['sign']}'"
    assert "without url-encoding" in explain(command).out


@pytest.mark.parametrize("answer", ["success", " Success\n", "HTTP/1.1 200 OK\r\n\r\nsuccess"])
@pytest.mark.parametrize(("language", "said"), [("en", "an answer to a"), ("zh", "支付通知")])
def test_bare_success(explain, answer, language, said):
    """A merchant's answer on the oldest protocol, which the gateway takes."""
    done = explain(answer, "--lang", language)
    assert (done.code, done.wrongs) == (0, [])
    assert said in done.out


def test_sealed_success(explain):
    """A merchant's answer to a notification; from an endpoint it would be none."""
    done = explain(reply(seal(b"success")))
    assert done.code == 0
    assert "the answer to a payment notification (section 2.5)" in done.out
    assert "piaoju_create" not in done.out
    assert explain(reply(seal(b"success")), "--path", "/pay_api/order_query").code == 1
