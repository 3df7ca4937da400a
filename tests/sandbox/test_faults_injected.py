"""Faults injected, refused and drawn, without a gateway around them."""

import pytest

from zhixiao_async import InvalidRequest
from zhixiao_async.registry import ENDPOINTS, MIB
from zhixiao_async.sandbox import Dialect, Faults
from zhixiao_async.sandbox.injections import Fault, FaultKind

QUERY, REFUND = "/pay_api/order_query", "/pay_api/order_refund"
BUSY = "系统繁忙，请稍后再试"


@pytest.mark.parametrize(
    ("order", "ordered"),
    [
        (lambda faults: faults.delay(0), Fault(FaultKind.DELAY, 0)),
        (lambda faults: faults.delay(0.5), Fault(FaultKind.DELAY, 0.5)),
        (lambda faults: faults.reset_before(), Fault(FaultKind.RESET_BEFORE)),
        (lambda faults: faults.reset_after(), Fault(FaultKind.RESET_AFTER)),
        (lambda faults: faults.http_error(), Fault(FaultKind.HTTP_ERROR, 503)),
        (lambda faults: faults.http_error(200), Fault(FaultKind.HTTP_ERROR, 200)),
        (
            lambda faults: faults.http_error(599, after_work=True),
            Fault(FaultKind.HTTP_ERROR_AFTER, 599),
        ),
        (lambda faults: faults.truncate(), Fault(FaultKind.TRUNCATE, 0)),
        (lambda faults: faults.oversize(), Fault(FaultKind.OVERSIZE, 5 * MIB)),
        (lambda faults: faults.oversize(0), Fault(FaultKind.OVERSIZE, 0)),
        (lambda faults: faults.wrong_sign(), Fault(FaultKind.WRONG_SIGN)),
        (lambda faults: faults.other_order(), Fault(FaultKind.OTHER_ORDER)),
        (lambda faults: faults.passing_refusal(), Fault(FaultKind.PASSING_REFUSAL, -1, BUSY)),
        (
            lambda faults: faults.passing_refusal("忙", ret_code=10**9),
            Fault(FaultKind.PASSING_REFUSAL, 10**9, "忙"),
        ),
        (
            lambda faults: faults.passing_refusal("忙", ret_code=-(10**9), after_work=True),
            Fault(FaultKind.PASSING_REFUSAL_AFTER, -(10**9), "忙"),
        ),
        (lambda faults: faults.speak(Dialect(nulls=True)), Dialect(nulls=True)),
    ],
)
def test_what_is_ordered(order, ordered):
    """The kind and its measure, on every path and for good, as nothing else was said."""
    faults = Faults()
    order(faults)
    (one,) = faults.active
    assert (one.effect, one.path, one.left, one.probability) == (ordered, None, None, 1.0)


@pytest.mark.parametrize("name", ["delay", "speak", "oversize", "http_error", "passing_refusal"])
def test_when_is_taken_along(name):
    """Methods that have a measure of their own inject by path as well."""
    measures = {"delay": 1.0, "speak": Dialect(), "oversize": 1, "http_error": 500}
    faults = Faults()
    when = {"path": REFUND, "times": 1, "probability": 0}
    getattr(faults, name)(measures.get(name, "忙"), **when)
    (one,) = faults.active
    assert (one.path, one.left, one.probability) == (REFUND, 1, 0)


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (lambda faults: faults.truncate(path="/x"), f"path must be an endpoint's ({QUERY[:9]}"),
        (lambda faults: faults.truncate(path="/x"), "), got '/x'"),
        (
            lambda faults: faults.truncate(probability=2),
            "must be a number, at least 0 and at most 1, got 2",
        ),
        (lambda faults: faults.truncate(x=1), "x isn't known: a fault takes path, times, prob"),
        (lambda faults: faults.truncate(times=-1), "times must be a whole number, at least 0"),
        (lambda faults: faults.delay(-1), "seconds must be a number, 0 or more, got -1"),
        (lambda faults: faults.http_error(199), "status must be a whole number, at least 200 and"),
        (lambda faults: faults.http_error(600), "at least 200 and at most 599, got 600"),
        (lambda faults: faults.oversize(-1), "size must be a whole number of bytes, at least 0"),
        (lambda faults: faults.speak("nulls"), "dialect must be a Dialect, got 'nulls'"),
        (
            lambda faults: faults.passing_refusal(ret_code=0),
            "ret_code must be a refusal's: a whole number that isn't 0, got 0",
        ),
        (lambda faults: faults.passing_refusal(ret_code=10**9 + 1), "got 1000000001"),
        (lambda faults: faults.passing_refusal(ret_code=-(10**9) - 1), "got -1000000001"),
    ],
)
def test_what_is_refused_says_why(order, said):
    """The field, the rule and what was given."""
    with pytest.raises(InvalidRequest) as caught:
        order(Faults())
    assert said in str(caught.value)


