"""The setting ``ZHIXIAO``: checked without secrets or a database, and read when it is needed."""

from __future__ import annotations

import io
import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import override_settings
from django.utils import translation
from django.views.debug import ExceptionReporter

from tests.support.django_site import using
from zhixiao_async import Credentials, InvalidRequest
from zhixiao_async.sandbox import TEST_CREDENTIALS
from zhixiao_sync.django import service
from zhixiao_sync.django.checks import check_settings
from zhixiao_sync.django.wording import Text

HANDLER = "tests.django_app.school.books.credit"
SECRETS = {
    "app_id": TEST_CREDENTIALS.app_id,
    "app_secret": str(TEST_CREDENTIALS.app_secret),
    "aes_key": str(TEST_CREDENTIALS.aes_key),
}


def never():
    """Stand for a vault that isn't to be asked yet."""
    raise AssertionError


def vault():
    """Return a merchant's secrets."""
    return [SECRETS]


async def awaited(payment, connection):
    """Stand for a handler whose body wouldn't run."""


async def fee(payment):
    """Return what a payment should be of, at once."""
    return 19800


GOOD = [
    {},
    {"PENDING": "tests.django_app.school.books.unpaid"},
    {"CREDENTIALS": ["ZHIXIAO_", "LIBRARY_"]},
    {"CREDENTIALS": SECRETS},
    {"CREDENTIALS": TEST_CREDENTIALS},
    {"CREDENTIALS": never},
    {"CREDENTIALS": f"{__name__}:never"},
    {"CONFIRM": True, "MAX_AGE": 30 * 86400, "BASE_URL": "https://api.example.edu"},
    {"CONFIRM": fee, "PENDING": False, "ON_ERROR": None},
    {"USING": "other"},
]
WRONG = [
    (None, "E001", "ZHIXIAO is missing"),
    ([], "E001", "no mapping"),
    ({"HANDLR": HANDLER}, "E002", "Did you mean HANDLER"),
    ({"xyz": 1}, "E002", "Its keys are HANDLER, PENDING"),
    ({"HANDLER": None}, "E003", "has no HANDLER"),
    ({"HANDLER": "tests.django_app.school.nowhere.credit"}, "E003", "can't be imported"),
    ({"HANDLER": 5}, "E003", "is no function"),
    ({"HANDLER": lambda payment: None}, "E003", r"HANDLER. must take 2 .* the connection"),
    ({"HANDLER": awaited}, "E003", "must be a plain def"),
    ({"HANDLER": "tests.django_app.helpers.NUMBERS"}, "E003", "is no function"),
    ({"PENDING": True}, "E004", "PENDING. is no function"),
    ({"PENDING": "nowhere.at.all"}, "E004", "PENDING.* can't be imported"),
    ({"CONFIRM": "nowhere.at.all"}, "E004", "CONFIRM.* can't be imported"),
    ({"ON_ERROR": "nowhere.at.all"}, "E004", "ON_ERROR.* can't be imported"),
    ({"CONFIRM": lambda app_id, order_id: 1}, "E004", "CONFIRM. must take 1 .* the payment:"),
    ({"ON_ERROR": lambda payment: None}, "E004", "ON_ERROR. must take 3 "),
    ({"CREDENTIALS": 5}, "E005", "of another kind"),
    ({"CREDENTIALS": {"app_id": "1"}}, "E005", "of another kind"),
    ({"CREDENTIALS": SECRETS | {"aes_key": "short"}}, "E005", "aes_key"),
    ({"CREDENTIALS": "nowhere:at_all"}, "E005", "can't be imported"),
    ({"MAX_AGE": 60}, "E006", "max_age"),
    ({"BASE_URL": "ftp://a"}, "E006", "BASE_URL"),
    ({"USING": "nowhere"}, "E007", "names no database: nowhere"),
]


def checked(setting):
    """Return what the checks say of a setting, with a handler unless it has one."""
    if isinstance(setting, dict):
        setting = {"HANDLER": HANDLER} | setting
    with override_settings(ZHIXIAO=setting):
        return check_settings()


