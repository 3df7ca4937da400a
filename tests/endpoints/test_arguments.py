"""Arguments that are missing or that nobody knows: the error has the name that the caller used."""

from __future__ import annotations

import pickle

import pytest

import zhixiao_async
import zhixiao_sync
from zhixiao_async import GoodsDetail, OrderCancel, OrderCreate, OrderQuery, Piaoju, PiaojuCreate

from .requests import GOOD

CREDENTIALS = zhixiao_async.Credentials(app_id="1", app_secret="2", aes_key="3" * 32)
WRONG = [
    (OrderCancel, {}, "missing 1 required keyword-only argument: 'out_trade_no'"),
    (
        OrderCreate,
        {"body": "学费", "total_fee": 1},
        "missing 2 required keyword-only arguments: 'out_trade_no' and 'notify_url'",
    ),
    (
        OrderCreate,
        {},
        "missing 4 required keyword-only arguments: 'body', 'out_trade_no', 'total_fee' and "
        "'notify_url'",
    ),
    (
        OrderCreate,
        {"totl_fee": 1},
        "got an unexpected keyword argument 'totl_fee'. Did you mean 'total_fee'?",
    ),
    (
        OrderQuery,
        {"x": 1},
        "got an unexpected keyword argument 'x'; it takes out_trade_no, order_id",
    ),
    (PiaojuCreate, {"payer_type": 1, "payer_name": "小明"}, "missing 1 required keyword-only "
     "argument: 'phone'"),
]  # fmt: skip

wrong = pytest.mark.parametrize(("kind", "given", "problem"), WRONG)


@wrong
async def test_async_method_is_named(kind, given, problem):
    """A method of the async client is named, not the class behind it."""
    name = kind.endpoint.name
    async with zhixiao_async.Client(CREDENTIALS) as client:
        with pytest.raises(TypeError) as caught:
            await getattr(client, name)(**given)
    assert str(caught.value) == f"{name}() {problem}"


@wrong
def test_sync_method_is_named(kind, given, problem):
    """So is a method of the synchronous one."""
    name = kind.endpoint.name
    with zhixiao_sync.Client(CREDENTIALS) as client, pytest.raises(TypeError) as caught:
        getattr(client, name)(**given)
    assert str(caught.value) == f"{name}() {problem}"


@wrong
def test_class_is_named(kind, given, problem):
    """A class that is made by hand is named as it was called."""
    with pytest.raises(TypeError) as caught:
        kind(**given)
    assert str(caught.value) == f"{kind.__name__}() {problem}"


@pytest.mark.parametrize("kind", [Piaoju, GoodsDetail])
def test_class_inside_a_request_is_named(kind):
    """So are the classes of objects inside a request."""
    with pytest.raises(TypeError, match=rf"^{kind.__name__}\(\) missing \d required"):
        kind()


def test_argument_without_a_name():
    """A number without its name could be either of two."""
    with pytest.raises(TypeError) as caught:
        OrderQuery("20881")
    said = "OrderQuery() takes its arguments by name: out_trade_no=…, order_id=…"
    assert str(caught.value) == said
    assert str(pickle.loads(pickle.dumps(caught.value))) == said


def test_fault_inside_keeps_its_own_words():
    """A TypeError of another origin is told as it is."""

    class Odd(str):
        def encode(self, *_):
            raise TypeError("no bytes today")

    with pytest.raises(TypeError, match=r"^no bytes today$"):
        OrderQuery(out_trade_no=Odd("1"))


@pytest.mark.parametrize("kind", GOOD, ids=lambda kind: kind.__name__)
def test_no_value_is_repeated(kind):
    """The error of a misspelled name has none of the values."""
    with pytest.raises(TypeError) as caught:
        kind(**dict.fromkeys(GOOD[kind], "geheim"), odd="geheim")
    assert "geheim" not in str(caught.value)