def test_misspelt_path_lists_the_known():
    """All of them, so that one can be copied."""
    with pytest.raises(InvalidRequest) as caught:
        Faults().truncate(path="/pay_api/refund")
    assert all(path in str(caught.value) for path in ENDPOINTS)


def test_different_faults_happen_to_one_request():
    """Several faults happen to one request, as far as they can; of dialects the last counts."""
    faults = Faults()
    faults.delay(1)
    faults.truncate(times=1)
    faults.speak(Dialect(nulls=True))
    faults.speak(Dialect(empty_lists=True))
    drawn, dialect = faults.draw(QUERY)
    assert drawn == {
        FaultKind.DELAY: Fault(FaultKind.DELAY, 1),
        FaultKind.TRUNCATE: Fault(FaultKind.TRUNCATE),
    }
    assert dialect == Dialect(empty_lists=True)
    assert [*faults.draw(QUERY)[0]] == [FaultKind.DELAY]


def test_second_of_a_kind_waits_for_its_turn():
    """The first one's measure counts for the first request, the second one's for the next."""
    faults = Faults()
    faults.delay(1, times=1)
    faults.delay(2, times=1)
    drawn = [faults.draw(QUERY)[0] for _ in range(3)]
    assert drawn == [
        {FaultKind.DELAY: Fault(FaultKind.DELAY, 1)},
        {FaultKind.DELAY: Fault(FaultKind.DELAY, 2)},
        {},
    ]


def test_count_goes_down_where_it_happens():
    """On other paths nothing is used up."""
    faults = Faults()
    faults.truncate(path=REFUND, times=2)
    assert faults.draw(QUERY) == ({}, Dialect())
    assert faults.active[0].left == 2
    assert faults.draw(REFUND)[0]
    assert faults.active[0].left == 1


def test_probability_of_nothing_and_of_everything():
    """0 never happens, 1 always."""
    faults = Faults()
    faults.truncate(probability=0)
    faults.wrong_sign(probability=1)
    assert {kind for _ in range(200) for kind in faults.draw(QUERY)[0]} == {FaultKind.WRONG_SIGN}
    assert all(faults.draw(QUERY)[0] for _ in range(200))


def test_fault_that_does_not_happen_hinders_no_other():
    """A fault that doesn't happen now keeps no other from happening."""
    faults = Faults()
    faults.truncate(probability=0)
    faults.truncate(path=REFUND)
    faults.delay(1)
    faults.delay(2)
    faults.wrong_sign()
    assert [*faults.draw(QUERY)[0]] == [FaultKind.DELAY, FaultKind.WRONG_SIGN]


def test_seed_decides_what_happens():
    """The seed is 0 by default, so a test that failed fails again."""

    def fate(faults: Faults) -> list[bool]:
        faults.truncate(probability=0.5)
        return [bool(faults.draw(QUERY)[0]) for _ in range(64)]

    assert fate(Faults()) == fate(Faults(seed=0)) != fate(Faults(seed=1))


def test_one_is_taken_back_by_its_place():
    """A fault is removed by its index; a list that was looked at before stays as it was."""
    faults = Faults()
    faults.truncate()
    faults.wrong_sign()
    before = faults.active
    faults.remove(0)
    assert [one.effect.kind for one in faults.active] == [FaultKind.WRONG_SIGN]
    assert len(before) == 2


@pytest.mark.parametrize(
    "when", [{"path": QUERY}, {"times": 3}, {"probability": 0.5}], ids=lambda when: next(iter(when))
)
def test_notifications_are_written_in_what_always_holds(when):
    """The last dialect without any condition; the document's if there is none."""
    faults = Faults()
    faults.truncate()
    faults.speak(Dialect(nulls=True), **when)
    assert faults.spoken() == Dialect()
    faults.speak(Dialect(odd_names=True))
    faults.speak(Dialect(empty_lists=True))
    faults.speak(Dialect(nulls=True), **when)
    assert faults.spoken() == Dialect(empty_lists=True)
