"""The pages that scripts make are what the scripts make of the code as it is."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", ["endpoints", "faults"])
def test_page_is_up_to_date(page, monkeypatch):
    """After a change to an endpoint or to a fault: ``python docs/make_<page>.py``."""
    monkeypatch.syspath_prepend(DOCS.parent)
    spec = importlib.util.spec_from_file_location(f"make_{page}", DOCS / f"make_{page}.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert (DOCS / f"{page}.md").read_text("utf-8") == script.page()
