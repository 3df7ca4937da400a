"""Faults and dialects by name, for the console and the command line."""

import subprocess
import sys
from typing import get_args, get_type_hints

import pytest

from zhixiao_async.registry import MIB
from zhixiao_async.sandbox import Dialect, Faults
from zhixiao_async.sandbox.faults import Fault, Kind
from zhixiao_async.sandbox.offered import DIALECTS, FAULTS, OFFERED, order_by_name


@pytest.mark.parametrize("name", sorted(OFFERED))
def test_every_name_orders_one_thing(name):
    """Where, how often and how likely are taken along."""
    faults = Faults()
    wanted = {"path": "/pay_api/order_refund", "times": "2", "probability": "0.5"}
    order_by_name(faults, name, wanted)
    (one,) = faults.ordered
    assert (one.path, one.left, one.probability) == ("/pay_api/order_refund", 2, 0.5)
    assert isinstance(one.what, Dialect) == (name in DIALECTS)


def ordered_as(name: str) -> Fault | Dialect:
    faults = Faults()
    order_by_name(faults, name, {})
    return faults.ordered[0].what


BUSY = "系统繁忙，请稍后再试"


@pytest.mark.parametrize(
    "fault",
    [
        Fault(Kind.RESET_AFTER),
        Fault(Kind.RESET_BEFORE),
        Fault(Kind.DELAY, 5.0),
        Fault(Kind.HTTP_ERROR, 503),
        Fault(Kind.HTTP_ERROR_AFTER, 503),
        Fault(Kind.TRUNCATE),
        Fault(Kind.OVERSIZE, 5 * MIB),
        Fault(Kind.WRONG_SIGN),
        Fault(Kind.OTHER_ORDER),
        Fault(Kind.PASSING_REFUSAL, -1, BUSY),
        Fault(Kind.PASSING_REFUSAL_AFTER, -1, BUSY),
    ],
    ids=lambda fault: fault.kind.name,
)
def test_fault_of_that_name(fault):
    """A name means the kind of the same name, in the measure that the console promises."""
    assert ordered_as(fault.kind.name.lower()) == fault
    assert len(FAULTS) == len(Kind)


def test_every_dialect_can_be_named():
    """A switch goes by its own name, a choice by the switch's name with the choice behind it."""
    wanted = {}
    for name, hint in get_type_hints(Dialect).items():
        for choice in get_args(hint)[1:]:
            wanted[f"{name}_{choice}"] = Dialect(**{name: choice})
        if not get_args(hint):
            wanted[name] = Dialect(**{name: True})
    assert {name: ordered_as(name) for name in DIALECTS} == wanted


@pytest.mark.parametrize(
    ("field", "value", "taken"),
    [
        ("path", "/pay_api/user_card", ("/pay_api/user_card", None, 1.0)),
        ("times", "1", (None, 1, 1.0)),
        ("times", "999999999", (None, 999_999_999, 1.0)),
        ("probability", "0", (None, None, 0.0)),
        ("probability", "1", (None, None, 1.0)),
    ],
)
def test_one_field_alone(field, value, taken):
    """What isn't said stays as broad as it is: every path, always."""
    faults = Faults()
    order_by_name(faults, "truncate", {field: value})
    (one,) = faults.ordered
    assert (one.path, one.left, one.probability) == taken


TIMES = "times must be a whole number from 1 up, not"
PROBABILITY = "probability must lie between 0 and 1, not"


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"times": "0"}, f"{TIMES} '0'"),
        ({"times": "-1"}, f"{TIMES} '-1'"),
        ({"times": "1.5"}, f"{TIMES} '1.5'"),
        ({"times": "１"}, f"{TIMES} '１'"),
        ({"times": "1000000000"}, f"{TIMES} '1000000000'"),
        ({"probability": "1.01"}, f"{PROBABILITY} '1.01'"),
        ({"probability": "-0.01"}, f"{PROBABILITY} '-0.01'"),
        ({"probability": "often"}, f"{PROBABILITY} 'often'"),
        ({"probability": "nan"}, f"{PROBABILITY} 'nan'"),
        ({"b": "1", "a": "1"}, "a, b: a fault takes path, times and probability"),
    ],
    ids=str,
)
def test_what_cannot_be_meant(wanted, said):
    """The whole sentence, and nothing is ordered."""
    faults = Faults()
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is compared below
        order_by_name(faults, "truncate", wanted)
    assert str(caught.value) == said
    assert faults.ordered == []


def test_unknown_name_lists_the_known():
    """In the order in which the console shows them, so that one can be copied."""
    with pytest.raises(ValueError, match=f"there are {', '.join(OFFERED)}$"):
        order_by_name(Faults(), "explode", {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("explode", "no fault is called 'explode'"),
        ("reset_after:path=/nowhere", "path must be an endpoint's"),
        ("reset_after:times=0", "times must be a whole number"),
        ("reset_after:probability=2", "probability must lie between 0 and 1"),
        ("reset_after:often=1", "a fault takes path, times and probability"),
    ],
    ids=["name", "path", "times", "probability", "field"],
)
def test_command_line_says_what_is_wrong(text, said):
    """The usage, the reason, and 2."""
    command = [sys.executable, "-m", "zhixiao_async.cli", "sandbox", "--fault", text]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
