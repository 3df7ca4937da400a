"""The table of judge, line by line."""

from __future__ import annotations

import pytest

from zhixiao_async import Verdict
from zhixiao_async.resolving.judge import NOT_PROBED, Evidence, Probe, judge

APPLIED, NOT_APPLIED, UNKNOWN = Verdict
AGAIN = None

# Evidence, said as before; the verdict before the deadline, of the first probe past it, of a later.
TABLE = [
    (Evidence.APPLIED, False, APPLIED, APPLIED, APPLIED),
    (Evidence.APPLIED, True, APPLIED, APPLIED, APPLIED),
    (Evidence.NOT_APPLIED, False, NOT_APPLIED, NOT_APPLIED, NOT_APPLIED),
    (Evidence.NOT_APPLIED, True, NOT_APPLIED, NOT_APPLIED, NOT_APPLIED),
    (Evidence.ABSENT, False, AGAIN, NOT_APPLIED, NOT_APPLIED),
    (Evidence.ABSENT, True, AGAIN, NOT_APPLIED, NOT_APPLIED),
    (Evidence.REFUSED, False, AGAIN, AGAIN, UNKNOWN),
    (Evidence.REFUSED, True, AGAIN, NOT_APPLIED, NOT_APPLIED),
    (Evidence.UNCLEAR, False, AGAIN, UNKNOWN, UNKNOWN),
    (Evidence.UNCLEAR, True, AGAIN, UNKNOWN, UNKNOWN),
]
IDS = [f"{row[0].name}-{'as before' if row[1] else 'otherwise'}" for row in TABLE]


def probe(evidence: Evidence) -> Probe:
    return Probe(evidence, "so it says", "ZX1")


def test_table_is_complete():
    """Every evidence is listed once as a repetition, and once as news."""
    assert {row[:2] for row in TABLE} == {
        (evidence, same) for evidence in Evidence for same in (False, True)
    }
    assert len(TABLE) == 2 * len(Evidence)


@pytest.mark.parametrize(("evidence", "same", "before", "first", "later"), TABLE, ids=IDS)
def test_verdict(evidence, same, before, first, later):
    """A verdict follows from the evidence, its repetition, and the probes past the deadline."""
    latest = probe(evidence)
    previous = probe(evidence) if same else Probe(evidence, "in other words", "ZX1")
    judged = [judge(latest, previous, past_deadline) for past_deadline in (0, 1, 2, 9)]
    assert [resolution and resolution.verdict for resolution in judged] == [
        before,
        first,
        later,
        later,
    ]


@pytest.mark.parametrize("previous", [Evidence.ABSENT, Evidence.UNCLEAR])
def test_refusal_after_other_evidence(previous):
    """A refusal repeats a refusal only, though the words are the same."""
    assert judge(probe(Evidence.REFUSED), probe(previous), 1) is AGAIN


def test_first_probe_past_the_deadline():
    """A refusal with no probe before it repeats nothing."""
    assert judge(probe(Evidence.REFUSED), NOT_PROBED, 1) is AGAIN


@pytest.mark.parametrize("evidence", Evidence)
def test_explanation(evidence):
    """A resolution has the explanation and the order of the probe."""
    resolution = judge(probe(evidence), NOT_PROBED, 2)
    more = "; it said something else before that, so look again later"
    expected = "so it says" + (more if evidence is Evidence.REFUSED else "")
    assert (resolution.explanation, resolution.order_id) == (expected, "ZX1")
