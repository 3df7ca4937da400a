"""The setting ``ZHIXIAO``: read when it is first needed, and nothing secret before that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS
from django.utils.module_loading import import_string

from zhixiao_async import Credentials, InvalidRequest
from zhixiao_async.messages.text import joined

from .wording import Text, told

NAME = "ZHIXIAO"
DEFAULTS: Mapping[str, Any] = {
    "HANDLER": None,
    "PENDING": None,
    "CREDENTIALS": "ZHIXIAO_",
    "BASE_URL": None,
    "CONFIRM": False,
    "ON_ERROR": None,
    "MAX_AGE": None,
    "USING": DEFAULT_DB_ALIAS,
}
"""Every key with its default.

- ``HANDLER``: your code, or its dotted path: ``handler(payment, connection)``. The only one that
  has to be given.
- ``PENDING``: your code, or its dotted path: ``pending(app_id)`` returns the ``out_trade_no`` of a
  merchant's unpaid orders, for the sweep.
- ``CREDENTIALS``: the prefix of environment variables, ``Credentials``, or a mapping of the three
  values; a list of these for several merchants; or a function that returns any of these, or its
  dotted path with a colon before the function: ``vault:credentials``.
- ``BASE_URL``: the gateway's; by default ``…BASE_URL`` beside the prefix, or the documented host.
- ``CONFIRM``: True to ask the gateway before the handler runs; or your ``expected_fee``, or its
  dotted path.
- ``ON_ERROR``: your code, or its dotted path: ``on_error(payment, error, delivery)`` is told of a
  payment that wasn't handled.
- ``MAX_AGE``: seconds since the payment after which a notification is refused; None for never.
- ``USING``: the database's name in ``DATABASES``.
"""

Merchant: TypeAlias = str | Credentials
"""A prefix of environment variables, or what they would hold."""


def given() -> Mapping[str, Any]:
    """Return the setting as it is.

    Raises:
        ImproperlyConfigured: There is none, or it is no mapping.
    """
    found = getattr(settings, NAME, None)
    if not isinstance(found, Mapping):
        raise ImproperlyConfigured(told(Text("setting.missing")))
    return found


def value(key: str) -> Any:
    """Return one of its values, or the default; errors as :func:`given`."""
    return given().get(key, DEFAULTS[key])


def function(key: str) -> Callable[..., Any] | None:
    """Return the function that a value is or names; None if it is left out.

    Raises:
        ImproperlyConfigured: It is neither, or can't be imported.
    """
    named = value(key)
    if named is None or named is False or callable(named):
        return named or None
    if not isinstance(named, str):
        raise ImproperlyConfigured(told(Text("setting.not_function", key=key)))
    try:
        found = import_string(named.replace(":", "."))
    except ImportError as error:
        rule = Text("setting.not_imported", key=key, path=named, reason=error)
        raise ImproperlyConfigured(told(rule)) from error
    if not callable(found):
        raise ImproperlyConfigured(told(Text("setting.not_function", key=key)))
    called: Callable[..., Any] = found
    return called


def handler() -> Callable[..., Any]:
    """Return the handler.

    Raises:
        ImproperlyConfigured: There is none, or it can't be imported.
    """
    found = function("HANDLER")
    if found is None:
        raise ImproperlyConfigured(told(Text("setting.no_handler")))
    return found


def merchants() -> list[Merchant]:
    """Return the merchants; this may ask a function of yours for their secrets.

    Raises:
        ImproperlyConfigured: The value is of another kind.
        InvalidRequest: A secret is malformed.
    """
    named = value("CREDENTIALS")
    if callable(named) or (isinstance(named, str) and ":" in named):
        ask = function("CREDENTIALS")
        named = ask() if ask is not None else None
    found = _merchants(named)
    if isinstance(found, Exception):
        # Django's error pages and mails show the variables of each frame: no secret is to be there.
        del named
        raise found.with_traceback(None)
    return found


def _merchants(named: object) -> list[Merchant] | ImproperlyConfigured | InvalidRequest:
    several = named if isinstance(named, list | tuple) else [named]
    try:
        return [_merchant(one) for one in several]
    except (ImproperlyConfigured, InvalidRequest) as error:
        return error


def _merchant(named: object) -> Merchant:
    if isinstance(named, str | Credentials):
        return named
    if isinstance(named, Mapping) and {*named} == {"app_id", "app_secret", "aes_key"}:
        return Credentials(**named)
    raise ImproperlyConfigured(told(Text("setting.not_credentials")))


def listed(names: Iterable[str]) -> str:
    """Return names in a row, for an error."""
    return joined("field.or", [*names])
