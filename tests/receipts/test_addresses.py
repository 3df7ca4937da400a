"""Which addresses and URLs a receipt is fetched from."""

from __future__ import annotations

import pytest

from zhixiao_async.receipts.addresses import is_public, url_rule
from zhixiao_async.receipts.options import Download

PRIVATE = [
    *["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"],
    *["0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1"],
    *["::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff0e::1", "2001:db8::1"],
    *["::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::1", "::127.0.0.1"],
]
PUBLIC = ["8.8.8.8", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_address(address):
    """No address of a network of one's own is public, however it is written."""
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_address(address):
    """An address that stands for a public IPv4 one is public."""
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://inv.jss.com.cn/a.pdf", None),
        ("http://inv.jss.com.cn/a.pdf", "receipt_without_tls"),
        ("https://me:pw@inv.jss.com.cn/a.pdf", "receipt_url_with_user"),
        ("https://localhost/a.pdf", "receipt_at_private_address"),
        ("https://files.localhost./a.pdf", "receipt_at_private_address"),
        ("https://169.254.169.254/latest/meta-data", "receipt_at_private_address"),
        ("https://[::1]/a.pdf", "receipt_at_private_address"),
        ("ftp://inv.jss.com.cn/a.pdf", "url_without_scheme"),
        ("file:///etc/passwd", "url_without_scheme"),
        ("/a.pdf", "url_without_scheme"),
        ("https:///a.pdf", "url_without_host"),
        ("https://[::1/a.pdf", "url_without_host"),
    ],
)
def test_url(url, code):
    """A URL has to be https, of a host that may be public, and without a password."""
    rule = url_rule(url, Download())
    assert (rule and rule.key) == (code and f"rule.{code}")


def test_url_with_everything_allowed():
    """What the caller allows is taken."""
    assert (
        url_rule("http://127.0.0.1:8765/a.pdf", Download(allow_http=True, allow_private=True))
        is None
    )
