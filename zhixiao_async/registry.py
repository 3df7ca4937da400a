"""Which class stands for which documented path: everything else looks endpoints up here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, ClassVar, Generic, NoReturn, TypeVar, get_args

import attrs

from .errors import InvalidRequest

ResultT = TypeVar("ResultT")
RequestClassT = TypeVar("RequestClassT", bound="type[Request[Any]]")

MIB = 1024 * 1024


class Effect(Enum):
    """What a request can do, which decides what is repeated after a failure."""

    READ = "read"
    """Changes nothing: repeated within the retry policy."""
    KEYED = "keyed"
    """Changes something under the merchant's own number: repeated only if you vouch for it."""
    MONEY = "money"
    """Moves money or issues a receipt: never sent again once a byte has left."""


@attrs.frozen(kw_only=True)
class Endpoint:
    """What is known of one documented path.

    Attributes:
        name: The method's name, after the path.
        path: As posted, for instance ``/pay_api/order_query``.
        section: Of the vendor's document.
        effect: Decides what is repeated.
        request: The request's class, or None for ``raw()``.
        result: The type a success is read into, or None for ``raw()``: whatever JSON it is.
        settle_by: The query that finds out what became of a request whose reply was lost.
        max_reply: Bytes; a longer reply is cut off and refused.
    """

    name: str
    path: str
    section: str
    effect: Effect
    request: type[Request[Any]] | None
    result: Any
    settle_by: str
    max_reply: int = 4 * MIB


def _refuse(self: object, *_: object, **__: object) -> NoReturn:
    raise TypeError("what couldn't be read is fixed")


class Texts(dict[str, str]):
    """A read-only dict, so that one empty instance serves every row without a fault.

    A dict, since ``attrs.asdict`` and ``json.dumps`` know no other mapping.
    """

    __slots__ = ()

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[Texts], tuple[dict[str, str]]]:
        return Texts, (dict(self),)


@attrs.frozen
class Result:
    """What every result has beside its documented fields.

    Attributes:
        unreadable: The text of each optional field whose value couldn't be read (the field
            itself is None then), by its documented name. Empty nearly always.
    """

    sentence: ClassVar[str | None] = None
    """The field that takes the whole content, for the reply that is a bare sentence."""

    unreadable: Mapping[str, str] = attrs.field(
        default=Texts(), kw_only=True, repr=False, hash=False
    )


@attrs.frozen
class Request(Generic[ResultT]):
    """A call that can be made: ``await client.call(OrderQuery(out_trade_no="20881"))``."""

    endpoint: ClassVar[Endpoint]

    def nothing_found(self) -> ResultT | None:
        """Return what a success with an empty content means; None if it can't mean anything."""
        return None


_ENDPOINTS: dict[str, Endpoint] = {}

ENDPOINTS: Mapping[str, Endpoint] = MappingProxyType(_ENDPOINTS)
"""Every registered endpoint by its path."""


def endpoint(
    path: str, *, section: str, effect: Effect, settle_by: str = "", max_reply: int = 4 * MIB
) -> Callable[[RequestClassT], RequestClassT]:
    """Register a request class under its documented path; ``effect`` has no default."""

    def register(cls: RequestClassT) -> RequestClassT:
        if path in _ENDPOINTS:
            raise ValueError(f"{path} is registered twice")
        if effect is not Effect.READ and not settle_by:
            raise ValueError(f"{path} changes something: say which query settles a lost reply")
        cls.endpoint = _ENDPOINTS[path] = Endpoint(
            name=method_name(cls),
            path=path,
            section=section,
            effect=effect,
            request=cls,
            result=_result_type(cls),
            settle_by=settle_by,
            max_reply=max_reply,
        )
        return cls

    return register


def effect_of(path: str, told: Effect | None) -> Effect:
    """The effect that ``raw()`` has on a path: as told, else the document's, else MONEY."""
    known = _ENDPOINTS.get(path) if isinstance(path, str) else None
    return told or (known.effect if known else Effect.MONEY)


def undocumented(path: str, effect: Effect | None) -> Endpoint:
    """What ``raw()`` calls: a path that the registry need not know.

    Raises:
        InvalidRequest: The path doesn't start with a slash, or holds more than a path.
    """
    if not isinstance(path, str) or not re.fullmatch(r"/[A-Za-z0-9_\-./~]*", path):
        raise InvalidRequest(
            "path", "must be a plain path such as /pay_api/order_query", given=path
        )
    if not isinstance(effect, Effect | None):
        raise InvalidRequest("effect", "must be an Effect", given=effect)
    known = _ENDPOINTS.get(path)
    return Endpoint(
        name="raw",
        path=path,
        section=known.section if known else "",
        effect=effect_of(path, effect),
        request=None,
        result=None,
        settle_by=(known.settle_by if known else "") or "a query of your own",
        max_reply=64 * MIB,
    )


def method_name(cls: type[Request[Any]]) -> str:
    """``OrderQueryForm`` becomes ``order_query_form``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


def _result_type(cls: type[Request[Any]]) -> Any:
    for base in getattr(cls, "__orig_bases__", ()):
        for argument in get_args(base):
            return argument
    raise TypeError(f"{cls.__name__} must inherit from Request[its result]")
