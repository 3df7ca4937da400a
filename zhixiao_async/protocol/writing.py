"""What is sent: from the attrs classes to JSON, and from JSON to the sealed form of a request."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

import attrs
import cattrs

from ..config import Credentials
from ..endpoints.metadata import is_local, written_as_number
from ..fields import NumericId, OpenEnum, write_time
from ..registry import Result
from .cipher import encrypt
from .signing import sign

_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False)


def write(instance: Any) -> Any:
    """Return the wire's form of a request, a result or a list of results; None isn't written."""
    return _CONVERTER.unstructure(instance)


def _object_writer(cls: type[Any]) -> Callable[[Any], dict[str, Any]]:
    fields = [
        (field.name, written_as_number(field)) for field in attrs.fields(cls) if not is_local(field)
    ]
    as_it_came = issubclass(cls, Result)

    def write_object(instance: Any) -> dict[str, Any]:
        return {
            name: _written(value, as_number or (as_it_came and isinstance(value, NumericId)))
            for name, as_number in fields
            if (value := getattr(instance, name)) is not None
        }

    return write_object


def _written(value: Any, as_number: bool) -> Any:
    if isinstance(value, OpenEnum):
        return int(value.value) if as_number else value.value
    if isinstance(value, NumericId):
        return int(value) if as_number else str(value)
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return int(value) if as_number else str(int(value))
    if isinstance(value, datetime):
        return write_time(value)
    if isinstance(value, Mapping):
        return {
            name: _written(inner, as_number=not isinstance(inner, OpenEnum))
            for name, inner in value.items()
        }
    return _CONVERTER.unstructure(value)


_CONVERTER = cattrs.Converter()
_CONVERTER.register_unstructure_hook_factory(attrs.has, _object_writer)


def to_json(value: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """Write compact ASCII JSON with slashes escaped, byte for byte as PHP does.

    Raises:
        TypeError: A value has no JSON form.
        ValueError: NaN, infinity, or a structure that contains itself.
    """
    return _ENCODER.encode(value).replace("/", "\\/").encode("ascii")


def is_json(value: Any) -> bool:
    """Return whether :func:`to_json` can write a value."""
    try:
        _ENCODER.encode(value)
    except (TypeError, ValueError, RecursionError):
        return False
    return True


def seal_request(credentials: Credentials, plaintext: bytes) -> bytes:
    """Encrypt and sign the JSON of a request or a notification; return the form's body."""
    param = encrypt(credentials, plaintext)
    signed = sign(credentials, credentials.app_id, param)
    app_id = quote_plus(credentials.app_id)
    return f"id={app_id}&param={quoted(param)}&sign={signed}".encode("ascii")


def quoted(base64: str) -> str:
    """Encode for a form the only three characters of base64 that need it."""
    return base64.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
