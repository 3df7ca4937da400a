"""The errors, sorted by what is known about the money.

::

    ZhixiaoError
    ├── InvalidRequest          refused here, nothing sent (also a ValueError)
    ├── NotSent                 nothing left this machine: repeat freely
    ├── OutcomeUnknown          it may have been applied: query, never repeat blindly
    ├── NoReply                 a read went unanswered, retries and all
    ├── BadReply                a read's reply can't be trusted
    │   ├── BadEnvelope         no {ret_code, ret_content, sign}
    │   ├── BadSignature        the sign is missing or wrong
    │   ├── Undecryptable       the sign is right, the content doesn't open
    │   └── UnexpectedContent   the content opens, and isn't what the document says
    ├── GatewayError            the gateway said no: ret_code and its sentence
    │   ├── RequestFailed       -1
    │   ├── ParameterRejected   -2
    │   └── AccountFrozen       -3
    ├── WindowChanged           a listing that won't hold still
    ├── NotificationRefused     not genuine, or not a payment notification
    ├── NotConfirmed            genuine, but the gateway's own books don't bear it out
    └── HandlerBroke            the handler ended the transaction that it ran in

Every error carries ``path`` and the numbers that the request named, or ``raw()``'s parameters:
``out_trade_no``, ``order_id`` and ``out_refund_no``. Errors survive pickling, so they cross
process pools.
"""

from .base import ZhixiaoError, attach_ids, numbers_of
from .invalid import InvalidRequest
from .notifications import HandlerBroke, NotConfirmed, NotificationRefused
from .refusals import (
    AccountFrozen,
    GatewayError,
    ParameterRejected,
    RequestFailed,
    refusal_class,
)
from .replies import (
    BadEnvelope,
    BadReply,
    BadSignature,
    NoReply,
    Undecryptable,
    UnexpectedContent,
    WindowChanged,
)
from .sending import NotSent, OutcomeUnknown

__all__ = [
    "AccountFrozen",
    "BadEnvelope",
    "BadReply",
    "BadSignature",
    "GatewayError",
    "HandlerBroke",
    "InvalidRequest",
    "NoReply",
    "NotConfirmed",
    "NotSent",
    "NotificationRefused",
    "OutcomeUnknown",
    "ParameterRejected",
    "RequestFailed",
    "Undecryptable",
    "UnexpectedContent",
    "WindowChanged",
    "ZhixiaoError",
    "attach_ids",
    "numbers_of",
    "refusal_class",
]
