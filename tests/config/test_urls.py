"""URLs that a user configures, and those that a gateway names."""

from __future__ import annotations

import pytest

from zhixiao_async import InvalidRequest
from zhixiao_async.config.urls import gateway_url, origin, plain_url

GOOD = [
    "http://a",
    "https://a.example.edu:1/b",
    "HTTP://a",
    "http://127.0.0.1",
    "http://[::1]:80",
    "http://a_b-c.",
    "http://例子.cn",
    "http://1a.2b",
    "http://a/X",
]
BAD = [
    *(
        "",
        "a",
        "//a",
        "ftp://a",
        "ttp://a",
        ["http://a"],
        "http://",
        "http:///a",
        "http://a?b",
        "http://a#b",
    ),
    *("http://a:0", "http://a:99999", "http://a:x", "http://a b", "http://a/b c", "http://a/\tb"),
    *("http://..", "http://1.2.3", "http://1.2.3.256", "http://[::g]", "http://-a", "http://a-"),
    *("http://a.!", "http://!.a", "http://" + "x" * 64, None, 7, b"http://a"),
]


@pytest.mark.parametrize("url", GOOD)
def test_plain_url(url):
    """An http(s) URL of a host is taken as it is, but for the slash at its end."""
    assert plain_url("proxy", url) == url
    assert plain_url("proxy", f"{url}/") == url


@pytest.mark.parametrize("url", [*BAD, "http://me@a", "http://me:pw@a"], ids=repr)
def test_no_plain_url(url):
    """Any other text is refused, and not repeated."""
    with pytest.raises(InvalidRequest) as caught:
        plain_url("proxy", url)
    rule = "must be http(s)://host[:port], with a host that can exist"
    assert str(caught.value) == f"proxy {rule}"


@pytest.mark.parametrize("url", ["http://me@a", "https://me:pw@a:1"])
def test_url_with_a_user(url):
    """A URL may hold credentials where they are allowed; all else has to be right all the same."""
    assert plain_url("proxy", url, userinfo=True) == url
    with pytest.raises(InvalidRequest):
        plain_url("proxy", f"{url}?b", userinfo=True)


@pytest.mark.parametrize("url", ["http://a", "http://a/pay_apis", "http://a/b"])
def test_gateway_url(url):
    """The documented paths are appended to it."""
    assert gateway_url(f"{url}/") == url


@pytest.mark.parametrize("url", ["ftp://a", "http://a/pay_api/order_query"])
@pytest.mark.parametrize(
    ("named", "field"), [({}, "base_url"), ({"field": "ZHIXIAO_BASE_URL"}, "ZHIXIAO_BASE_URL")]
)
def test_no_gateway_url(url, named, field):
    """A URL is refused under the name that it was given by."""
    with pytest.raises(InvalidRequest) as caught:
        gateway_url(url, **named)
    assert caught.value.field == field


@pytest.mark.parametrize("path", ["pay_api", "pay_api/", "pay_api/order_query"])
def test_gateway_url_with_the_paths_beginning(path):
    """The error names the right URL."""
    with pytest.raises(InvalidRequest) as caught:
        gateway_url(f"http://a/b/{path}")
    rule = "must end before /pay_api, with which every path begins: http://a/b"
    assert caught.value.rule == rule


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("https://b.example.edu/c?d", "https://b.example.edu"),
        ("http://b:8080", "http://b:8080"),
        ("//b", "http://b"),
        ("/c", "http://a:9"),
        ("http://[::1]:1/", "http://[::1]:1"),
        ("http://[::1]/", "http://[::1]"),
        *[(odd, "") for odd in ("ftp://b", "javascript:x", "https://", "http://..", "http://[b")],
        *[(odd, "") for odd in ("ttp://b", "http://b:x", "http://b:99999", "https://1.2.3")],
    ],
)
def test_origin(location, leads_to):
    """A redirect's target is told by scheme, host and port alone, or not at all."""
    assert origin("http://a:9/b", location) == leads_to
