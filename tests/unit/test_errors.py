"""The error tree: as drawn, and whole after a journey through pickle."""

from __future__ import annotations

import copy
import inspect
import pickle
import re
from datetime import UTC, datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    about,
    refusal_class,
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
    OutcomeUnknown("why", settle_by="order_list", applied=True, **PLACE),
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


def test_invalid_request_is_a_value_error():
    """A refused argument is what Python calls a ValueError."""
    assert issubclass(InvalidRequest, ValueError)


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
    """Whoever calls by the gateway's number finds it in the error, and the refund's own with it."""
    assert str(about(NoReply("why"), request_)) == text


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
    ("code", "kind"),
    [
        (-1, RequestFailed),
        (-2, ParameterRejected),
        (-3, AccountFrozen),
        (-4, GatewayError),
        (1, GatewayError),
        (40013, GatewayError),
    ],
)
def test_refusal_class(code, kind):
    """The documented codes have a class each; all others share the parent."""
    assert refusal_class(code) is kind


def test_refusal_shows_code_and_sentence():
    """A refusal carries what the gateway said, and shows it."""
    error = GatewayError(-2, "订单号重复")
    assert (error.ret_code, error.gateway_message) == (-2, "订单号重复")
    assert str(error).startswith("the gateway refused with ret_code -2: 订单号重复; ")


@pytest.mark.parametrize(
    ("code", "sentence", "sealed", "settles_nothing"),
    [
        (-1, "系统繁忙", False, True),
        (-1, "订单不存在", False, False),
        (-1, "", False, True),
        (-1, " \n", False, True),
        (7, "", False, True),
        (-1, "余额不\ufffd", False, True),
        (-1, "", True, False),
        (-2, "余额不\ufffd", False, False),
        (-2, "", False, False),
        (-3, "", False, False),
        (-4, "", False, True),
    ],
)
def test_settles_nothing(code, sentence, sealed, settles_nothing):
    """A passing refusal proves nothing, nor does one that says neither by code nor in words why.

    Where a character is missing the words weren't read: they may be those of a passing one.
    """
    error = GatewayError(code, sentence, sealed=sealed)
    assert error.settles_nothing is settles_nothing


@pytest.mark.parametrize(
    "error", [NoReply("why"), GatewayError(-1, "why")], ids=["lost", "refused"]
)
def test_nothing_asked_to_wait(error):
    """An error asks for no pause where the gateway didn't."""
    assert error.retry_after == 0.0


def test_refusal_whose_sentence_does_not_open():
    """It blames the key, not the gateway."""
    error = GatewayError(7, "", sealed=True)
    assert "ret_code 7: (its sentence doesn't open: check aes_key);" in str(error)


@pytest.mark.parametrize("code", [-1, -2, -4])
def test_advice_where_the_sentence_does_not_open(code):
    """It points at no sentence that nobody can read."""
    error = refusal_class(code)(code, "", sealed=True)
    assert error.next_step == "nothing was done; with the gateway's aes_key its sentence says why"


def test_frozen_account_whose_sentence_does_not_open():
    """The code says enough."""
    assert AccountFrozen(-3, "", sealed=True).next_step == AccountFrozen.next_step


def test_refusal_without_a_sentence():
    """An empty sentence is said to be missing."""
    assert "ret_code 7: (no message);" in str(GatewayError(7, ""))


@pytest.mark.parametrize("sentence", ["", " ", "余额不\ufffd"])
def test_advice_where_nothing_is_said(sentence):
    """What may have been done isn't said to have been left undone, by a sentence least of all."""
    error = RequestFailed(-1, sentence)
    assert error.next_step == "it doesn't say why, nor that nothing was done: ask the vendor"


def test_invalid_request_names_field_and_rule():
    """Field and rule are attributes, and the text shows what was given."""
    error = InvalidRequest("page_no", "must be 1 or more", given=0)
    assert (error.field, error.rule) == ("page_no", "must be 1 or more")
    assert str(error) == "page_no must be 1 or more, got 0"


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (InvalidRequest("body", "is odd"), "InvalidRequest('body is odd')"),
        (GatewayError(7, "why"), "GatewayError('the gateway refused with ret_code 7: why')"),
        (OutcomeUnknown("why", settle_by="x"), "OutcomeUnknown('why')"),
    ],
    ids=["invalid", "refused", "unknown"],
)
def test_repr_is_the_message(error, shown):
    """An error's only argument is its message, whatever it was made of."""
    assert repr(error) == shown


