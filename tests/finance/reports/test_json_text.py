"""JSON: the same names in both languages, amounts in fen."""

from __future__ import annotations

import json

from zhixiao_async.finance.reports.json_text import json_text
from zhixiao_async.finance.reports.monthly import monthly_report

from .exported import LATER


def told(target, language):
    return json.loads(json_text(monthly_report(target, "2026-11", language=language, now=LATER)))


def test_amounts_are_fen(target):
    """Amounts are whole fen under names that say so, days and times ISO 8601."""
    whole = told(target, "en")
    assert whole["sections"]["by_day"]["total"] == {
        "received_count": 3,
        "received_fen": 12800,
        "refunded_count": 2,
        "refunded_fen": 1700,
        "net_fen": 11100,
    }
    assert whole["sections"]["by_day"]["rows"][1]["day"] == "2026-11-02"
    assert (whole["report"], whole["complete"]) == ("monthly", False)
    assert (whole["begin"], whole["end"]) == (
        "2026-11-01T00:00:00+08:00",
        "2026-12-01T00:00:00+08:00",
    )


def test_names_are_the_same_in_every_language(target):
    """A program needn't know the report's language."""

    def names(value):
        if isinstance(value, dict):
            return {key: names(each) for key, each in value.items()}
        return [names(each) for each in value] if isinstance(value, list) else None

    assert names(told(target, "zh")["sections"]) == names(told(target, "en")["sections"])
