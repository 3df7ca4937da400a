"""A client that lives as long as its application."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from starlette.applications import Starlette

from zhixiao_async import Client, InvalidRequest
from zhixiao_async.lifespans.aiohttp import CLIENT, client_context
from zhixiao_async.lifespans.asgi import client_lifespan
from zhixiao_async.sandbox import TEST_CREDENTIALS


def make() -> Client:
    return Client(TEST_CREDENTIALS)


def is_closed(client: Client) -> bool:
    """Return whether a client is closed."""
    return client._executor.closed


async def test_state_of_an_asgi_application():
    """The client is in the application's state, under the name that was given."""
    async with client_lifespan(make, name="gateway")(object()) as state:
        assert isinstance(state["gateway"], Client)
    assert is_closed(state["gateway"])


async def test_lifespan_inside():
    """A lifespan of the application's own is inside: it ends before the client is closed."""
    seen = []

    @asynccontextmanager
    async def then(app):
        seen.append(app)
        yield {"pool": 1}
        seen.append("ended")

    async with client_lifespan(make, then=then)("the app") as state:
        assert (state["pool"], seen) == (1, ["the app"])
    assert seen == ["the app", "ended"]


async def test_lifespan_inside_without_a_state():
    """A lifespan that yields nothing adds nothing."""

    @asynccontextmanager
    async def then(_):
        yield

    async with client_lifespan(make, then=then)(object()) as state:
        assert list(state) == ["zhixiao"]


async def test_application_that_fails():
    """The client is closed where the application's own lifespan fails."""
    made = []

    def noted() -> Client:
        made.append(make())
        return made[0]

    @asynccontextmanager
    async def then(_):
        raise ValueError("no database")
        yield

    with pytest.raises(ValueError, match="no database"):
        async with client_lifespan(noted, then=then)(object()):
            pass
    assert is_closed(made[0])


@pytest.mark.parametrize("made", [client_lifespan, client_context])
@pytest.mark.parametrize("given", [Starlette(), web.Application(), make()])
def test_parentheses_forgotten(made, given):
    """An application or a client, given in place of what makes a client, is refused in words."""
    with pytest.raises(InvalidRequest, match=rf"make must be a function.*{made.__name__}\(\)"):
        made(given)


@pytest.mark.parametrize("made", [client_lifespan, client_context])
def test_function_that_does_not_say_what_it_takes(made):
    """A function of C that doesn't say what it takes is let through."""
    assert made(dict)


async def test_aiohttp_application():
    """Each key of the application has a client of its own, closed in the end."""
    other = web.AppKey("other", Client)
    app = web.Application()
    app.cleanup_ctx.extend([client_context(make), client_context(make, key=other)])
    runner = web.AppRunner(app)
    await runner.setup()
    clients = [app[CLIENT], app[other]]
    assert clients[0] is not clients[1]
    await runner.cleanup()
    assert all(map(is_closed, clients))


async def test_missing_variables(monkeypatch):
    """An application doesn't start without the variables, and is told which."""
    monkeypatch.delenv("ZHIXIAO_APP_ID", raising=False)
    with pytest.raises(InvalidRequest, match="ZHIXIAO_APP_ID must be set"):
        async with client_lifespan()(object()):
            pass
