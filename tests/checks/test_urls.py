"""Addresses that others are to open: a gateway, or a payer's browser."""

from __future__ import annotations

import pytest

from zhixiao_async.checks import web_address


@pytest.mark.parametrize(
    "url", ["http://a", "HTTP://a", "http://[::1]:80", "http://a_b-c.", "https://me:pw@a/b?c=d#e"]
)
def test_address_on_the_web(url):
    """An address for others to open may have a query, a fragment, and credentials."""
    assert web_address.broken(url) is None


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        *[
            (f"http://a/{one}", "must be a URL without white space and control characters")
            for one in " \n\x00\x7f\u200b\ufeff"
        ],
        *[
            (one, "must begin with http:// or https://")
            for one in ("a", "//a", "/a", "xhttp://a", "ftp://a", "http:a")
        ],
        *[
            (one, "must name a host that can exist, after http(s)://")
            for one in (
                "http://",
                "http://..",
                "http://a:0",
                "http://a:x",
                "http://[a",
                "http://1.",
                "http://" + "学" * 80,
            )
        ],
    ],
)
def test_no_address_on_the_web(url, rule):
    """The broken rule is said, with an example."""
    assert web_address.broken(url) == f"{rule}, such as https://example.edu/notify"
