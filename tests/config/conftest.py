"""Credentials in the environment, and in files that it names."""

from __future__ import annotations

import pytest

from .credential_values import GOOD


@pytest.fixture
def environment(monkeypatch):
    """Set the three variables well."""
    for name, value in GOOD.items():
        monkeypatch.setenv(f"ZHIXIAO_{name.upper()}", value)


@pytest.fixture
def file_of(monkeypatch, tmp_path):
    """Return a function that puts a secret into a file, named in its variable's place."""

    def put(name, content):
        monkeypatch.delenv(f"ZHIXIAO_{name}", raising=False)
        path = tmp_path / name
        path.write_bytes(content)
        monkeypatch.setenv(f"ZHIXIAO_{name}_FILE", str(path))
        return path

    return put
