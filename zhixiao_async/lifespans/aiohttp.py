"""A client for an application of aiohttp.web: ``app.cleanup_ctx.append(client_context())``."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager

from aiohttp import web

from ..client import Client
from .makers import require_maker

CLIENT = web.AppKey("zhixiao", Client)
"""The application's client: ``request.app[CLIENT]``."""


def client_context(
    make: Callable[[], AbstractAsyncContextManager[Client]] = Client.from_env,
    *,
    key: web.AppKey[Client] = CLIENT,
) -> Callable[[web.Application], AsyncGenerator[None, None]]:
    """Return a cleanup context that opens a client at the start and closes it at the end.

    It is made when the application starts, on its event loop. A request finds it as
    ``request.app[CLIENT]``, and one of a nested application as ``request.config_dict[CLIENT]``.

    Args:
        make: Makes the client.
        key: Another key, where one application has several clients.

    Raises:
        InvalidRequest: ``make`` can't be called without arguments.
    """
    require_maker(make, "client_context")

    async def context(app: web.Application) -> AsyncGenerator[None, None]:
        async with make() as client:
            app[key] = client
            yield

    return context
