"""What a caller says about a request in doubt, checked."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
from attrs import field
from attrs.validators import deep_iterable, optional

from .._checks import instance_of, whole
from ..config import Validator, number
from ..errors import InvalidRequest
from .settlement import SettlePace, within_30_days

_AMOUNTS: Validator = deep_iterable(whole(unit="fen"))


def _listed(given: Iterable[int] | None) -> tuple[int, ...] | None:
    # Text is iterable as well, and would be taken apart.
    if given is None:
        return None
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise InvalidRequest("known_refunds", "must list amounts in fen, or be None", given=given)
    return tuple(given)


@attrs.frozen(kw_only=True)
class Terms:
    """The arguments of ``Client.settle``.

    Raises:
        InvalidRequest: One is malformed; it is named.
    """

    known_refunds: tuple[int, ...] | None = field(converter=_listed, validator=optional(_AMOUNTS))
    in_doubt: int = field(validator=whole(maximum=10**6))
    timeout: float | None = field(validator=optional([number(0.001), within_30_days]))
    pace: SettlePace = field(validator=instance_of(SettlePace))
