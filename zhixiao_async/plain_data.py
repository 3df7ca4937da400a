"""What a program may hand on as JSON: ``to_dict``, and the hooks by which pydantic reads it off."""

from __future__ import annotations

from typing import Any, cast

from .fields import JsonValue
from .fields.plain import plain


class PlainData:
    """The base of results, listed rows and payments."""

    __slots__ = ()

    def to_dict(self) -> dict[str, JsonValue]:
        """Return the fields under their documented names, as ``json.dumps`` takes them.

        An amount is an int in fen, a time ISO 8601 text with ``+08:00``, and a code its name, as
        in an export's CSV: ``"pay_type": "WECHAT"``, ``"operate_type": "REFUND"``,
        ``"status": "PAID"``; one that the document doesn't list is ``"UNKNOWN_9"``. An object
        inside is a dict as well, and an absent value None. ``unreadable`` is there only if
        something couldn't be read. Properties aren't part of it.
        """
        return cast("dict[str, JsonValue]", plain(self))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: Any) -> Any:
        """Return pydantic's schema, which only pydantic asks for: FastAPI returns the object."""
        from .pydantic_schema import core_schema_of

        return core_schema_of(cls, handler)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Any:
        """Return the schema of :meth:`to_dict`, which only pydantic asks for: OpenAPI has it."""
        from .pydantic_schema import json_schema_of

        return json_schema_of(cls, schema, handler)
