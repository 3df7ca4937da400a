"""A payment notification that isn't credited."""

from __future__ import annotations

from ..messages.text import Text
from .base import ZhixiaoError


class NotificationRefused(ZhixiaoError):
    """A delivery that isn't a genuine payment notification.

    The message is for your own log. Answer every such delivery with the same
    :data:`zhixiao_async.notify.REFUSAL`, which tells a forger nothing.

    Attributes:
        reason: Why, as a fixed phrase: unlike the message it quotes nothing of the delivery.
    """

    reason: str = ""


class NotConfirmed(ZhixiaoError):
    """A genuine notification that the gateway's own books don't bear out: nothing was credited.

    Answer with failure, so that the gateway comes again, and have somebody look.

    Attributes:
        reason: Why, as a phrase with nothing personal in it.
    """

    next_step = Text("next.not_confirmed")

    reason: str = ""


class HandlerBroke(ZhixiaoError):
    """A handler returned, but the transaction that it ran in had been ended or broken under it.

    For instance it swallowed a database error, after which PostgreSQL commits nothing.
    """

    next_step = Text("next.handler_broke")
