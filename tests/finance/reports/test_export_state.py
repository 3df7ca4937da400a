"""The state of an export: which days are there, which can change, which are missing."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.finance.days import row
from zhixiao_async import InvalidRequest
from zhixiao_async.fields import BEIJING
from zhixiao_async.finance.reports.export_state import state_of_export
from zhixiao_async.finance.reports.texts import Words

from .exported import export, put

NOW = datetime(2026, 11, 4, 0, 30, tzinfo=BEIJING)
ZH = Words("zh")


def day(number: int) -> date:
    return date(2026, 11, number)


def test_days_by_their_state(tmp_path):
    """A day is final, open, missing, or not over yet."""
    target = export(tmp_path)
    put(target, row(1), day=day(1))
    put(target, row(2), day=day(3), is_open=True)
    state = state_of_export(target, day(1), day(5), NOW)
    names = ["final", "missing", "open", "to_come", "to_come"]
    assert state.day_states() == dict(zip(map(day, range(1, 6)), names, strict=True))
    assert not state.complete
    assert state.sentence(ZH).startswith("1 日明细不再变动，1 日明细仍可能变动，3 日未导出")


def test_whole_period_is_complete(tmp_path):
    """Nothing is said of days that are all there and final."""
    target = export(tmp_path)
    put(target, row(1), day=day(1))
    state = state_of_export(target, day(1), day(1), NOW)
    assert (state.complete, state.warnings(ZH)) == (True, [])


def test_one_merchants_gap_is_the_days(tmp_path):
    """A day that one of two merchants lacks isn't final."""
    target = export(tmp_path)
    put(target, row(1), day=day(1))
    put(target, row(1, app_id="0060"), day=day(2), app_id="0060")
    state = state_of_export(target, day(1), day(2), NOW)
    assert set(state.day_states().values()) == {"missing"}
    assert state.app_ids == ("0058", "0060")


def test_period_of_no_day(tmp_path):
    """A period that ends before it begins is refused."""
    with pytest.raises(InvalidRequest, match="end must not be before begin"):
        state_of_export(export(tmp_path), day(2), day(1), NOW)
