"""A resolution is told in both languages, its verdict first."""

from __future__ import annotations

import pytest

from zhixiao_async.messages.text import Text
from zhixiao_async.resolving.judge import Evidence, Probe
from zhixiao_async.resolving.resolution import Verdict

LISTED = Probe(Evidence.APPLIED, Text("found.refund"), "0166")


@pytest.mark.parametrize(
    ("verdict", "en", "zh"),
    [
        (Verdict.APPLIED, "applied: the listing has", "已生效：明细中已有该笔退款"),
        (Verdict.NOT_APPLIED, "not applied: the listing has", "未生效：明细中已有该笔退款"),
        (Verdict.UNKNOWN, "unknown: the listing has", "尚未查明：明细中已有该笔退款"),
    ],
)
def test_verdict_and_explanation(verdict, en, zh):
    """A finance office reads the verdict and why, in its language."""
    resolution = LISTED.resolution(verdict)
    assert resolution.localized("en").startswith(en)
    assert resolution.localized("zh") == zh


def test_advice_to_look_again():
    """Why it is worth looking again is told as well."""
    resolution = LISTED.resolution(Verdict.UNKNOWN, Text("found.too_early"))
    assert resolution.localized("zh").endswith("；此时尚不能下结论，请稍后再查")
