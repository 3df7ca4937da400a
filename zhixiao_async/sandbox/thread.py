"""The sandbox for code without an event loop: it runs on a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from .gateway import Sandbox
from .notifications.attempt_log import Attempt
from .server.request_log import LoggedRequest

P = ParamSpec("P")
T = TypeVar("T")


def _arguments_of(
    init: Callable[Concatenate[Sandbox, P], None],
) -> Callable[[Callable[..., None]], Callable[Concatenate[SandboxThread, P], None]]:
    """Give a method that takes any arguments the signature of another class's ``__init__``."""
    return wraps(init)


def _blocking(
    method: Callable[Concatenate[Sandbox, P], Awaitable[T]],
) -> Callable[Concatenate[SandboxThread, P], T]:
    """Turn a method of the sandbox into one that waits until the sandbox's thread has run it."""

    @wraps(method)
    def blocking(self: SandboxThread, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.run(lambda sandbox: method(sandbox, *args, **kwargs))

    return blocking


def _coroutine(
    method: Callable[Concatenate[Sandbox, P], T],
) -> Callable[Concatenate[Sandbox, P], Awaitable[T]]:
    """Turn a method that doesn't wait into a coroutine, which can run in the sandbox's thread."""

    @wraps(method)
    async def coroutine(sandbox: Sandbox, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return method(sandbox, *args, **kwargs)

    return coroutine


class SandboxThread:
    """:class:`Sandbox` on a background thread: ``with SandboxThread() as gateway: …``.

    It takes the same arguments, and its methods are the sandbox's without ``await``. What isn't
    here is reached by :meth:`run`; ``clock`` and ``faults`` can be used from any thread.

    Attributes:
        base_url: URL where a client on this machine reaches the gateway.
        public_url: URL that the pay and receipt links begin with.

    Raises:
        InvalidRequest: ``public_url`` isn't an http(s) URL of a host.
    """

    base_url: str
    public_url: str

    @_arguments_of(Sandbox.__init__)
    def __init__(self, **options: Any) -> None:
        self._sandbox = Sandbox(**options)
        self._thread: threading.Thread | None = None
        self.credentials = self._sandbox.credentials
        self.clock = self._sandbox.clock
        self.faults = self._sandbox.faults

    def start(self) -> None:
        """Start the thread and wait until the gateway listens.

        Raises:
            CannotStart: The port is taken, or the database can't be used or is in use by another
                sandbox.
        """
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="zhixiao sandbox", daemon=True
        )
        self._thread.start()
        try:
            self.run(Sandbox.start)
        except BaseException:
            self._end_thread()
            raise
        self.base_url = self._sandbox.base_url
        self.public_url = self._sandbox.public_url

    def stop(self) -> None:
        """Stop the gateway and its thread. Safe to call twice."""
        if self._thread is None:
            return
        self.run(Sandbox.stop)
        self._end_thread()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def run(self, action: Callable[[Sandbox], Awaitable[T]]) -> T:
        """Call ``action`` in the gateway's own thread, and wait for the result.

        For instance ``gateway.run(lambda sandbox: sandbox.notifier.replay(order_id))``.

        Raises:
            RuntimeError: The sandbox isn't running.
        """
        if self._thread is None:
            raise RuntimeError("this sandbox isn't running: start it, or use it in a with block")

        async def act() -> T:
            return await action(self._sandbox)

        return asyncio.run_coroutine_threadsafe(act(), self._loop).result()

    @property
    def notifications(self) -> list[Attempt]:
        """The last ten thousand attempts to deliver a notification, oldest first."""
        return self.run(_coroutine(lambda sandbox: sandbox.notifications))

    @property
    def requests(self) -> list[LoggedRequest]:
        """The last thousand requests in clear, oldest first."""
        return self.run(_coroutine(lambda sandbox: sandbox.requests))

    @property
    def seeded_orders(self) -> int:
        """Number of rows from :meth:`seed_orders`, earlier runs on the same file included."""
        return self.run(_coroutine(lambda sandbox: sandbox.seeded_orders))

    order = _blocking(_coroutine(Sandbox.order))
    pay = _blocking(Sandbox.pay)
    fail = _blocking(Sandbox.fail)
    drain = _blocking(Sandbox.drain)
    enrol = _blocking(Sandbox.enrol)
    add_form_order = _blocking(Sandbox.add_form_order)
    seed_orders = _blocking(Sandbox.seed_orders)
    snapshot = _blocking(_coroutine(Sandbox.snapshot))
    restore = _blocking(Sandbox.restore)
    reset = _blocking(Sandbox.reset)

    def _end_thread(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()
            self._loop.close()
