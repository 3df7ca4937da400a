"""No refusal repeats what it was given of a payer, whichever way it is malformed."""

from __future__ import annotations

import pickle

import attrs
import pytest

import zhixiao_async as z
from zhixiao_async import Client, Credentials, InvalidRequest

from .requests import GOOD, PERSONAL

MARKER = "张三13800138000"
NUMBER = 13800138000
NOT_PERSONAL = {
    *("out_trade_no", "order_id", "zx_order_no", "out_refund_no", "school_id", "pay_type"),
    *("out_item_id", "out_item_name", "goods_id", "goods_name", "goods_category", "payer_type"),
    *("total_fee", "refund_fee", "price", "quantity", "mask", "page_no", "page_size"),
    *("begin_time", "end_time"),
}
"""Numbers of orders, amounts, codes, times and the school's own items: an error shows them."""

MALFORMED = {
    "too long": MARKER * 100,
    "white space": f" {MARKER} ",
    "line break": f"{MARKER}\n",
    "no character": f"{MARKER}\ud800",
    "replaced": f"{MARKER}\ufffd",
    "no scheme": f"example.edu/{MARKER}",
    "no host": f"https:///{MARKER}",
    "bytes": MARKER.encode(),
    "number": NUMBER,
    "float": NUMBER + 0.5,
    "list": [MARKER],
    "pairs": [(MARKER, MARKER)],
    "names that are no text": {NUMBER: MARKER},
    "object": {"payer_name": f"{MARKER}\ud800", "payer_type": 1, "phone": NUMBER},
    "line": [{"goods_id": "1", "goods_name": "商品", "price": 1, "quantity": 1}, MARKER],
    "code": {"payer_type": 2, "payer_name": MARKER, "phone": MARKER},
    "set": {MARKER},
}

FIELDS = [(kind, name) for kind in GOOD for name in attrs.fields_dict(kind) if name in PERSONAL]


def tells(error):
    """Return everything that an error says of its values."""
    said = [str(error), repr(error), error.given, error.field, error.localized("zh")]
    said += [repr(error.values), repr(error.args), repr(pickle.loads(pickle.dumps(error)))]
    return "\n".join(said)


def test_every_field_is_considered():
    """A new field is either a payer's, and never shown, or listed as one that may be."""
    assert {name for kind in GOOD for name in attrs.fields_dict(kind)} == PERSONAL | NOT_PERSONAL
    assert not PERSONAL & NOT_PERSONAL


@pytest.mark.parametrize(("kind", "name"), FIELDS, ids=lambda part: getattr(part, "__name__", part))
def test_malformed_value_is_not_repeated(kind, name):
    """Each field refuses some of these, and tells of none of them."""
    refused = 0
    more = {"pay_type": 1} if name == "openid" else {}
    for malformed in MALFORMED.values():
        for make in kind, getattr(kind, "from_document", None):
            given = GOOD[kind] | more | {name: malformed}
            try:
                make and (make(**given) if make is kind else make(given))
            except InvalidRequest as error:
                refused += 1
                shown = tells(error)
                assert "张三" not in shown
                assert "\\u5f20" not in shown
                # The name that nobody knows is a number here, and is named as it is.
                assert str(NUMBER) not in shown.replace(f"{name}.{NUMBER}", "")
                assert "\\xe5" not in shown
    assert refused


async def test_what_is_no_request_is_not_repeated():
    """Parameters in place of a request, and text in place of parameters, aren't repeated."""
    credentials = Credentials(app_id="1", app_secret="2", aes_key="3" * 32)
    async with Client(credentials, base_url="http://127.0.0.1:9") as client:
        for call in (
            client.call({"user_no": MARKER}),
            client.raw("/pay_api/new", f'{{"user_no":"{MARKER}"}}'),
            client.raw("/pay_api/new", {"user_no": MARKER.encode()}),
            client.order_query_form(form_data={"姓名": {MARKER}}),
        ):
            with pytest.raises(InvalidRequest) as caught:
                await call
            assert "张三" not in tells(caught.value)


def test_what_is_no_document_is_not_repeated():
    """The text of a document isn't a document, and isn't repeated."""
    with pytest.raises(InvalidRequest) as caught:
        z.OrderCreate.from_document(f'{{"user_no":"{MARKER}"}}')
    assert "张三" not in tells(caught.value)
