"""The registry: which class stands for which path, and what it may do."""

from __future__ import annotations

import inspect

import attrs
import pytest

import zhixiao_async as z
from zhixiao_async import Effect, InvalidRequest
from zhixiao_async.registry import (
    ENDPOINTS,
    Request,
    Result,
    Texts,
    effect_of,
    endpoint,
    method_name,
    undocumented,
)

READ, KEYED, MONEY = Effect.READ, Effect.KEYED, Effect.MONEY
EFFECTS = {
    "order_create": KEYED,
    "order_query": READ,
    "order_cancel": KEYED,
    "order_refund": MONEY,
    "user_identity": READ,
    "user_card": READ,
    "piaoju_create": MONEY,
    "piaoju_query": READ,
    "order_list": READ,
    "order_query_form": READ,
}


@pytest.fixture
def known():
    """Yield the registry, and put it back after the test."""
    before = dict(ENDPOINTS)
    registered = endpoint.__globals__["_ENDPOINTS"]
    yield ENDPOINTS
    registered.clear()
    registered.update(before)


@attrs.frozen(kw_only=True)
class SomethingNewResult(Result):
    """Result of an endpoint that is new."""

    order_id: str


@attrs.frozen(kw_only=True)
class SomethingNew(Request[SomethingNewResult]):
    """Request of an endpoint that is new."""

    order_id: str


def test_effect_is_kept_by_its_name():
    """An effect is found again by the word that a log or a table has of it."""
    assert [z.Effect("read"), z.Effect("keyed"), z.Effect("money")] == [READ, KEYED, MONEY]


def test_effects_are_as_designed():
    """The effect of each endpoint decides what is ever resent."""
    assert {one.name: one.effect for one in ENDPOINTS.values()} == EFFECTS


@pytest.mark.parametrize(
    "path", [path for path, one in ENDPOINTS.items() if one.effect is not READ]
)
def test_what_changes_something_says_what_resolves_it(path):
    """A lost reply of anything but a read names a query that exists."""
    names = {one.name for one in ENDPOINTS.values() if one.effect is READ}
    assert ENDPOINTS[path].resolve_by.split()[0] in names


def test_registration(known):
    """A registered class is found by its path, with its name, section and result."""
    endpoint("/pay_api/something_new", section="2.12", effect=READ)(SomethingNew)
    assert known["/pay_api/something_new"].request is SomethingNew
    assert SomethingNew.endpoint is known["/pay_api/something_new"]
    assert SomethingNew.endpoint.name == "something_new"
    assert SomethingNew.endpoint.section == "2.12"
    assert SomethingNew.endpoint.result is SomethingNewResult


def test_double_registration(known):
    """A path stands for one class."""
    with pytest.raises(ValueError, match="/pay_api/order_query is registered twice"):
        endpoint("/pay_api/order_query", section="2.2", effect=READ)(SomethingNew)
    assert known["/pay_api/order_query"].request is z.OrderQuery


def test_effect_has_no_default():
    """Nobody registers an endpoint without saying what it can do."""
    with pytest.raises(TypeError, match="effect"):
        endpoint("/pay_api/something_new", section="2.12")


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("effect", [KEYED, MONEY])
def test_change_without_a_query(effect):
    """An endpoint that changes something names the query that resolves a lost reply."""
    with pytest.raises(ValueError, match="say which query resolves"):
        endpoint("/pay_api/something_new", section="2.12", effect=effect)(SomethingNew)
    assert "/pay_api/something_new" not in ENDPOINTS


@pytest.mark.usefixtures("known")
def test_request_without_a_result():
    """A request names its result."""
    register = endpoint("/pay_api/something_new", section="2.12", effect=READ)
    with pytest.raises(TypeError, match="must inherit from Request"):
        register(type("Bare", (), {}))
    assert "/pay_api/something_new" not in ENDPOINTS


def test_registry_is_read_only():
    """Nobody changes the registry but the decorator."""
    with pytest.raises(TypeError):
        ENDPOINTS["/pay_api/order_query"] = None


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (z.OrderQuery, "order_query"),
        (z.OrderQueryForm, "order_query_form"),
        (z.PiaojuCreate, "piaoju_create"),
        (SomethingNew, "something_new"),
    ],
)
def test_method_name(kind, name):
    """A method is named after its class."""
    assert method_name(kind) == name


@pytest.mark.parametrize("name", EFFECTS)
def test_client_has_the_method(name):
    """Every endpoint is a method of the client, under the endpoint's own text."""
    method = getattr(z.Client, name)
    request = next(one.request for one in ENDPOINTS.values() if one.name == name)
    assert (method.__name__, method.__doc__) == (name, request.__doc__)


