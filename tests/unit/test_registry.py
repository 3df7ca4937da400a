"""The registry: which class stands for which path, and what it may do."""

from __future__ import annotations

import attrs
import pytest

import zhixiao_async as z
from zhixiao_async import Effect, InvalidRequest
from zhixiao_async.registry import (
    ENDPOINTS,
    Request,
    Result,
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
    """The registry, as it was again after the test."""
    before = dict(ENDPOINTS)
    registered = endpoint.__globals__["_ENDPOINTS"]
    yield ENDPOINTS
    registered.clear()
    registered.update(before)


@attrs.frozen(kw_only=True)
class SomethingNewResult(Result):
    """What a new endpoint might give."""

    order_id: str


@attrs.frozen(kw_only=True)
class SomethingNew(Request[SomethingNewResult]):
    """What a new endpoint might ask."""

    order_id: str


def test_effects_are_as_designed():
    """What each endpoint can do, which decides what is ever resent."""
    assert {one.name: one.effect for one in ENDPOINTS.values()} == EFFECTS


@pytest.mark.parametrize(
    "path", [path for path, one in ENDPOINTS.items() if one.effect is not READ]
)
def test_what_changes_something_says_what_settles_it(path):
    """A lost reply of anything but a read names a query that exists."""
    names = {one.name for one in ENDPOINTS.values() if one.effect is READ}
    assert ENDPOINTS[path].settle_by.split()[0] in names


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
    """What changes something says which query settles a lost reply."""
    with pytest.raises(ValueError, match="say which query settles"):
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
    with pytest.raises(InvalidRequest, match="path must be a plain path"):
        undocumented(path, READ)


@pytest.mark.parametrize("effect", ["read", 0, True])
def test_effect_refused(effect):
    """An effect is one of the three, not a word for it."""
    with pytest.raises(InvalidRequest, match="effect must be an Effect"):
        undocumented("/a", effect)


def test_known_path_keeps_its_query():
    """A documented path called by ``raw()`` is settled by its own query."""
    known = ENDPOINTS["/pay_api/order_refund"]
    found = undocumented("/pay_api/order_refund", MONEY)
    assert (found.settle_by, found.section) == (known.settle_by, "2.4")


def test_unknown_path_is_settled_by_its_caller():
    """Nobody but the caller knows the query for a new path."""
    assert undocumented("/pay_api/something_new", MONEY).settle_by == "a query of your own"