@pytest.mark.parametrize("setting", GOOD)
def test_nothing_secret_is_needed(setting, monkeypatch, tmp_path):
    """A good setting passes without any secret at hand, and no database is opened."""
    monkeypatch.delenv("ZHIXIAO_APP_ID", raising=False)
    with using("default", f"sqlite:///{tmp_path / 'school.db'}"):
        assert checked(setting) == []
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(("setting", "number", "said"), WRONG)
def test_what_is_wrong(setting, number, said):
    """Each mistake has a number, is named, and comes with what to do."""
    found = [message for message in checked(setting) if message.id == f"zhixiao.{number}"]
    (message,) = found
    assert re.search(said, f"{message.msg} {message.hint}")
    assert message.hint
    assert SECRETS["app_secret"] not in f"{message.msg} {message.hint}"


def test_mistake_in_chinese():
    """A check speaks Chinese where Django does."""
    with translation.override("zh-hans"):
        (message,) = checked({"USING": "nowhere"})
    assert message.msg == "ZHIXIAO[USING] 所指的数据库不存在：nowhere"


def test_manage_py_check():
    """The app's checks are among those of ``manage.py check``."""
    said = io.StringIO()
    with override_settings(ZHIXIAO=None), pytest.raises(Exception, match=r"zhixiao\.E001"):
        call_command("check", stdout=said)


@pytest.mark.parametrize("wrong", [SECRETS | {"aes_key": "short"}, SECRETS | {"extra": "1"}])
@pytest.mark.parametrize("form", [lambda given: given, lambda given: [given]])
def test_error_page(wrong, form):
    """Django's page for an error, which shows variables, has no secret that was given."""
    setting = {"HANDLER": HANDLER, "CREDENTIALS": lambda: form(wrong)}
    with override_settings(ZHIXIAO=setting, DEBUG=True):
        with pytest.raises((InvalidRequest, ImproperlyConfigured)) as caught:
            service.client()
        beyond_this_test = caught.tb.tb_next
        report = ExceptionReporter(None, caught.type, caught.value, beyond_this_test)
        page = report.get_traceback_html()
    assert "app_settings.py" in page
    assert SECRETS["app_secret"] not in page


@pytest.mark.parametrize("given", [SECRETS, [SECRETS], vault, f"{__name__}:vault"], ids="abcd")
def test_credentials(given):
    """Credentials may be given, or come from a function when they are first needed."""
    with override_settings(ZHIXIAO={"HANDLER": HANDLER, "CREDENTIALS": given}):
        assert service.client().app_id == TEST_CREDENTIALS.app_id
        assert service.client(TEST_CREDENTIALS.app_id) is service.client()


def test_credentials_of_the_environment(monkeypatch, tmp_path):
    """By default they come from the environment, and secrets from files that it names."""
    (tmp_path / "secret").write_text(SECRETS["app_secret"])
    monkeypatch.setenv("ZHIXIAO_APP_ID", SECRETS["app_id"])
    monkeypatch.setenv("ZHIXIAO_APP_SECRET_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("ZHIXIAO_AES_KEY", SECRETS["aes_key"])
    monkeypatch.setenv("ZHIXIAO_BASE_URL", "http://127.0.0.1:9")
    with override_settings(ZHIXIAO={"HANDLER": HANDLER}):
        assert service.client().app_id == SECRETS["app_id"]
        assert service.service().counts.received == 0


def test_several_merchants():
    """With several merchants the one that is meant is named."""
    other = Credentials(**SECRETS | {"app_id": "7"})
    setting = {"HANDLER": HANDLER, "CREDENTIALS": [TEST_CREDENTIALS, other]}
    with override_settings(ZHIXIAO=setting):
        assert service.client("7").app_id == "7"
        for given in (None, "8"):
            with pytest.raises(InvalidRequest, match=f"7 or {TEST_CREDENTIALS.app_id}|or 7"):
                service.client(given)


def test_texts_are_whole():
    """Every text is there in both languages, with the same placeholders."""
    Text.tables.check()
