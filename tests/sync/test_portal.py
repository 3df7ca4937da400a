"""The bridge to the private loop: when it starts, and who may cross it."""

from __future__ import annotations

import contextvars
import gc
import threading
import weakref
from contextlib import suppress

import pytest

from .conftest import PATIENCE, Stopping, answer, bridge_for


class Page:
    """Something that can be seen to go."""


async def make_page():
    return Page()


async def fail():
    raise LookupError("inside")


def test_result_comes_back(portal):
    """As it is."""
    assert portal.run(answer) == 42


def test_result_lies_in_no_cycle(portal):
    """A page of the listing goes when its reader is done with it, not when garbage is collected."""
    gc.collect()
    gc.disable()
    try:
        page = weakref.ref(portal.run(make_page))
        assert page() is None
    finally:
        gc.enable()


def test_error_lies_in_no_cycle(portal):
    """Nor does a failed call keep its caller's frame, and so its client, until then."""
    gc.collect()
    gc.disable()
    try:

        def call():
            page = Page()
            left.append(weakref.ref(page))
            with suppress(LookupError):
                portal.run(fail)

        left = []
        call()
        assert left[0]() is None
    finally:
        gc.enable()


def test_error_comes_back(portal):
    """As it is."""
    with pytest.raises(LookupError, match="inside"):
        portal.run(fail)


def test_error_while_making_the_coroutine(portal):
    """Is an error of the call as well."""
    with pytest.raises(ZeroDivisionError):
        portal.run(lambda: 1 / 0)


def test_thread_starts_with_the_first_call(portal, workers):
    """Making a client costs no thread, and the second call doesn't cost another."""
    assert workers == []
    for _ in range(2):
        portal.run(answer)
    assert workers == [portal.worker]


def test_one_thread_for_callers_who_start_together(portal, in_thread):
    """Whoever comes first starts it."""
    barrier = threading.Barrier(8)

    async def where():
        return threading.get_ident()

    def call():
        barrier.wait(PATIENCE)
        return portal.run(where)

    waits = [in_thread(call) for _ in range(8)]
    assert len({wait() for wait in waits}) == 1


def test_call_from_its_own_thread(portal):
    """It would wait for itself."""

    async def inside():
        return portal.run(answer)

    with pytest.raises(RuntimeError, match="would wait for itself; use zhixiao_async there"):
        portal.run(inside)
    assert portal.run(answer) == 42


def test_call_from_another_portals_thread(portal):
    """That is just another thread."""

    async def inside():
        return portal.run(answer)

    other = bridge_for(Stopping())
    try:
        assert other.run(inside) == 42
    finally:
        other.close()


def test_context_variables_are_passed_on(portal):
    """A request's id, say, is seen by a trace on the loop; what is set there stays there."""
    variable = contextvars.ContextVar("variable", default="unset")
    variable.set("ours")

    async def look():
        seen = variable.get()
        variable.set("theirs")
        return seen

    assert portal.run(look) == "ours"
    assert variable.get() == "ours"


def test_each_thread_has_its_own_context(portal, in_thread):
    """A thread that set nothing passes nothing on."""
    variable = contextvars.ContextVar("variable", default="unset")
    variable.set("ours")

    async def look():
        return variable.get()

    assert in_thread(portal.run, look)() == "unset"
