"""A receipt as a PDF, written by hand: one page in a Chinese font that every reader knows."""

from __future__ import annotations

import attrs

from ...endpoints import PiaojuQueryResult, PiaojuStatus
from ...fields import yuan
from ..services.orders import Order
from .texts import CATALOGUE

NUMBERS = ("ebill_code", "ebill_no", "check_code")
PAYER = ("payer_name", "payer_taxnum", "payer_address", "payer_bank", "piaoju_memo")

_WIDTH, _HEIGHT, _MARGIN = 595, 420, 48
_SMALL, _LARGE, _LEADING = 11, 20, 20
_PER_LINE = 42
"""Chinese characters of the small size between the margins."""

# The font is one of those that PDF names for Chinese, so none is embedded; Latin letters are half
# as wide as Chinese ones.
_FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UTF16-H"
    " /Encoding /UniGB-UTF16-H /DescendantFonts [6 0 R] >>",
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo"
    " << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /W [1 95 500]"
    " /FontDescriptor 7 0 R >>",
    "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
    " /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
)


def receipt_pdf(order: Order, receipt: PiaojuQueryResult) -> bytes:
    """Return a receipt's file; the same bytes each time, until the receipt is reversed."""
    lines = [f"{_text('order_id')}  {order.order_id}", order.body, f"¥{yuan(order.total_fee)}"]
    given = attrs.asdict(receipt, recurse=False)
    lines += [f"{_text(name)}  {given[name]}" for name in (*NUMBERS, *PAYER) if given[name]]
    if receipt.status == PiaojuStatus.REVERSED:
        lines.append(_text("reversed"))
    lines.append(_text("receipt_void"))
    top = _HEIGHT - _MARGIN - _LARGE
    content = [_shown(_text("receipt"), _LARGE, top)]
    for number, line in enumerate(_wrapped(lines), 2):
        content.append(_shown(line, _SMALL, top - number * _LEADING))
    return _document("\n".join(content).encode("ascii"))


def _document(content: bytes) -> bytes:
    """Return a PDF of one page with this content stream."""
    page = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page.encode("ascii"),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        *(part.encode("ascii") for part in _FONT),
    ]
    # The comment tells whoever transfers it that the file isn't text.
    document = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(document))
        document += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size, start = len(objects) + 1, len(document)
    document += b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    document += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return document


def _shown(line: str, size: int, y: int) -> str:
    written = line.encode("utf-16-be", "replace").hex()
    return f"BT /F1 {size} Tf {_MARGIN} {y} Td <{written}> Tj ET"


def _wrapped(lines: list[str]) -> list[str]:
    return [line[at : at + _PER_LINE] for line in lines for at in range(0, len(line), _PER_LINE)]


def _text(key: str) -> str:
    return CATALOGUE.text(key, "zh")
