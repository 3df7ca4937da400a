"""docs/endpoints.md is what its script makes of the registry."""

from __future__ import annotations

import importlib.util
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_endpoints_page_is_up_to_date():
    """After a change to an endpoint: ``python docs/make_endpoints.py``."""
    spec = importlib.util.spec_from_file_location("make_endpoints", DOCS / "make_endpoints.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert (DOCS / "endpoints.md").read_text("utf-8") == script.page()
