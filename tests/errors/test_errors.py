"""The error tree: as drawn, whole after a journey through pickle, and told with its numbers."""

from __future__ import annotations

import copy
import inspect
import pickle
import re

import attrs
import pytest

from zhixiao_async import errors
from zhixiao_async.errors import (
    AccountFrozen,
    BadEnvelope,
    BadReply,
    BadSignature,
    GatewayError,
    HandlerBroke,
    InvalidRequest,
    NoReply,
    NotConfirmed,
    NotificationRefused,
    NotSent,
    OutcomeUnknown,
    ParameterRejected,
    RequestFailed,
    Undecryptable,
    UnexpectedContent,
    WindowChanged,
    ZhixiaoError,
    attach_ids,
)

PLACE = {"path": "/pay_api/order_refund", "out_trade_no": "20881"}

PLAIN = [
    *[ZhixiaoError, NotSent, NoReply, BadReply, BadEnvelope, BadSignature, Undecryptable],
    *[UnexpectedContent, WindowChanged, NotificationRefused, NotConfirmed, HandlerBroke],
]

REFUSALS = [GatewayError, RequestFailed, ParameterRejected, AccountFrozen]

SAMPLES = [
    *[kind("why", **PLACE) for kind in PLAIN],
    *[kind(-9, "订单不存在", **PLACE) for kind in REFUSALS],
    InvalidRequest("total_fee", "must be a whole number of fen", given=1.5, **PLACE),
    OutcomeUnknown("why", resolve_by="order_list", applied=True, **PLACE),
]

AGAIN = [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))]


def drawn_tree() -> dict[str, str]:
    """Child and parent of every line of the drawing in the module's docstring."""
    parents, above = {}, []
    for line in inspect.getdoc(errors).splitlines():
        match = re.match(r" {4}((?:│   |    )*(?:├── |└── )?)([A-Z]\w+)(?=  | *$)", line)
        if match:
            depth = len(match[1]) // 4
            above[depth:] = [match[2]]
            if depth:
                parents[match[2]] = above[depth - 1]
    return parents


def test_tree_is_as_drawn():
    """Every error class stands in the drawing, under its own parent."""
    built = {
        name: kind.__bases__[0].__name__
        for name, kind in vars(errors).items()
        if inspect.isclass(kind) and issubclass(kind, ZhixiaoError) and kind is not ZhixiaoError
    }
    assert drawn_tree() == built


def test_root_is_an_exception():
    """The root is caught by ``except Exception`` and is nothing narrower."""
    assert ZhixiaoError.__bases__ == (Exception,)


def test_samples_are_complete():
    """The cases below hold one error of every class."""
    assert {type(error).__name__ for error in SAMPLES} == {*drawn_tree(), "ZhixiaoError"}


@pytest.mark.parametrize("again", AGAIN, ids=["copy", "deepcopy", "pickle"])
@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_error_survives(error, again):
    """An error keeps its class, text and attributes when copied or pickled."""
    twin = again(error)
    assert type(twin) is type(error)
    assert (str(twin), twin.args, vars(twin)) == (str(error), error.args, vars(error))


def test_note_survives_pickling():
    """A note that was added on the way stays with the error."""
    error = NotSent("why")
    error.add_note("on the second of May")
    assert pickle.loads(pickle.dumps(error)).__notes__ == ["on the second of May"]


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_text_names_path_and_number(error):
    """Every error's text ends with the path and the merchant's own number."""
    assert str(error).endswith(" [/pay_api/order_refund, out_trade_no 20881]")


@attrs.frozen
class Asked:
    """A request's numbers."""

    order_id: object = None
    zx_order_no: object = None
    out_refund_no: object = None


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (Asked(order_id="0166", out_refund_no="R-7"), "why [order_id 0166, out_refund_no R-7]"),
        (Asked(zx_order_no="0166"), "why [order_id 0166]"),
        (Asked(order_id=166), "why"),
        (None, "why"),
        ({"order_id": "0166", "out_refund_no": 7}, "why [order_id 0166, out_refund_no 7]"),
        ({"zx_order_no": "0166", "out_trade_no": 1}, "why [out_trade_no 1, order_id 0166]"),
        ({"order_id": ["0166"], "out_refund_no": ""}, "why"),
    ],
    ids=["refund", "receipt", "malformed", "nothing", "raw", "raw receipt", "raw and malformed"],
)
def test_text_names_what_the_request_named(request_, text):
    """An error names the order by whichever number the request gave, and the refund by its own."""
    assert str(attach_ids(NoReply("why"), request_)) == text


SAYS_IT_CASE_BY_CASE = {ZhixiaoError, InvalidRequest, NotSent, OutcomeUnknown, NoReply, BadReply}


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_text_says_what_to_do(error):
    """Where the class alone decides what to do next, the text says it."""
    if type(error) in SAYS_IT_CASE_BY_CASE | {WindowChanged, NotificationRefused}:
        assert not error.next_step
    else:
        assert f"; {error.next_step} [" in str(error)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ({}, "why"),
        ({"path": "/a"}, "why [/a]"),
        ({"out_trade_no": "1"}, "why [out_trade_no 1]"),
        ({"path": None, "out_trade_no": None}, "why"),
    ],
)
def test_text_names_what_there_is(place, text):
    """Without a path or a number the text leaves them out."""
    assert str(NoReply("why", **place)) == text


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (InvalidRequest("body", "is odd"), "InvalidRequest('body is odd')"),
        (GatewayError(7, "why"), "GatewayError('the gateway refused with ret_code 7: why')"),
        (OutcomeUnknown("why", resolve_by="x"), "OutcomeUnknown('why')"),
    ],
    ids=["invalid", "refused", "unknown"],
)
def test_repr_is_the_message(error, shown):
    """An error's only argument is its message, whatever it was made of."""
    assert repr(error) == shown


@pytest.mark.parametrize(
    "error", [NoReply("why"), GatewayError(-1, "why")], ids=["lost", "refused"]
)
def test_nothing_asked_to_wait(error):
    """An error asks for no pause where the gateway didn't."""
    assert error.retry_after == 0.0


def test_number_that_breaks_the_line():
    """A number with a line break, which a rule refuses, stays on the error's one line."""
    error = InvalidRequest("out_trade_no", "must be one line", given=...)
    attach_ids(error, {"out_trade_no": "1\nforged line"})
    assert "\n" not in str(error)
    assert r"'1\nforged line'" in str(error)