def test_methods_signature():
    """Help and editors show a method as taking its request's fields, and giving its result."""
    method = z.Client.order_query
    assert method.__qualname__ == "Client.order_query"
    assert str(inspect.signature(method)) == (
        "(self, /, *, out_trade_no: 'str | None' = None, order_id: 'str | None' = None)"
        " -> zhixiao_async.endpoints.order_query.OrderQueryResult"
    )


@pytest.mark.parametrize(
    "path", ["/", "/pay_api/something_new", "/v2.1/a-b_c/~x", "/pay_api/order_query/"]
)
def test_undocumented_path(path):
    """Any plain path can be called."""
    found = undocumented(path, MONEY)
    assert (found.path, found.effect, found.request) == (path, MONEY, None)


@pytest.mark.parametrize(
    "path",
    [
        *[
            "",
            "pay_api/x",
            "http://evil.example/x",
            "/a?",
            "/a#",
            "/a=",
            "/a&",
            "/a b",
            "/a\n",
            "/a\r\nX: 1",
        ],
        *["/路径", "/a%", "\\a", "/a\\b", "/a@b", "/a:b", None, 7, b"/a"],
    ],
)
def test_path_refused(path):
    """Anything but a plain path is refused: it can't leave the host or carry a query."""
    with pytest.raises(InvalidRequest) as caught:
        undocumented(path, READ)
    rule = "must be a plain path such as /pay_api/order_query"
    assert str(caught.value) == f"path {rule}, got {path!r}"


@pytest.mark.parametrize("effect", ["read", 0, True])
def test_effect_refused(effect):
    """An effect is one of the three, not a word for it."""
    with pytest.raises(InvalidRequest) as caught:
        undocumented("/a", effect)
    assert str(caught.value) == f"effect must be an Effect, got {effect!r}"


def test_known_path_keeps_its_query():
    """A documented path called by ``raw()`` is resolved by its own query."""
    known = ENDPOINTS["/pay_api/order_refund"]
    found = undocumented("/pay_api/order_refund", MONEY)
    assert (found.resolve_by, found.section) == (known.resolve_by, "2.4")


def test_unknown_path_is_resolved_by_its_caller():
    """Nobody but the caller knows the query for a new path, or what it gives."""
    found = undocumented("/pay_api/something_new", MONEY)
    assert (found.resolve_by, found.section) == ("a query of your own", "")
    assert (found.name, found.request, found.result) == ("raw", None, None)


@pytest.mark.parametrize(
    ("path", "told", "effect"),
    [
        ("/pay_api/order_query", None, READ),
        ("/pay_api/order_query", MONEY, MONEY),
        ("/pay_api/order_refund", READ, READ),
        ("/pay_api/something_new", None, MONEY),
        ("/pay_api/something_new", KEYED, KEYED),
        (["/pay_api/order_query"], None, MONEY),
    ],
)
def test_effect_of_a_path(path, told, effect):
    """The effect of raw() is as told, else the document's, else the one that is never resent."""
    assert effect_of(path, told) is effect
    if isinstance(path, str):
        assert undocumented(path, told).effect is effect


def test_registration_keeps_what_it_is_told(known):
    """A reply's greatest length and the query that resolves a lost one are the endpoint's own."""
    resolved = {"resolve_by": "order_query by its number", "max_reply": 7}
    endpoint("/pay_api/something_new", section="2.12", effect=MONEY, **resolved)(SomethingNew)
    found = known["/pay_api/something_new"]
    assert (found.resolve_by, found.max_reply) == tuple(resolved.values())
    assert (found.path, found.effect) == ("/pay_api/something_new", MONEY)


CHANGES = {
    "item": lambda texts: texts.__setitem__("a", "2"),
    "removal": lambda texts: texts.__delitem__("a"),
    "union": lambda texts: texts.__ior__({"b": "2"}),
    "clear": lambda texts: texts.clear(),
    "pop": lambda texts: texts.pop("a"),
    "popitem": lambda texts: texts.popitem(),
    "setdefault": lambda texts: texts.setdefault("b", "2"),
    "update": lambda texts: texts.update(b="2"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_texts_are_read_only(change):
    """One empty instance serves every result, so nobody may write into it."""
    texts = Texts(a="1")
    with pytest.raises(TypeError, match="what couldn't be read is fixed"):
        change(texts)
    assert texts == {"a": "1"}


def test_what_was_unreadable_is_aside():
    """The unreadable texts are given by name, stand in no repr, and keep no result out of a set."""
    result = z.OrderCancelResult(order_id="1", unreadable={"a": "geheim"})
    assert "geheim" not in repr(result)
    assert hash(result) == hash(z.OrderCancelResult(order_id="1"))
    assert result != z.OrderCancelResult(order_id="1")
    with pytest.raises(TypeError):
        Result({})
