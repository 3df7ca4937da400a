"""All that ``zhixiao explain`` prints of a capture, to the last line, in both languages."""

import pytest

from .captures import CAPTURES, printed, sections
from .conftest import KEY, SECRET

PRINTED = dict(sections())


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", CAPTURES)
def test_whole_report(name, language):
    """Which steps there are, how each is marked, what stands below it, and the exit code.

    Where a sentence was changed on purpose: ``python -m tests.cli.captures`` prints the file anew.
    """
    assert printed(CAPTURES[name], language) == PRINTED[f"{name}, {language}"]


def test_nothing_else_is_kept():
    """A capture that has gone takes its text along."""
    assert list(PRINTED) == [f"{name}, {one}" for name in CAPTURES for one in ("en", "zh")]


def test_no_secret_is_printed():
    """Nor any part of one by which it could be known."""
    texts = "".join(text for _, text in sections()).lower()
    assert not [one for one in (SECRET, KEY) if one[:8].lower() in texts]
