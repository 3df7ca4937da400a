"""What docs/django.md shows beside its handler, which all tests here use."""

from __future__ import annotations

import io
import json
import unittest

from django.test import Client

from .helpers import only


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