def test_invalid_request_shows_a_given_none():
    """None is a value that may have been given."""
    assert str(InvalidRequest("body", "must be text", given=None)).endswith("got None")


def test_invalid_request_without_a_value():
    """Where nothing is to be shown, nothing is."""
    assert str(InvalidRequest("app_secret", "must not be empty")) == "app_secret must not be empty"


@given(value=st.text() | st.lists(st.integers()) | st.binary(min_size=100))
def test_invalid_request_stays_short(value):
    """However long the value, the text stays a line."""
    text = str(InvalidRequest("body", "must be short", given=value))
    assert len(text) <= len("body must be short, got ") + 80


@pytest.mark.parametrize(
    ("length", "shown"), [(78, repr("x" * 78)), (79, f"{repr('x' * 79)[:77]}...")]
)
def test_invalid_request_shows_eighty_characters(length, shown):
    """A value is shown whole up to there, and its beginning beyond."""
    assert str(InvalidRequest("body", "is odd", given="x" * length)) == f"body is odd, got {shown}"


def test_invalid_request_with_a_number_too_long_to_print():
    """A value that Python won't print doesn't hide which field was wrong."""
    error = InvalidRequest("total_fee", "must be less", given=10**5000)
    assert str(error) == "total_fee must be less, got a very long int"


def test_outcome_unknown_says_how_to_settle():
    """It names the query that finds out, and isn't taken for applied unless told."""
    error = OutcomeUnknown("why", settle_by="order_query")
    assert (error.settle_by, error.applied) == ("order_query", False)


class Settles:
    """A client that keeps what it was asked."""

    def settle(self, error, **asked):
        """The arguments."""
        return error, asked


def test_outcome_is_settled_by_the_client():
    """The client is asked about this very error, with its own pace and one refund in doubt."""
    error = OutcomeUnknown("why", settle_by="order_query")
    asked = {"known_refunds": None, "in_doubt": 1, "timeout": None}
    assert error.settle(Settles()) == (error, asked)


@pytest.mark.parametrize("pace", [{}, {"pace": "slow"}], ids=["no pace", "a pace"])
def test_outcome_is_settled_as_told(pace):
    """Every argument reaches the client."""
    error = OutcomeUnknown("why", settle_by="order_list")
    asked = {"known_refunds": [100], "in_doubt": 2, "timeout": 7.0, **pace}
    assert error.settle(Settles(), **asked) == (error, asked)


@pytest.fixture
def clock(monkeypatch):
    """Elapsed time that only the test moves; a list of one."""
    now = [1000.0]
    monkeypatch.setattr(errors, "moment", lambda: now[0])
    return now


def test_age_is_elapsed_time(clock):
    """It grows with the clock that nobody can set, from when the outcome was lost."""
    error = OutcomeUnknown("why", settle_by="x")
    assert error.age() == 0
    clock[0] += 90
    assert error.age() == 90


def test_age_of_what_was_lost_earlier(clock):
    """Whoever found out later says how long ago that was, and when."""
    error, at = OutcomeUnknown("why", settle_by="x"), datetime(2026, 3, 2, tzinfo=UTC)
    error.lost(at, 60)
    clock[0] += 1
    assert (error.happened_at, error.age()) == (at, 61)


@pytest.mark.parametrize(
    "elsewhere",
    [
        lambda error: pickle.loads(pickle.dumps(error)),
        lambda error: setattr(error, "happened_at", error.happened_at - timedelta(0, 1)) or error,
    ],
    ids=["pickled", "set by hand"],
)
def test_age_of_what_came_from_elsewhere(clock, elsewhere):
    """Its elapsed time means nothing there: only the time of day is known."""
    error = OutcomeUnknown("why", settle_by="x")
    error.lost(datetime.now(UTC) - timedelta(hours=2), 0)
    clock[0] += 90
    assert 7200 <= elsewhere(error).age() < 7290
    assert "_clocked" not in vars(error)
