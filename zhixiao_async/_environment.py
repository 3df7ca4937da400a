"""What a program finds in its environment: values, and names of files that hold secrets."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ._secret import Secret, hidden, nothing_around
from ._urls import gateway_url
from .errors import InvalidRequest

T = TypeVar("T")


def value_of(variable: str) -> Secret:
    """A variable's value, hidden, since anything may have been put into it.

    Raises:
        InvalidRequest: It is missing, empty, or has something around it.
    """
    value = _found(variable)
    if value is None:
        raise _missing(variable)
    return _checked(variable, value)


def secret_of(variable: str) -> tuple[str, Secret]:
    """A secret, and the name of the variable that it came by: itself, or ``…_FILE``.

    Raises:
        InvalidRequest: Neither or both are set, or what one leads to is empty, can't be read or
            has something around it.
    """
    by_file = f"{variable}_FILE"
    value, path = _found(variable), _found(by_file)
    if value is not None and path is not None:
        raise InvalidRequest(variable, f"must not be set beside {by_file}")
    if path is not None:
        return by_file, _checked(by_file, _read(by_file, _checked(by_file, path)))
    if value is None:
        raise _missing(variable, f"or {by_file} name a file; ")
    return variable, _checked(variable, value)


def base_url_of(variable: str, default: str) -> str:
    """A base URL, hidden, since somebody may have put a password into it, which is refused.

    Raises:
        InvalidRequest: It is set to something else than the URL of a gateway.
    """
    value = _found(variable)
    if value is None:
        return default
    if not value:
        raise InvalidRequest(variable, f"must not be empty: without it {default} is meant")
    return hidden(gateway_url(value, field=variable))


def renamed(names: dict[str, str], make: Callable[[], T]) -> T:
    """Make something, and have a refusal name the variables instead of the fields."""
    try:
        return make()
    except InvalidRequest as error:
        raise InvalidRequest(names.get(error.field, error.field), error.rule) from None


def _found(variable: str) -> Secret | None:
    # get, since a KeyError's own traceback holds the whole environment, secrets and all.
    return hidden(os.environ[variable]) if variable in os.environ else None


def _missing(variable: str, otherwise: str = "") -> InvalidRequest:
    rule = f"must be set in the environment ({otherwise}zhixiao sandbox prints lines to try with)"
    return InvalidRequest(variable, rule)


def _checked(variable: str, value: Secret) -> Secret:
    if not value:
        raise InvalidRequest(variable, "must not be empty")
    nothing_around(variable, value)
    return value


def _read(variable: str, path: Secret) -> Secret:
    try:
        text = hidden(Path(str(path)).read_bytes().decode("utf-8"))
    except UnicodeDecodeError:
        raise InvalidRequest(variable, "must name a file in UTF-8") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        # What is no path may be the secret itself.
        named = f"{path!s}: " if os.sep in path else ""
        rule = f"must name a file that can be read: {named}{reason}"
        raise InvalidRequest(variable, rule) from None
    return hidden(text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text)
