"""Paths in the repository that tests read from."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
EXAMPLES = ROOT / "examples"
TESTS = ROOT / "tests"
SAMPLES = TESTS / "samples"
TABLES = TESTS / "document/tables.json"
"""The document's field tables."""
GUNICORN_CONF = TESTS / "support/gunicorn_conf.py"
