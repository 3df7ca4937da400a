"""Requests that are turned down, with a page in the reader's language."""

import re
from html import unescape
from io import BytesIO

import aiohttp
import pytest

from tests.sandbox.pages.visit import visit

FAULT = {"do": "add", "fault": "truncate"}
CASES = {
    "unknown-order": ("/pay/orderId/0123.html", 404, None, "订单不存在", "no such order"),
    "unknown-page": ("/nowhere", 404, None, "页面不存在", "no such page"),
    "method": ("/console/clock", 405, None, "不支持此请求方法", "in this way"),
    "fault-path": ("/console/faults", 400, {**FAULT, "path": "/x"}, "接口须为", "endpoint's"),
    "fault-times": ("/console/faults", 400, {**FAULT, "times": "-1"}, "次数须为", "whole number"),
    "snapshot": ("/console/snapshots", 404, {"restore": "9"}, "快照不存在", "no such snapshot"),
    "replay": ("/console/replay", 404, {"order_id": "0"}, "没有可重发", "no notification"),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_reason_is_on_the_page(gateway, case, language):
    """The page says why, in the language that is asked for."""
    path, status, form, *said = case
    html = await visit(gateway, f"{path}?lang={language}", status, form=form)
    assert said[language == "en"] in unescape(html)
    assert f'<html lang="{"en" if language == "en" else "zh-CN"}">' in html


async def test_form_that_is_too_long(gateway):
    """A form of megabytes is turned down with a page."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    async with (
        aiohttp.ClientSession(headers=headers) as browser,
        browser.post(f"{gateway.base_url}/console/clock", data=BytesIO(b"1" * 2**21)) as response,
    ):
        assert response.status == 413
        assert "表单内容过长" in await response.text()


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_other_site(gateway, language):
    """A form of another site's page is turned down in the reader's language."""
    headers = {"Origin": "https://example.com"}
    path = f"/console/clock?lang={language}"
    html = await visit(gateway, path, 403, headers=headers, form={"do": "3600"})
    assert {"zh": "由其他网站的页面提交", "en": "by a page of another site"}[language] in html


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_other_name(gateway, language):
    """A name that isn't this machine's is turned down in the reader's language."""
    html = await visit(gateway, f"/?lang={language}", 403, headers={"Host": "example.com"})
    assert {"zh": "请以 localhost", "en": "as localhost"}[language] in html


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("en-US,en;q=0.9,zh;q=0.8", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"), ("fr", "zh-CN")],
)
async def test_language_of_the_browser(gateway, accepted, language):
    """Unless the address names a language, the browser's first choice counts, else Chinese."""
    headers = {"Accept-Language": accepted}
    assert f'<html lang="{language}">' in await visit(gateway, "/", headers=headers)
    assert '<html lang="zh-CN">' in await visit(gateway, "/?lang=zh", headers=headers)


async def test_switch_of_an_error_page(gateway):
    """The other language is one click away, but not after a form: it isn't there to get."""
    assert 'href="?lang=en"' in await visit(gateway, "/nowhere", 404)
    assert "<a " not in await visit(gateway, "/console/replay", 404, form={"order_id": "0"})


async def test_allowed_methods_are_named(gateway):
    """A method that isn't allowed is answered with those that are, as HTTP has it."""
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(f"{gateway.base_url}/console/clock") as response,
    ):
        assert response.headers["Allow"] == "POST"


@pytest.mark.parametrize(("path", "status"), [("/pay_api/nothing", 404), ("/pay_api/", 404)])
async def test_merchants_program_gets_no_page(gateway, path, status):
    """Among the endpoints a program is answered in HTTP's own words."""
    text = await visit(gateway, path, status)
    assert not re.search("[<\u4e00-\u9fff]", text)
