"""A client for an application of Starlette's or FastAPI's: ``FastAPI(lifespan=…)``."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeAlias, TypeVar

from ..client import Client
from .makers import require_maker

AppT = TypeVar("AppT", contravariant=True)

Lifespan: TypeAlias = Callable[[AppT], AbstractAsyncContextManager[Mapping[str, object]]]


def client_lifespan(
    make: Callable[[], AbstractAsyncContextManager[object]] = Client.from_env,
    *,
    name: str = "zhixiao",
    then: Callable[[AppT], AbstractAsyncContextManager[Mapping[str, object] | None]] | None = None,
) -> Lifespan[AppT]:
    """Return a lifespan that opens a client at the start and closes it at the end.

    Each request finds it as ``request.state.zhixiao``. It is made when the application starts, on
    its event loop and in its process, so a server may fork its workers before. Requests that are
    under way at the end are finished by the server first.

    Args:
        make: Makes the client, or anything else that is entered by ``async with``.
        name: The attribute of ``request.state``.
        then: A lifespan of your own, inside this one: an application takes only one. The state
            that it yields is added.

    Raises:
        InvalidRequest: ``make`` can't be called without arguments.
    """
    require_maker(make, "client_lifespan")

    @asynccontextmanager
    async def lifespan(app: AppT) -> AsyncGenerator[Mapping[str, object], None]:
        async with make() as client:
            if then is None:
                yield {name: client}
                return
            async with then(app) as state:
                yield {name: client, **(state or {})}

    return lifespan
