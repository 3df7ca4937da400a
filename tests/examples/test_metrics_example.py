"""The example with Prometheus: what is documented is scraped, and the dashboard asks for it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.places import DOCS, EXAMPLES, ROOT
from tests.support.ports import free_port

PROGRAM = Path(__file__).parent / "programs/scraped.py"
DASHBOARD = json.loads((EXAMPLES / "grafana/zhixiao.json").read_text("utf-8"))
PAGE = (DOCS / "observability.md").read_text("utf-8")
METRIC = re.compile(r"\bzhixiao_\w+")
LABELS = {"zhixiao_endpoint", "zhixiao_outcome", "zhixiao_verdict", "error_type", "le"}
SCOPE = {"otel_scope_name", "otel_scope_version", "otel_scope_schema_url"}


@pytest.fixture(scope="module")
def scrape(tmp_path_factory) -> str:
    """Return what Prometheus is told after an order, a delivery, a retry, a refund, a listing."""
    port = str(free_port())
    file = str(tmp_path_factory.mktemp("scraped") / "payments.db")
    command = [sys.executable, "-W", "error", PROGRAM, str(EXAMPLES), file, port]
    ended = subprocess.run(
        command,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def samples(scrape: str) -> dict[str, list[str]]:
    """Return the lines of a scrape by the name of their metric."""
    found: dict[str, list[str]] = {}
    for line in scrape.splitlines():
        if name := METRIC.match(line):
            found.setdefault(name[0], []).append(line)
    return found


def value(scrape: str, name: str, **labels: str) -> float:
    """Return the value of the sample that has these labels."""
    wanted = {f'{label}="{text}"' for label, text in labels.items()}
    (line,) = [line for line in samples(scrape)[name] if all(one in line for one in wanted)]
    return float(line.split()[-1])


def test_every_documented_metric(scrape):
    """The scrape has every metric that the page lists, under the name that it gives."""
    documented = re.findall(r"^\| `(zhixiao\.[\w.]+)` \| `(zhixiao_\w+)` \|", PAGE, re.MULTILINE)
    assert len(documented) == 6
    assert {name for _, name in documented} <= {
        name.removesuffix("_count") for name in samples(scrape)
    }


def test_values(scrape):
    """The scrape counts what has happened."""
    query = {"zhixiao_endpoint": "order_query"}
    assert value(scrape, "zhixiao_client_retries_total", **query) == 1
    for verdict in ("handled", "refused"):
        assert value(scrape, "zhixiao_inbox_deliveries_total", zhixiao_verdict=verdict) == 1
    assert value(scrape, "zhixiao_listing_rows_total") >= 1
    assert value(scrape, "zhixiao_journal_oldest_open_age_seconds") > 0
    lost = {"zhixiao_endpoint": "order_refund", "error_type": "OutcomeUnknown"}
    assert value(scrape, "zhixiao_client_calls_total", zhixiao_outcome="unknown", **lost) == 1


def test_labels(scrape):
    """No label holds a parameter of a call."""
    lines = [line for of_metric in samples(scrape).values() for line in of_metric]
    assert set(re.findall(r'(\w+)="', "".join(lines))) <= LABELS | SCOPE
    assert "20881" not in "".join(lines)


def queries() -> list[str]:
    """Return what the dashboard and the page's alerts ask Prometheus."""
    panels = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    alerts = re.findall(r"^ +expr: (.*)$", PAGE, re.MULTILINE)
    assert (len(panels), len(alerts)) == (10, 5)
    return panels + alerts


def test_queries(scrape):
    """Every query of the dashboard and of the alerts names metrics and labels of the scrape."""
    scraped = samples(scrape).keys()
    for query in queries():
        names = set(METRIC.findall(query))
        assert names & scraped, query
        assert names - scraped - LABELS == set(), query


def test_dashboard_shows_every_metric(scrape):
    """No metric of the scrape is missing on the dashboard."""
    shown = " ".join(target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"])
    parts = ("_bucket", "_count", "_sum", "_created")
    assert {name for name in samples(scrape) if not name.endswith(parts)} <= set(
        METRIC.findall(shown)
    )
