"""Coroutines run on a bridge: when its thread starts, and who may call it."""

from __future__ import annotations

import contextvars
import gc
import threading
import weakref
from contextlib import suppress

import pytest

from tests.sync.bridges import Stopping, answer, bridge_for
from tests.sync.silence import PATIENCE


class Page:
    """An object whose end can be seen by a weak reference."""


async def make_page():
    return Page()


async def fail():
    raise LookupError("inside")


def test_result_comes_back(bridge):
    """A result comes back as it is."""
    assert bridge.run(answer) == 42


def test_result_lies_in_no_cycle(bridge):
    """A page goes when its reader is done with it, not when garbage is collected."""
    gc.collect()
    gc.disable()
    try:
        page = weakref.ref(bridge.run(make_page))
        assert page() is None
    finally:
        gc.enable()


def test_error_lies_in_no_cycle(bridge):
    """A failed call doesn't keep its caller's frame, and so its client, until then."""
    gc.collect()
    gc.disable()
    try:

        def call():
            page = Page()
            left.append(weakref.ref(page))
            with suppress(LookupError):
                bridge.run(fail)

        left = []
        call()
        assert left[0]() is None
    finally:
        gc.enable()


def test_error_comes_back(bridge):
    """An error comes back as it is."""
    with pytest.raises(LookupError, match="inside"):
        bridge.run(fail)


def test_error_while_making_the_coroutine(bridge):
    """An error while the coroutine is made is an error of the call."""
    with pytest.raises(ZeroDivisionError):
        bridge.run(lambda: 1 / 0)


def test_thread_starts_with_the_first_call(bridge, loop_threads):
    """Making a bridge costs no thread, and the second call doesn't cost another."""
    assert loop_threads == []
    for _ in range(2):
        bridge.run(answer)
    assert loop_threads == [bridge.thread]


def test_one_thread_for_callers_who_start_together(bridge, in_thread):
    """The first of several callers starts the thread for all."""
    barrier = threading.Barrier(8)

    async def where():
        return threading.get_ident()

    def call():
        barrier.wait(PATIENCE)
        return bridge.run(where)

    waits = [in_thread(call) for _ in range(8)]
    assert len({wait() for wait in waits}) == 1


def test_call_from_its_own_thread(bridge):
    """A call from the loop's own thread would wait for itself, and is refused."""

    async def inside():
        return bridge.run(answer)

    with pytest.raises(RuntimeError, match="would wait for itself; use zhixiao_async there"):
        bridge.run(inside)
    assert bridge.run(answer) == 42


def test_call_from_another_portals_thread(bridge):
    """A call from another bridge's thread works as from any thread."""

    async def inside():
        return bridge.run(answer)

    other = bridge_for(Stopping())
    try:
        assert other.run(inside) == 42
    finally:
        other.close()


def test_context_variables_are_passed_on(bridge):
    """A caller's context is seen on the loop; a variable set there stays there."""
    variable = contextvars.ContextVar("variable", default="unset")
    variable.set("ours")

    async def look():
        seen = variable.get()
        variable.set("theirs")
        return seen

    assert bridge.run(look) == "ours"
    assert variable.get() == "ours"


def test_each_thread_has_its_own_context(bridge, in_thread):
    """A thread that set nothing passes nothing on."""
    variable = contextvars.ContextVar("variable", default="unset")
    variable.set("ours")

    async def look():
        return variable.get()

    assert in_thread(bridge.run, look)() == "unset"
