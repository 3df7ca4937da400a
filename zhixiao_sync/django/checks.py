"""System checks of the setting ``ZHIXIAO``: no secret is read, and no database opened."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from zhixiao_async import Credentials, InvalidRequest
from zhixiao_async.config.urls import gateway_url
from zhixiao_async.messages import text
from zhixiao_async.notify.callables import HANDLER_GETS, require_function
from zhixiao_async.notify.receiver import must_outlast_retries

from . import app_settings
from .dialects import DIALECTS
from .wording import Text, language, told

_CALLS: dict[str, tuple[int, text.Text, bool]] = {
    "HANDLER": (2, HANDLER_GETS, True),
    "CONFIRM": (1, Text("noun.payment"), False),
    "ON_ERROR": (3, text.Text("noun.on_error_gets"), True),
}
"""How many arguments a function gets, which, and whether it has to be a plain one."""


def check_settings(**_: Any) -> list[CheckMessage]:
    """Return what is missing or wrong in the setting, each with what to do."""
    try:
        app_settings.given()
    except ImproperlyConfigured as error:
        return [_error("E001", str(error), "hint.missing")]
    return [*_keys(), *_functions(), *_credentials(), *_numbers(), *_database()]


def _keys() -> Iterator[CheckMessage]:
    for key in app_settings.given():
        if key not in app_settings.DEFAULTS:
            near = get_close_matches(str(key).upper(), app_settings.DEFAULTS, n=1, cutoff=0.5)
            hint = Text("hint.near", near=near[0]) if near else _known()
            yield Error(told(Text("setting.unknown", key=key)), hint=told(hint), id="zhixiao.E002")


def _known() -> Text:
    return Text("hint.known", keys=", ".join(app_settings.DEFAULTS))


def _functions() -> Iterator[CheckMessage]:
    for key in ("HANDLER", "PENDING", "CONFIRM", "ON_ERROR"):
        number, hint = "E003" if key == "HANDLER" else "E004", f"hint.{key.lower()}"
        if app_settings.value(key) is True and key == "CONFIRM":
            continue
        try:
            found = app_settings.handler() if key == "HANDLER" else app_settings.function(key)
            if found is not None and key in _CALLS:
                count, gets, blocking = _CALLS[key]
                require_function(f"ZHIXIAO[{key}]", found, count, gets, blocking=blocking)
        except ImproperlyConfigured as error:
            yield _error(number, str(error), hint)
        except InvalidRequest as error:  # of the function's form
            yield _error(number, error.localized(language()), hint)


def _credentials() -> Iterator[CheckMessage]:
    named = app_settings.value("CREDENTIALS")
    try:
        if callable(named) or (isinstance(named, str) and ":" in named):
            app_settings.function("CREDENTIALS")
        elif not isinstance(named, Credentials):
            app_settings.merchants()
    except ImproperlyConfigured as error:
        yield _error("E005", str(error), "hint.credentials")
    except InvalidRequest as error:  # it doesn't repeat a secret
        yield _error("E005", error.localized(language()), "hint.credentials")


def _numbers() -> Iterator[CheckMessage]:
    url, max_age = app_settings.value("BASE_URL"), app_settings.value("MAX_AGE")
    try:
        if url is not None:
            gateway_url(url, field="BASE_URL")
        if max_age is not None:
            must_outlast_retries(max_age)
    except InvalidRequest as error:
        yield _error("E006", error.localized(language()), "hint.value")


def _database() -> Iterator[CheckMessage]:
    using = app_settings.value("USING")
    if using not in connections.settings:
        yield _error("E007", told(Text("setting.no_database", using=using)), "hint.using")
        return
    if connections[using].vendor not in DIALECTS:
        yield _error("E008", told(Text("setting.other_database", using=using)), "hint.database")
    if not connections.settings[using]["AUTOCOMMIT"]:
        yield _error("E009", told(Text("setting.autocommit", using=using)), "hint.autocommit")


def _error(number: str, message: str, hint: str) -> CheckMessage:
    return Error(message, hint=told(Text(hint)), id=f"zhixiao.{number}")
