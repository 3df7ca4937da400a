"""A report's page in a browser: it asks for nothing, fits a phone, and prints on A4."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.finance.days import row
from tests.finance.reports.conftest import FIRST
from tests.finance.reports.exported import LATER, export, put
from tests.sandbox.browser.chromium import PHONE, launch
from zhixiao_async.finance.reports.html_page import html_page
from zhixiao_async.finance.reports.monthly import monthly_report


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """Open a month's page on a phone, and check that it was quiet."""
    target = export(tmp_path / "export")
    put(target, *(row(n, item_name=f"缴费项 {n}") for n in range(9)), day=FIRST)
    file = tmp_path / "report.html"
    file.write_text(html_page(monthly_report(target, "2026-11", language="zh", now=LATER)))
    asked: list[str] = []
    said: list[str] = []
    with sync_playwright() as playwright, launch(playwright) as browser:
        page = browser.new_page(viewport=PHONE)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto(file.as_uri())
        yield page
    assert (asked, said) == ([file.as_uri()], [])


def test_page(page):
    """Wide tables scroll by themselves, dark is dark, and all pages that are printed are A4."""
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]
    grounds = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(20, 24, 30)"]
    printed = page.pdf(prefer_css_page_size=True)
    sizes = {
        tuple(map(float, box.split())) for box in re.findall(rb"MediaBox \[([^\]]+)\]", printed)
    }
    assert {(round(width), round(height)) for _, _, width, height in sizes} == {(595, 842)}
