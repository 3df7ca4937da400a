"""The registry of endpoints: the documented paths, their request classes and their effects."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, ClassVar, Generic, NoReturn, Self, TypeVar, get_args

import attrs

from .checks import arguments_of, made, named_arguments, refusal, shape
from .errors import InvalidRequest
from .messages.text import Text
from .plain_data import PlainData

ResultT = TypeVar("ResultT")
RequestClassT = TypeVar("RequestClassT", bound="type[Request[Any]]")

MIB = 1024 * 1024


class Effect(Enum):
    """The effect that a request can have, which decides what is repeated after a failure."""

    READ = "read"
    """Changes nothing: repeated within the retry policy."""
    KEYED = "keyed"
    """Changes something under the merchant's own number: repeated only if you vouch for it."""
    MONEY = "money"
    """Moves money or issues a receipt: never sent again once a byte has left."""


@attrs.frozen(kw_only=True)
class Endpoint:
    """One documented path, or the path that ``raw()`` calls.

    Attributes:
        name: The method's name, such as ``order_query``; ``raw`` for ``raw()``.
        path: The path, such as ``/pay_api/order_query``.
        section: The section of the vendor's document; empty if it has none.
        effect: The effect, which decides what is repeated.
        request: The request's class; None for ``raw()``.
        result: The type that a success is read into; None for ``raw()``, which takes any JSON.
        resolve_by: The query that finds out what became of a request whose reply was lost.
        max_reply: Bytes; a longer reply is cut off and refused.
    """

    name: str
    path: str
    section: str
    effect: Effect
    request: type[Request[Any]] | None
    result: Any
    resolve_by: str
    max_reply: int = 4 * MIB


def _refuse(self: object, *_: object, **__: object) -> NoReturn:
    raise TypeError("what couldn't be read is fixed")


class Texts(dict[str, str]):
    """A read-only dict, so that all rows without an unreadable field share one empty instance.

    It is a dict, since ``attrs.asdict`` and ``json.dumps`` know no other mapping.
    """

    __slots__ = ()

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[Texts], tuple[dict[str, str]]]:
        return Texts, (dict(self),)


LOCAL: Mapping[str, Any] = {"local": True}
"""Metadata of a field that is made here, and neither read from the wire nor written to it."""


@attrs.frozen
class Result(PlainData):
    """The base of every result.

    Attributes:
        unreadable: The text of each optional field whose value couldn't be read, by the field's
            documented name; the field itself is None then. Nearly always empty.
    """

    sentence: ClassVar[str | None] = None
    """The field that takes the whole content, where the reply is a bare sentence."""

    unreadable: Mapping[str, str] = attrs.field(
        default=Texts(), kw_only=True, repr=False, hash=False, metadata=LOCAL
    )


@attrs.frozen
class Request(Generic[ResultT]):
    """The base of every request: ``await client.call(OrderQuery(out_trade_no="20881"))``."""

    endpoint: ClassVar[Endpoint]

    @classmethod
    def from_document(cls, document: Mapping[str, object]) -> Self:
        """Make a request of a JSON object as the document prints it.

        Codes may be numbers or text, amounts in fen and other numbers text of digits, times text,
        and objects mappings; what is null or empty is left out. The second names that the
        document's examples use are read as well (``zx_trade_no``, section 2.9).

        Args:
            document: The parameters by their documented names, before they are encrypted.

        Raises:
            InvalidRequest: A field is missing, unknown or malformed; nothing was sent.
        """
        if not isinstance(document, Mapping):
            raise refusal(cls, "document", Text("rule.not_mapping"), given=shape(document))
        return made(cls, arguments_of(cls, document))

    def nothing_found(self) -> ResultT | None:
        """Return the result of a success whose content is empty; None if that is no result."""
        return None


_ENDPOINTS: dict[str, Endpoint] = {}

ENDPOINTS: Mapping[str, Endpoint] = MappingProxyType(_ENDPOINTS)
"""Every registered endpoint by its path."""


def endpoint(
    path: str, *, section: str, effect: Effect, resolve_by: str = "", max_reply: int = 4 * MIB
) -> Callable[[RequestClassT], RequestClassT]:
    """Register a request class under its documented path; ``effect`` has no default."""

    def register(cls: RequestClassT) -> RequestClassT:
        if path in _ENDPOINTS:
            raise ValueError(f"{path} is registered twice")
        if effect is not Effect.READ and not resolve_by:
            raise ValueError(f"{path} changes something: say which query resolves a lost reply")
        named_arguments(cls)
        cls.endpoint = _ENDPOINTS[path] = Endpoint(
            name=method_name(cls),
            path=path,
            section=section,
            effect=effect,
            request=cls,
            result=_result_type(cls),
            resolve_by=resolve_by,
            max_reply=max_reply,
        )
        return cls

    return register


def effect_of(path: str, told: Effect | None) -> Effect:
    """Return the effect of ``raw()`` on a path: as told, else the document's, else MONEY."""
    known = _ENDPOINTS.get(path) if isinstance(path, str) else None
    return told or (known.effect if known else Effect.MONEY)


def undocumented(path: str, effect: Effect | None) -> Endpoint:
    """Make the endpoint of ``raw()`` from a path that the registry need not know.

    Raises:
        InvalidRequest: The path doesn't start with a slash, or holds more than a path.
    """
    if not isinstance(path, str) or not re.fullmatch(r"/[A-Za-z0-9_\-./~]*", path):
        raise InvalidRequest("path", Text("rule.not_path"), given=path)
    if not isinstance(effect, Effect | None):
        raise InvalidRequest("effect", Text("rule.not_effect"), given=effect)
    known = _ENDPOINTS.get(path)
    return Endpoint(
        name="raw",
        path=path,
        section=known.section if known else "",
        effect=effect_of(path, effect),
        request=None,
        result=None,
        resolve_by=(known.resolve_by if known else "") or Text("resolve_by.raw"),
        max_reply=64 * MIB,
    )


def method_name(cls: type[Request[Any]]) -> str:
    """Return the method's name for a class: ``order_query_form`` for ``OrderQueryForm``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


def _result_type(cls: type[Request[Any]]) -> Any:
    for base in getattr(cls, "__orig_bases__", ()):
        for argument in get_args(base):
            return argument
    raise TypeError(f"{cls.__name__} must inherit from Request[its result]")
