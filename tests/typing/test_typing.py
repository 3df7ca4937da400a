"""Both type checkers, at their strictest, over this directory and over the two packages."""

from __future__ import annotations

import ast
import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

import zhixiao_async
import zhixiao_sync
from zhixiao_async.registry import ENDPOINTS

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CLIENT_USES = [HERE / "async_client.py", HERE / "sync_client.py"]
CHECKED = [*CLIENT_USES, HERE / "async_inbox.py", HERE / "sync_inbox.py"]
PACKAGES = [ROOT / "zhixiao_async", ROOT / "zhixiao_sync"]
ENDPOINT_NAMES = sorted(one.name for one in ENDPOINTS.values())
CLIENTS = [zhixiao_async.Client, zhixiao_sync.Client]

clients = pytest.mark.parametrize("client", CLIENTS, ids=["async", "sync"])
WHOLE = [*PACKAGES, *CHECKED]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a checker, with the project's own settings."""
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )


def test_mypy(tmp_path: Path) -> None:
    """``mypy --strict`` has nothing to say, of unused ignores neither."""
    options = ["--strict", "--no-error-summary", "--cache-dir", str(tmp_path)]
    ended = run(sys.executable, "-m", "mypy", *options, *map(str, WHOLE))
    assert (ended.stdout, ended.returncode) == ("", 0)


def test_pyright() -> None:
    """Neither has pyright, with the project's settings."""
    options = ["--pythonpath", sys.executable, "--outputjson"]
    ended = run(sys.executable, "-m", "pyright", *options, *map(str, WHOLE))
    report = json.loads(ended.stdout)
    assert report["generalDiagnostics"] == []
    assert report["summary"]["filesAnalyzed"] >= len(WHOLE)


@clients
@pytest.mark.parametrize("name", ENDPOINT_NAMES)
def test_every_endpoint_has_its_method(client: type, name: str) -> None:
    """A path of the registry is a method of both clients, with its request's arguments."""
    (endpoint,) = [one for one in ENDPOINTS.values() if one.name == name]
    assert endpoint.request is not None
    signature = inspect.signature(getattr(client, name))
    me, *parameters = signature.parameters.values()
    assert me.name == "self"
    assert parameters == list(inspect.signature(endpoint.request).parameters.values())
    assert signature.return_annotation == endpoint.result


@pytest.mark.parametrize("name", ENDPOINT_NAMES)
def test_clients_have_the_same_signature(name: str) -> None:
    """Word for word."""
    ours, theirs = (inspect.signature(getattr(client, name)) for client in CLIENTS)
    assert ours == theirs


@pytest.mark.parametrize("file", CLIENT_USES, ids=lambda file: file.stem)
@pytest.mark.parametrize("name", ENDPOINT_NAMES)
def test_every_endpoint_is_checked(file: Path, name: str) -> None:
    """A new endpoint needs its ``assert_type`` here."""
    asserted = {
        call.args[0].id
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "assert_type"
        and isinstance(call.args[0], ast.Name)
    }
    assert name in asserted


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_package_says_that_it_is_typed(package: Path) -> None:
    """Without ``py.typed`` a user's checker would see nothing of all this."""
    assert (package / "py.typed").is_file()
