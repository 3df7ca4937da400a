"""The command in this process, with a sandbox that the environment names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeAlias

import attrs
import pytest

from tests.support.gateways import set_variables
from zhixiao_async import BEIJING
from zhixiao_async.cli import main
from zhixiao_async.sandbox import SandboxThread

DAYS = ("2026-03-01", "2026-03-03")
ROWS = 120


@attrs.frozen
class Printed:
    """What the command printed, and its exit code."""

    code: int
    out: str
    err: str


Orders: TypeAlias = Callable[..., Printed]


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxThread]:
    """Run a sandbox with three days of orders, and put it into the environment."""
    with SandboxThread() as sandbox:
        sandbox.seed_orders(ROWS, 3, ending=datetime(2026, 3, 4, tzinfo=BEIJING))
        set_variables(monkeypatch, sandbox)
        yield sandbox


@pytest.fixture
def orders(capsys: pytest.CaptureFixture[str]) -> Orders:
    """Return a function that runs ``zhixiao orders``."""

    def run(*words: object, language: str = "en") -> Printed:
        capsys.readouterr()
        code = main(["orders", *map(str, words), "--lang", language])
        return Printed(code, *capsys.readouterr())

    return run
