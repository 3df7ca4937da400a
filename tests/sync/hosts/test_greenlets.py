"""An error says what to do where gevent or eventlet has turned threads into greenlets."""

from __future__ import annotations

import pytest

from tests.sync.silence import PATIENCE

REFUSED = {
    "everything": ("first",),
    "everything but select": ("first", "select"),
    "everything but threads": ("first", "thread"),
    "after the client was made": ("made",),
    "after the client was used": ("used",),
}


@pytest.fixture
def said(start, program):
    """Run a program to its end; return its code, its output and its errors."""

    def run(name, *arguments):
        process = start(program(name), *arguments)
        answer, complaints = process.communicate(timeout=PATIENCE)
        return process.returncode, answer, complaints

    return run


@pytest.mark.parametrize("arguments", REFUSED.values(), ids=REFUSED)
def test_gevent_is_refused(said, arguments):
    """A client refuses gevent's threads or select in a sentence, whenever they are patched."""
    code, answer, complaints = said("with_gevent", *arguments)
    assert (code, answer) == (1, "")
    error = complaints.splitlines()[-1]
    assert error.startswith("RuntimeError: gevent has patched threads or select")
    assert "monkey.patch_all(thread=False, select=False)" in error


def test_what_the_error_says_works_with_gevent(said):
    """Ten greenlets' calls work on gevent's own threads without those two patched."""
    assert said("with_gevent", "first", "thread", "select") == (0, "10\n", "")


@pytest.mark.parametrize("unpatched", [(), ("thread",), ("select",)], ids=str)
def test_eventlet_is_refused(said, unpatched):
    """A client refuses eventlet's threads or select in a sentence."""
    code, answer, complaints = said("with_eventlet", *unpatched)
    assert (code, answer) == (1, "")
    error = complaints.splitlines()[-1]
    assert error.startswith("RuntimeError: eventlet has patched threads or select")
    assert "eventlet.monkey_patch(thread=False, select=False)" in error


def test_what_the_error_says_works_with_eventlet(said):
    """A call works on eventlet's own threads without those two patched."""
    code, answer, _ = said("with_eventlet", "thread", "select")
    assert (code, answer) == (0, "2013141516\n")


def test_neither_is_imported(start):
    """The client imports neither library itself."""
    code = "import sys, zhixiao_sync; print({'gevent', 'eventlet'} & set(sys.modules))"
    process = start("-c", code)
    assert process.communicate(timeout=PATIENCE) == ("set()\n", "")
