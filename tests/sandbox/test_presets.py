"""Faults and dialects by name, for the console and the command line."""

import subprocess
import sys
from typing import get_args, get_type_hints

import pytest

from zhixiao_async import InvalidRequest
from zhixiao_async.registry import MIB
from zhixiao_async.sandbox import Dialect, Faults
from zhixiao_async.sandbox.injections import Fault, FaultKind
from zhixiao_async.sandbox.presets import DIALECTS, FAULTS, PRESETS, inject_by_name


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_name_orders_one_thing(name):
    """A preset takes its path, its count and its probability along."""
    faults = Faults()
    wanted = {"path": "/pay_api/order_refund", "times": "2", "probability": "0.5"}
    inject_by_name(faults, name, wanted)
    (one,) = faults.active
    assert (one.path, one.left, one.probability) == ("/pay_api/order_refund", 2, 0.5)
    assert isinstance(one.effect, Dialect) == (name in DIALECTS)


def ordered_as(name: str) -> Fault | Dialect:
    faults = Faults()
    inject_by_name(faults, name, {})
    return faults.active[0].effect


BUSY = "系统繁忙，请稍后再试"


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.RESET_AFTER),
        Fault(FaultKind.RESET_BEFORE),
        Fault(FaultKind.DELAY, 5.0),
        Fault(FaultKind.HTTP_ERROR, 503),
        Fault(FaultKind.HTTP_ERROR_AFTER, 503),
        Fault(FaultKind.TRUNCATE),
        Fault(FaultKind.OVERSIZE, 5 * MIB),
        Fault(FaultKind.WRONG_SIGN),
        Fault(FaultKind.OTHER_ORDER),
        Fault(FaultKind.PASSING_REFUSAL, -1, BUSY),
        Fault(FaultKind.PASSING_REFUSAL_AFTER, -1, BUSY),
    ],
    ids=lambda fault: fault.kind.name,
)
def test_fault_of_that_name(fault):
    """A name means the kind of the same name, in the measure that the console promises."""
    assert ordered_as(fault.kind.name.lower()) == fault
    assert len(FAULTS) == len(FaultKind)


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
    """A preset of which nothing is said happens on every path, always."""
    faults = Faults()
    inject_by_name(faults, "truncate", {field: value})
    (one,) = faults.active
    assert (one.path, one.left, one.probability) == taken


TIMES = "times must be a whole number"
PROBABILITY = "probability must be a number, at least 0 and at most 1, got"


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"times": "0"}, f"{TIMES}, 1 or more, got 0"),
        ({"times": "-1"}, f"{TIMES} (an int), got '-1'"),
        ({"times": "1.5"}, f"{TIMES} (an int), got '1.5'"),
        ({"times": "１"}, f"{TIMES} (an int), got '１'"),
        ({"times": "1000000000"}, f"{TIMES} (an int), got '1000000000'"),
        ({"probability": "1.01"}, f"{PROBABILITY} 1.01"),
        ({"probability": "-0.01"}, f"{PROBABILITY} -0.01"),
        ({"probability": "often"}, f"{PROBABILITY} 'often'"),
        ({"probability": "nan"}, f"{PROBABILITY} nan"),
        ({"b": "1", "a": "1"}, "a isn't known: a fault takes path, times, probability"),
    ],
    ids=str,
)
def test_what_cannot_be_meant(wanted, said):
    """The error says what is wrong, and nothing is injected."""
    faults = Faults()
    with pytest.raises(InvalidRequest) as caught:
        inject_by_name(faults, "truncate", wanted)
    assert str(caught.value) == said
    assert faults.active == []


def test_unknown_name_lists_the_known():
    """An unknown name is answered with the known ones, in the console's order."""
    every = ", ".join(PRESETS)
    with pytest.raises(InvalidRequest, match=f"must be one of {every}, got 'explode'$"):
        inject_by_name(Faults(), "explode", {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("explode", "fault must be one of reset_after, "),
        ("reset_after:path=/nowhere", "path must be an endpoint's"),
        ("reset_after:times=0", "times must be a whole number"),
        ("reset_after:probability=2", "probability must be a number"),
        ("reset_after:often=1", "a fault takes path, times, probability"),
    ],
    ids=["name", "path", "times", "probability", "field"],
)
def test_command_line_says_what_is_wrong(text, said):
    """The command prints its usage and the reason, and ends with 2."""
    command = [sys.executable, "-m", "zhixiao_async.cli", "sandbox", "--fault", text]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
