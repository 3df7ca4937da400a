"""A call that is ready to be sent: sealed once, the same for every attempt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from ..checks import shape
from ..config import Credentials
from ..endpoints import OrderList
from ..errors import InvalidRequest, attach_ids
from ..messages.text import Text
from ..protocol.reply_match import expected_fields
from ..protocol.writing import is_json, seal_request, to_json, write
from ..registry import Effect, Endpoint, Request

_NARROWING = ("school_id", "form_data")
"""Fields of a request that narrow its reply, and that the reply doesn't repeat."""


@attrs.frozen(kw_only=True)
class PreparedCall:
    """The part of a call that is the same for every attempt.

    Attributes:
        endpoint: Its path, its effect and the type of its result.
        request: The request, or the parameters of ``raw()``; errors name the order by it.
        form: The sealed body.
        expected: The fields that the reply should repeat.
        pool_key: The pool of connections that may be used; None keeps no connection.
        prefetched: Whether a listing fetches it ahead, so that it waits for a connection as long
            as it takes.
    """

    endpoint: Endpoint
    request: object
    form: bytes
    expected: Mapping[str, Any]
    pool_key: str | None = None
    prefetched: bool = False


def prepare(credentials: Credentials, request: Request[Any], *, prefetched: bool) -> PreparedCall:
    """Make a documented request ready.

    Raises:
        InvalidRequest: Not a request, or it holds what JSON can't.
    """
    if not isinstance(request, Request) or not hasattr(request, "endpoint"):
        raise InvalidRequest("request", Text("rule.not_request"), given=shape(request))
    # The listing compares the page number and the page size itself: it reads the window again.
    expected = expected_fields(request, paging=not prefetched)
    return PreparedCall(
        endpoint=request.endpoint,
        request=request,
        form=_seal(credentials, request.endpoint, lambda: write(request)),
        expected=expected,
        pool_key=pool_key(request, expected),
        prefetched=prefetched,
    )


def prepare_raw(
    credentials: Credentials, endpoint: Endpoint, params: Mapping[str, Any]
) -> PreparedCall:
    """Make a call of ``raw()`` ready.

    Raises:
        InvalidRequest: The parameters aren't a mapping, or hold what JSON can't.
    """
    if not isinstance(params, Mapping):
        raise InvalidRequest(
            "params", Text("rule.not_params"), given=shape(params), path=endpoint.path
        )
    sent = {name: value for name, value in params.items() if value is not None}
    return PreparedCall(
        endpoint=endpoint,
        request=sent,
        form=_seal(credentials, endpoint, lambda: sent),
        expected=expected_fields(sent),
    )


def pool_key(request: Request[Any], expected: Mapping[str, Any]) -> str | None:
    """Return the pool of connections that a request may use; None keeps no connection.

    A read shares kept connections with reads of its own kind. A reply that comes too late, and so
    seems to answer the next request, is noticed there by the numbers that it repeats, or by its
    form. The listing has a pool for each mask, which its pages don't repeat; they are large, so no
    other read waits behind them.
    """
    if request.endpoint.effect is not Effect.READ or not expected:
        return None
    if any(getattr(request, name, None) is not None for name in _NARROWING):
        return None
    return f"listing {request.mask or ''}" if isinstance(request, OrderList) else ""


def _seal(
    credentials: Credentials, endpoint: Endpoint, write_params: Callable[[], Mapping[str, Any]]
) -> bytes:
    params: Mapping[str, Any] = {}
    try:
        params = write_params()
        plaintext = to_json(params)
    except (TypeError, ValueError, RecursionError) as error:
        odd = [name for name, value in params.items() if not is_json(value)]
        rule = Text("rule.not_json_value", reason=str(error))
        invalid = InvalidRequest(odd[0] if odd else "params", rule, path=endpoint.path)
        raise attach_ids(invalid, params) from None
    return seal_request(credentials, plaintext)
