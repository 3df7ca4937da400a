"""The admin's pages: everything can be found, nothing changed, and a payer seen by few."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from tests.support.django_site import using
from zhixiao_async import BEIJING
from zhixiao_sync.django import en, zh
from zhixiao_sync.django.models import HandledPayment, JournalEntry

NOW = datetime.now(BEIJING)
PAYER = {"uid": "2088612279536603", "user_no": "2013141516", "user_name": "张三", "pay_type": "2"}
PERSONAL = ["2088612279536603", "2013141516", "张三", "\\u5f20"]
PAYMENTS = "/admin/zhixiao/paymentrow/"
_WORDS = {en.TEXTS[key] for key in en.TEXTS if en.TEXTS[key] != zh.TEXTS[key]} - {"name", "uid"}
ENGLISH = re.compile(rf"\b({'|'.join(map(re.escape, _WORDS))})\b", re.IGNORECASE)
"""Texts that have a Chinese twin; of Django's own page a hidden word isn't translated."""
ENTRIES = "/admin/zhixiao/entryrow/"


def handled(order_id, number, day=NOW, **more):
    """Put a payment into the inbox."""
    HandledPayment.objects.create(
        app_id=more.pop("app_id", "7"),
        order_id=order_id,
        out_trade_no=number,
        source=more.pop("source", "notification"),
        time_end=day.isoformat(),
        payer=json.dumps(PAYER),
        handled_at=day.isoformat(),
        reruns=more.pop("reruns", 0),
        **more,
    )


def written(kind, number, state, request):
    """Put an entry into the journal."""
    JournalEntry.objects.create(
        app_id="7",
        kind=kind,
        number=number,
        order_id="1720881",
        state=state,
        sent_at=NOW.isoformat(),
        request=json.dumps(request),
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Migrate a site's database, with payments, refunds, and two who may look."""
    url = f"sqlite:///{tmp_path_factory.mktemp('site') / 'site.db'}"
    with using("default", url):
        call_command("migrate", verbosity=0)
        handled("1720881", "20881", fee=19800)
        handled("1720882", "20882", NOW - timedelta(days=400), source="sweep")
        handled("1720881", "20883", app_id="8", reruns=1)
        written("refund", "R1", "open", {"order_id": "1720881", "refund_fee": "150"})
        written("receipt", "1720881", "applied", {"payer_name": "张三", "payer_type": "0"})
        for name in ("clerk", "auditor"):
            user = User.objects.create_user(name, is_staff=True)
            user.user_permissions.set(Permission.objects.filter(codename__endswith="row"))
        for permission in Permission.objects.filter(codename__in=["view_payer", "view_request"]):
            user.user_permissions.add(permission)
        yield


@pytest.fixture(params=["clerk"])
def browser(request, site):
    """Return a client that is logged in; its language ends with the test."""
    client = Client()
    client.force_login(User.objects.get(username=request.param))
    yield client
    translation.deactivate()


both = pytest.mark.parametrize("browser", ["clerk", "auditor"], indirect=True)
auditor = pytest.mark.parametrize("browser", ["auditor"], indirect=True)


def text(browser, address, **options):
    """Return a page's text."""
    answer = browser.get(address, **options)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def orders(browser, query=""):
    """Return the merchant's numbers on the list."""
    return re.findall(
        r"field-out_trade_no\">(\d+)<", browser.get(f"{PAYMENTS}{query}").content.decode()
    )


def pages(browser, address):
    """Return the addresses that a list leads to."""
    content = browser.get(address).content.decode()
    return re.findall(rf'href="({address}[^"?]*/change/)"', content)


@both
def test_list(browser):
    """The list has numbers, yuan and Beijing times, the latest first, and nobody's data."""
    shown = text(browser, PAYMENTS)
    assert orders(browser)[-1] == "20882"
    assert "198.00" in shown
    assert "unconfirmed" in shown
    assert f"{NOW:%Y-%m-%d %H:%M:%S}" in shown
    assert not [personal for personal in PERSONAL if personal in shown]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=1720881", {"20881", "20883"}),
        ("?q=+20882+", {"20882"}),
        ("?q=2088", set()),
        (f"?q={NOW - timedelta(days=400):%Y-%m-%d}", {"20882"}),
        ("?day=today", {"20881", "20883"}),
        ("?day=week", {"20881", "20883"}),
        (f"?day={NOW:%Y-%m}", {"20881", "20883"}),
        ("?day=nonsense", {"20881", "20882", "20883"}),
        ("?source__exact=sweep", {"20882"}),
        ("?outcome=confirmed", {"20881"}),
        ("?outcome=unconfirmed", {"20882", "20883"}),
        ("?outcome=rerun", {"20883"}),
    ],
)
def test_search(browser, query, found):
    """A payment is found by either number, by its day, its outcome and its source."""
    assert {*orders(browser, query)} == found


@auditor
def test_page_of_one_payment(browser):
    """Each merchant's payment has a page of its own, with the payer for whom may see it."""
    shown = [text(browser, page) for page in pages(browser, PAYMENTS)]
    assert [re.search(r"out_trade_no: (\d+)", page)[1] for page in shown] == orders(browser)
    assert all("name: 张三" in page and "channel: Alipay" in page for page in shown)


def test_page_without_the_payer(browser):
    """Nobody else sees the payer, wherever."""
    addresses = [*pages(browser, PAYMENTS), *pages(browser, ENTRIES), ENTRIES]
    shown = "".join(text(browser, address) for address in addresses)
    assert "198.00" in shown
    assert not [personal for personal in PERSONAL if personal in shown]


@auditor
def test_journal(browser):
    """The journal shows amounts and states, and what was sent for whom may see it."""
    shown = text(browser, ENTRIES)
    assert "1.50" in shown
    assert "not applied" in shown
    assert orders(browser, "") != []
    assert "R1" in text(browser, f"{ENTRIES}?state__exact=open")
    assert "R1" not in text(browser, f"{ENTRIES}?q=R2")
    assert "payer_name: 张三" in "".join(text(browser, page) for page in pages(browser, ENTRIES))


@both
@pytest.mark.parametrize("address", [PAYMENTS, ENTRIES])
def test_nothing_can_be_changed(browser, address):
    """There is no page to add or delete, and none takes what is posted."""
    page = pages(browser, address)[0]
    assert browser.get(f"{address}add/").status_code == 403
    assert browser.get(page.replace("change", "delete")).status_code == 403
    assert browser.post(page, {"out_trade_no": "1"}).status_code == 403
    assert browser.post(address, {"action": "delete_selected"}).status_code in (200, 302, 403)
    assert (HandledPayment.objects.count(), JournalEntry.objects.count()) == (3, 2)


def test_address_of_no_row(browser):
    """An address that names no row leads back to the start, as Django has it."""
    for key in ("1720881", "9_0A1720881"):
        assert browser.get(f"{PAYMENTS}{key}/change/").status_code == 302


@auditor
def test_pages_in_chinese(browser):
    """The pages are Chinese for a Chinese browser."""
    chinese = {"headers": {"accept-language": "zh-hans"}}
    for address in (PAYMENTS, ENTRIES, *pages(browser, PAYMENTS), *pages(browser, ENTRIES)):
        shown = text(browser, address, **chinese)
        assert "知校" in shown
        assert not ENGLISH.search(shown)
