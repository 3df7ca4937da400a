"""Base64 with line breaks, as old codecs write it."""

from __future__ import annotations

import pytest

from zhixiao_async import BadSignature, Credentials
from zhixiao_async.protocol.envelope import open_reply


def broken(content, width, end):
    """Break base64 into lines of so many characters, as old codecs do."""
    lines = [content[start : start + width] for start in range(0, len(content), width)]
    return end.join(lines) + (end if width == 76 else "")


@pytest.mark.parametrize("end", ["\r\n", "\n", " ", "\t"], ids=repr)
@pytest.mark.parametrize("width", [64, 76])
@pytest.mark.parametrize("raw", [False, True], ids=["escaped", "raw"])
def test_base64_with_line_breaks(credentials, vendor, end, width, raw):
    """The sign is over the text with its line breaks, which may even stand raw in the JSON."""
    plain = b"0" * 100_000
    body = vendor.envelope("0", broken(vendor.encrypt(plain), width, end))
    if raw:
        body = body.replace(b"\\r", b"\r").replace(b"\\n", b"\n").replace(b"\\t", b"\t")
    assert bytes(open_reply(credentials, body).content) == plain


def test_raw_line_breaks_in_an_unusual_envelope(credentials, vendor):
    """An extra field has the JSON parsed, where white space may stand raw in any text."""
    body = vendor.envelope("0", broken(vendor.encrypt(b"{}"), 8, "\r\n"))
    body = body.replace(b"{", b'{"trace":"a\tb\\\\",', 1).replace(b"\\r\\n", b"\r\n")
    assert bytes(open_reply(credentials, body).content) == b"{}"


@pytest.mark.parametrize("code", ["0", "-1"])
def test_line_breaks_are_signed(credentials, vendor, code):
    """Content that was signed without line breaks doesn't get any on its way."""
    body = vendor.reply(b"{}", code)
    with pytest.raises(BadSignature):
        open_reply(credentials, body.replace(b'nt":"', b'nt":"\\r\\n'))


def test_refusal_sealed_with_another_key_and_line_breaks(make_vendor, vendor, credentials):
    """Such a refusal counts as sealed, and not as a sentence."""
    content = "\r\n".join(
        make_vendor(Credentials(app_id="1", app_secret="2", aes_key="3" * 32)).encrypt(
            "订单不存在".encode()
        )
    )
    assert open_reply(credentials, vendor.envelope("-1", content)).sealed
