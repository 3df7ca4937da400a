"""The programs here, which ``make types`` has both type checkers read, miss no endpoint."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import zhixiao_async
import zhixiao_sync
from tests.support.places import ROOT
from zhixiao_async.registry import ENDPOINTS

HERE = Path(__file__).parent
CLIENT_USES = [HERE / "async_client.py", HERE / "sync_client.py"]
PACKAGES = [ROOT / "zhixiao_async", ROOT / "zhixiao_sync"]
ENDPOINT_NAMES = sorted(endpoint.name for endpoint in ENDPOINTS.values())
CLIENTS = [zhixiao_async.Client, zhixiao_sync.Client]

clients = pytest.mark.parametrize("client", CLIENTS, ids=["async", "sync"])


@clients
@pytest.mark.parametrize("name", ENDPOINT_NAMES)
def test_every_endpoint_has_its_method(client: type, name: str) -> None:
    """A path of the registry is a method of both clients, with its request's arguments."""
    (endpoint,) = [known for known in ENDPOINTS.values() if known.name == name]
    assert endpoint.request is not None
    signature = inspect.signature(getattr(client, name))
    me, *parameters = signature.parameters.values()
    assert me.name == "self"
    assert parameters == list(inspect.signature(endpoint.request).parameters.values())
    assert signature.return_annotation == endpoint.result


@pytest.mark.parametrize("name", ENDPOINT_NAMES)
def test_clients_have_the_same_signature(name: str) -> None:
    """Both clients' signatures are equal."""
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
