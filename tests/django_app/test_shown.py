"""What docs/django.md shows beside its handler, which all tests here use."""

from __future__ import annotations

import io
import json
import unittest

from django.test import Client, override_settings

from tests.support.notification_bodies import content, sealed
from zhixiao_async import REFUSAL
from zhixiao_async.sandbox import TEST_CREDENTIALS

from .helpers import credited, only, school

FORM = "application/x-www-form-urlencoded"


@only("sqlite", "postgresql")
def test_tests_of_the_school(inbox, zhixiao):
    """The page's TestCase passes as Django's test runner runs it, and leaves nothing."""
    said = io.StringIO()
    suite = unittest.defaultTestLoader.loadTestsFromName("tests.django_app.school.tests")
    result = unittest.TextTestRunner(said).run(suite)
    assert (result.testsRun, result.wasSuccessful()) == (1, True), said.getvalue()
    assert inbox.latest() == []


@only("sqlite")
def test_page_that_sends_a_payer_to_the_cashier(inbox, zhixiao, gateway):
    """The page's view creates an order whose notifications come to the app's own view."""
    answer = Client(headers={"host": "127.0.0.1"}).get("/pay/20881")
    assert (answer.status_code, answer.url.startswith(gateway.base_url)) == (302, True)
    assert (
        json.loads(gateway.requests[-1].params)["notify_url"] == "http://127.0.0.1/zhixiao/notify/"
    )


@only("sqlite")
def test_service_of_the_schools_own(url, monkeypatch):
    """The page's service without the setting credits a payment, with ATOMIC_REQUESTS, too."""
    for name in ("APP_ID", "APP_SECRET", "AES_KEY"):
        monkeypatch.setenv(f"ZHIXIAO_{name}", str(getattr(TEST_CREDENTIALS, name.lower())))
    site = "tests.django_app.school.own_service"
    with school(url, ATOMIC_REQUESTS=True), override_settings(ROOT_URLCONF=site):
        answer = Client().post("/notify", sealed(content()), content_type=FORM)
        assert (answer.status_code, answer.content == REFUSAL, credited()) == (200, False, 1)
