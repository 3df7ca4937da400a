"""All that ``zhixiao explain`` prints of a capture, to the last line, in both languages."""

import pytest

from .captures import CAPTURES, printed, sections
from .conftest import KEY, SECRET

PRINTED = dict(sections())


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", CAPTURES)
def test_whole_report(name, language):
    """The report is the one in printed.txt: its steps, marks, details and exit code.

    Where a sentence was changed on purpose: ``python -m tests.cli.captures`` prints the file anew.
    """
    assert printed(CAPTURES[name], language) == PRINTED[f"{name}, {language}"]


def test_nothing_else_is_kept():
    """A capture that has gone takes its text along."""
    assert list(PRINTED) == [
        f"{name}, {language}" for name in CAPTURES for language in ("en", "zh")
    ]


def test_no_secret_is_printed():
    """No secret is printed, nor any part of one by which it could be known."""
    texts = "".join(text for _, text in sections()).lower()
    assert not [secret for secret in (SECRET, KEY) if secret[:8].lower() in texts]
