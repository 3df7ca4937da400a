"""A sandbox that stands in for the gateway, and programs run against it as a reader would."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.interpreter import Interpreter
from tests.support.places import EXAMPLES
from zhixiao_async.sandbox import SandboxThread

from .helpers import paid_order

PAY_LINK = re.compile(r"/pay/orderId/(\d+)\.html")
LEDGER = "CREATE TABLE ledger (out_trade_no VARCHAR(64), order_id VARCHAR(64))"
RunProgram = Callable[..., str]


@pytest.fixture
def gateway() -> Iterator[SandboxThread]:
    with SandboxThread() as one:
        yield one


@pytest.fixture
def environment(gateway: SandboxThread) -> dict[str, str]:
    """Return this process's variables, with the four that lead to the sandbox."""
    return os.environ | {
        "ZHIXIAO_APP_ID": gateway.credentials.app_id,
        "ZHIXIAO_APP_SECRET": str(gateway.credentials.app_secret),
        "ZHIXIAO_AES_KEY": str(gateway.credentials.aes_key),
        "ZHIXIAO_BASE_URL": gateway.base_url,
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }


@pytest.fixture
def load(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], ModuleType]]:
    """Return a function that imports an example under the sandbox's variables."""
    for name in [one for one in environment if one.startswith("ZHIXIAO_")]:
        monkeypatch.setenv(name, environment[name])
    loaded = []

    def act(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        loaded.append(name)
        spec.loader.exec_module(module)
        return module

    yield act
    for name in loaded:
        del sys.modules[name]


@pytest.fixture(scope="session")
def interpreter() -> Iterator[Interpreter]:
    """Return an interpreter that has imported what every program imports."""
    with Interpreter("zhixiao_async", "zhixiao_sync", options=("-u", "-W", "error")) as one:
        yield one


@pytest.fixture
def run_program(
    gateway: SandboxThread, environment: dict[str, str], interpreter: Interpreter, tmp_path: Path
) -> RunProgram:
    """Run a program to its end and return what it printed; every pay link it prints is paid."""

    def pay(line: str) -> None:
        if link := PAY_LINK.search(line):
            gateway.pay(link[1])

    def run(program: Path, *arguments: str) -> str:
        ended = interpreter.run(
            program, *arguments, folder=tmp_path, variables=environment, hear=pay
        )
        assert (ended.code, ended.err) == (0, "")
        return ended.out

    return run


@pytest.fixture
def paid(gateway: SandboxThread) -> str:
    """Return the ``order_id`` of the paid order 20881 over 198.00 yuan."""
    return paid_order(gateway)


@pytest.fixture(params=["postgresql", "mariadb"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of an empty database, with a sync driver."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
