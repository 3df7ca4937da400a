"""Values from the environment, and secrets from files that it names."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ..errors import InvalidRequest
from ..messages.text import Text
from .secret_text import Secret, hidden, nothing_around
from .urls import gateway_url

T = TypeVar("T")


def value_of(variable: str) -> Secret:
    """Return a variable's value, hidden, since anything may have been put into it.

    Raises:
        InvalidRequest: It is missing, empty, or has something around it.
    """
    value = _found(variable)
    if value is None:
        raise InvalidRequest(variable, Text("rule.not_set"))
    return _checked(variable, value)


def secret_of(variable: str) -> tuple[str, Secret]:
    """Return a secret, and the name of the variable that holds it or names its file.

    Raises:
        InvalidRequest: Neither or both are set, or what one leads to is empty, can't be read or
            has something around it.
    """
    by_file = f"{variable}_FILE"
    value, path = _found(variable), _found(by_file)
    if value is not None and path is not None:
        raise InvalidRequest(variable, Text("rule.set_twice", other=by_file))
    if path is not None:
        return by_file, _checked(by_file, _read(by_file, _checked(by_file, path)))
    if value is None:
        raise InvalidRequest(variable, Text("rule.secret_not_set", by_file=by_file))
    return variable, _checked(variable, value)


def base_url_of(variable: str, default: str) -> str:
    """Return a base URL, hidden: somebody may have put a password into it, which is refused.

    Raises:
        InvalidRequest: It is set to something else than the URL of a gateway.
    """
    value = _found(variable)
    if value is None:
        return default
    if not value:
        raise InvalidRequest(variable, Text("rule.empty_url", default=default))
    return hidden(gateway_url(value, field=variable))


def renamed(names: dict[str, str], make: Callable[[], T]) -> T:
    """Make something, and have a refusal name the variables instead of the fields."""
    try:
        return make()
    except InvalidRequest as error:
        raise InvalidRequest(names.get(error.field, error.field), error.rule) from None


def _found(variable: str) -> Secret | None:
    # Asked for first: a KeyError's own traceback holds the whole environment, secrets and all.
    return hidden(os.environ[variable]) if variable in os.environ else None


def _checked(variable: str, value: Secret) -> Secret:
    if not value:
        raise InvalidRequest(variable, Text("rule.empty"))
    nothing_around(variable, value)
    return value


def _read(variable: str, path: Secret) -> Secret:
    try:
        text = hidden(Path(str(path)).read_bytes().decode("utf-8"))
    except UnicodeDecodeError:
        raise InvalidRequest(variable, Text("rule.file_not_utf_8")) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        # What is no path may be the secret itself.
        named = f"{path!s}: " if os.sep in path else ""
        rule = Text("rule.file_unreadable", reason=f"{named}{reason}")
        raise InvalidRequest(variable, rule) from None
    return hidden(text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text)
