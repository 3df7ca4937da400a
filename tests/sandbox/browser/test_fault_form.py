"""The console's form for faults."""

import pytest
from playwright.sync_api import expect

from zhixiao_async import OutcomeUnknown
from zhixiao_async.sandbox.pages.fault_form import inject
from zhixiao_async.sandbox.presets import FAULTS

from .conftest import post, press


def add_fault(page, fault: str, **fields: str) -> None:
    faults = page.locator("#faults")
    faults.get_by_label("故障", exact=True).select_option(fault)
    for label, value in fields.items():
        faults.get_by_label(label).fill(value)
    press(page, "添加", section="faults")


def test_fault_for_one_path(desk, gateway):
    """A fault is injected by kind, path, count and probability."""
    desk.goto(gateway.base_url)
    desk.get_by_label("接口").select_option("/pay_api/order_create")
    add_fault(desk, "http_error", 次数="3", 概率="0.5")
    expect(desk.locator("#faults li")).to_contain_text("/pay_api/order_create × 3, p = 0.5")
    (injected,) = gateway.faults.active
    assert (injected.effect.amount, injected.left, injected.probability) == (503, 3, 0.5)


def test_fault_strikes(desk, gateway, create):
    """A fault happens to the next request, and is off the list then."""
    desk.goto(gateway.base_url)
    add_fault(desk, "reset_after")
    with pytest.raises(OutcomeUnknown):
        create()
    desk.reload()
    expect(desk.locator("#requests summary")).to_contain_text("reset_after")
    expect(desk.locator("#faults li")).to_have_count(0)
    expect(desk.locator("#orders")).to_contain_text("20881")


def test_faults_are_taken_back(desk, gateway):
    """A fault is taken back by its own button, or all are at once."""
    for fault in (gateway.faults.truncate, gateway.faults.wrong_sign, gateway.faults.oversize):
        fault()
    desk.goto(gateway.base_url)
    lines = desk.locator("#faults li")
    lines.filter(has_text="wrong_sign").get_by_role("button").click()
    expect(lines).to_have_count(2)
    expect(lines.filter(has_text="wrong_sign")).to_have_count(0)
    press(desk, "全部清除", section="faults")
    expect(lines).to_have_count(0)


@pytest.mark.parametrize("fault", FAULTS)
def test_offered_fault_is_what_it_says(gateway, fault):
    """Each name of the form injects the fault of that name."""
    inject(gateway.faults, {"fault": fault, "times": ""})
    (injected,) = gateway.faults.active
    assert (injected.effect.kind.name.lower(), injected.left) == (fault, None)


@pytest.mark.parametrize("probability", ["2", "-1", "x", "nan"])
def test_no_probability(gateway, probability):
    """A probability that is none is refused, and nothing is injected."""
    form = {"do": "add", "fault": "truncate", "probability": probability}
    assert post(f"{gateway.base_url}/console/faults", form)[0] == 400
    assert gateway.faults.active == []


@pytest.mark.parametrize(
    "form",
    [{"remove": "0"}, {"remove": "x"}, {"fault": "y"}, {}],
    ids=["gone", "no-number", "unknown", "empty"],
)
def test_nonsense_changes_no_fault(gateway, form):
    """A line that has gone meanwhile, or a kind that isn't offered, changes nothing."""
    assert post(f"{gateway.base_url}/console/faults", form)[0] == 303
    assert gateway.faults.active == []
