"""Scripts export, verify and add up as services do, without awaiting."""

from __future__ import annotations

import pytest

import zhixiao_sync
from zhixiao_sync.finance import export_orders, totals, verify_export

from .conftest import BEGIN, END, ROWS


@pytest.fixture
def merchant(gateway, monkeypatch) -> str:
    """Return the prefix of variables that have the sandbox's credentials."""
    monkeypatch.setenv("SCHOOL_APP_ID", gateway.credentials.app_id)
    monkeypatch.setenv("SCHOOL_APP_SECRET", str(gateway.credentials.app_secret))
    monkeypatch.setenv("SCHOOL_AES_KEY", str(gateway.credentials.aes_key))
    monkeypatch.setenv("SCHOOL_BASE_URL", gateway.base_url)
    return "SCHOOL_"


def test_merchant_by_prefix(merchant, tmp_path):
    """A merchant is named by its variables, and looked up where it is needed."""
    report = export_orders(merchant, BEGIN, END, tmp_path)
    assert (report.is_complete, report.rows) == (True, ROWS)
    assert verify_export(tmp_path, gateway=[merchant]).counted == 3
    assert verify_export(tmp_path).is_clean


def test_client(gateway, tmp_path):
    """A client exports on its own event loop, and can be used afterwards."""
    with zhixiao_sync.Client(gateway.credentials, base_url=gateway.base_url) as client:
        report = export_orders(client, BEGIN, END, tmp_path, format="csv")
        assert sum(total.rows for total in totals(client, BEGIN, END)) == ROWS == report.rows
        assert len(list(client.iter_orders(BEGIN, END))) == ROWS
