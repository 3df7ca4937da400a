"""The examples that take payments in a service, each on its framework's server or test client."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.support import aiohttp_server
from tests.support.asgi_server import serving
from tests.support.places import EXAMPLES
from zhixiao_async.lifespans.aiohttp import CLIENT

from .conftest import PAY_LINK

PROGRAMS = EXAMPLES.parent / "tests" / "examples" / "programs"


async def pays(gateway: Any, url: str) -> None:
    """Create an order, pay it, and see that it is paid."""
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{url}/orders/20881?user_no=1") as response:
            created = await response.json()
        assert PAY_LINK.search(created["url"])[1] == created["order_id"]
        await asyncio.to_thread(gateway.pay, created["order_id"])
        async with session.get(f"{url}/orders/20881") as response:
            assert await response.json() == {"status": "PAID"}


@pytest.mark.parametrize("name", ["service_fastapi", "service_starlette", "service_quart"])
async def test_asgi_service(gateway, load, name):
    """An order is created and paid, by a client that is opened and closed with the application."""
    async with serving(load(name).app) as url:
        await pays(gateway, url)


async def test_fastapi_errors(gateway, load):
    """An error of the library is answered as one, without the number's details."""
    async with (
        serving(load("service_fastapi").app) as url,
        aiohttp.ClientSession() as session,
    ):
        async with session.get(f"{url}/orders/no-such") as response:
            assert (response.status, await response.json()) == (502, {"error": "RequestFailed"})
        async with session.post(f"{url}/orders/20881?user_no=") as response:
            assert (response.status, await response.json()) == (422, {"error": "InvalidRequest"})


async def test_aiohttp_service(gateway, load):
    """The client is opened with the application, and closed with it."""
    app = load("service_aiohttp").make_app()
    async with aiohttp_server.serving(app) as url:
        await pays(gateway, url)
    with pytest.raises(RuntimeError, match="this Client is closed"):
        await app[CLIENT].order_query(out_trade_no="20881")


def test_flask_service(gateway, load, monkeypatch):
    """Merchants have clients of their own, on one portal."""
    monkeypatch.setenv("MERCHANTS", "ZHIXIAO_")
    module = load("service_flask")
    path = f"/{gateway.credentials.app_id}/orders/20881"
    with module.portal, module.app.test_client() as browser:
        created = browser.post(f"{path}?user_no=1").json
        gateway.pay(created["order_id"])
        assert browser.get(path).json == {"status": "PAID"}


def test_django_service(run_program):
    """One client of the process serves every view."""
    printed = run_program(PROGRAMS / "ask_django.py", str(EXAMPLES))
    assert printed.endswith("PAID\n")
