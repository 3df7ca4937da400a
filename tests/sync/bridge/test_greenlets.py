"""Patches by gevent or eventlet, which decide whether a client can have a thread."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from zhixiao_sync.bridge.bridge import Bridge

LIBRARIES = {"gevent": ("gevent.monkey", "threading"), "eventlet": ("eventlet.patcher", "thread")}


@pytest.fixture(params=LIBRARIES)
def library(request, monkeypatch):
    """Return a library's name, its word for threads, and a way to have it say what it patched."""
    module, threads = LIBRARIES[request.param]

    def patches(*names):
        asked = names.__contains__
        fake = SimpleNamespace(is_module_patched=asked, is_monkey_patched=asked)
        monkeypatch.setitem(sys.modules, module, fake)

    return request.param, threads, patches


def test_patched_threads(library):
    """Greenlets in the place of threads are refused, whatever else is patched."""
    name, threads, patches = library
    patches(threads, "socket")
    with pytest.raises(RuntimeError, match=f"^{name} has patched threads or select"):
        Bridge()


def test_patched_select(library):
    """A select that only a hub wakes is refused."""
    name, _, patches = library
    patches("select", "socket")
    with pytest.raises(RuntimeError, match=f"^{name} has patched threads or select"):
        Bridge()


def test_patched_after_the_client_was_made(bridge, library):
    """The next call checks again, before it starts anything."""
    name, threads, patches = library
    patches(threads)
    with pytest.raises(RuntimeError, match=f"^{name} has patched threads or select"):
        bridge.run(None)
    assert bridge.thread is None


def test_patched_sockets_only(library):
    """Patched sockets alone are accepted."""
    _, _, patches = library
    patches("socket")
    assert not Bridge().closed
