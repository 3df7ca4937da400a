"""Faults and dialects by name, for the console and the command line."""

import subprocess
import sys

import pytest

from zhixiao_async.sandbox import Dialect, Faults
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


def test_every_dialect_can_be_named():
    """No switch of a dialect is left out: each changes something in one of the names."""
    spoken = []
    for name in DIALECTS:
        faults = Faults()
        order_by_name(faults, name, {})
        spoken.append(faults.ordered[0].what)
    changed = {
        field for one in spoken for field in Dialect.__slots__ if _differs(one, Dialect(), field)
    }
    assert changed == {one for one in Dialect.__slots__ if one != "__weakref__"}
    assert not FAULTS.keys() & DIALECTS.keys()


def _differs(one, other, field):
    return field != "__weakref__" and getattr(one, field) != getattr(other, field)


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
