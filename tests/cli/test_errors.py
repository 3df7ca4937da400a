"""Errors on the command line: a sentence, and an exit code."""

import pytest

from zhixiao_async.cli.errors import CommandError, sentence


class Wrapped(Exception):
    """As SQLAlchemy wraps a driver's error."""

    orig = ValueError("the driver's\nwith more lines")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyError("a"), "KeyError: 'a'"),
        (ValueError("one\ntwo"), "ValueError: one"),
        (ValueError(), "ValueError"),
        (Wrapped("SELECT secret"), "ValueError: the driver's"),
    ],
)
def test_sentence_of_an_error(error, said):
    """A sentence is an error's type and first line, without the statement that a driver repeats."""
    assert sentence(error) == said


def test_code_of_an_error():
    """The exit code of an error is 2 unless it has another."""
    assert (CommandError("x").code, CommandError("x", code=1).code) == (2, 1)
