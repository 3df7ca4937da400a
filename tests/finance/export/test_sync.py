"""Scripts export, verify and add up as services do, without awaiting."""

from __future__ import annotations

import zhixiao_sync
from tests.support.gateways import set_variables
from zhixiao_sync.finance import export_orders, totals, verify_export

from .conftest import BEGIN, END, ROWS


def test_merchant_by_prefix(prefix, tmp_path):
    """A merchant is named by its variables, and looked up where it is needed."""
    report = export_orders(prefix, BEGIN, END, tmp_path)
    assert (report.is_complete, report.rows) == (True, ROWS)
    assert verify_export(tmp_path, gateway=[prefix]).counted == 3
    assert verify_export(tmp_path).is_clean


def test_merchant_of_the_environment(gateway, monkeypatch, tmp_path):
    """``gateway=True`` asks for the merchant whose credentials are in the environment."""
    set_variables(monkeypatch, gateway)
    export_orders("ZHIXIAO_", BEGIN, BEGIN, tmp_path)
    assert verify_export(tmp_path, gateway=True).counted == 1


def test_client(gateway, tmp_path):
    """A client exports on its own event loop, and can be used afterwards."""
    with zhixiao_sync.Client(gateway.credentials, base_url=gateway.base_url) as client:
        report = export_orders(client, BEGIN, END, tmp_path, format="csv", header="wire")
        assert sum(total.rows for total in totals(client, BEGIN, END)) == ROWS == report.rows
        assert len(list(client.iter_orders(BEGIN, END))) == ROWS
    heads = {path.read_text("utf-8-sig").partition(",")[0] for path in tmp_path.rglob("*.csv")}
    assert heads == {'"app_id"'}
