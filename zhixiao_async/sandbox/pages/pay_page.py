"""The page behind an order's ``url``: what is paid, two buttons, and how it went."""

from __future__ import annotations

from datetime import datetime

from ...endpoints import PayType
from ...fields import write_time, yuan
from ..orders import Order
from .html import Language, facts, language_switch, link, page, text
from .icons import Mood, badge
from .words import word

_BUTTONS = {PayType.WECHAT: ("wechat", "微"), PayType.ALIPAY: ("alipay", "支")}
_MOODS: dict[str, Mood] = {"paid": "good", "expired": "wait"}


def pay_page(order: Order, *, now: datetime, language: Language, problem: str = "") -> str:
    """The whole page, in whatever state the order is.

    Args:
        order: The order.
        now: The sandbox's time, which decides whether the link still works.
        language: Of the page; a link switches to the other one.
        problem: Why an attempt to pay has just been refused.
    """
    state = shown_state(order, now)
    alert = f'<p class="alert" role="alert">{text(problem)}</p>' if problem else ""
    hint = f'<p class="hint">{text(word("expired_hint", language))}</p>'
    body = (
        f'<div class="card bill">{_outcome(state, language)}'
        f'<p class="subject">{text(order.body)}</p>'
        f'<p class="amount">¥{yuan(order.total_fee)}</p>'
        f"{hint if state == 'expired' else ''}{alert}{_facts(order, state, language)}</div>"
        f"{_buttons(order, language) if state == 'open' else _way_back(order, language)}"
    )
    return _framed(body, language)


def missing_page(language: Language) -> str:
    """For an order that doesn't exist."""
    lost = f'<p class="state bad">{badge("bad")}{text(word("unknown", language))}</p>'
    return _framed(f'<div class="card bill">{lost}</div>', language)


def takes(order: Order, channel: PayType) -> bool:
    """Whether the order can be paid this way: the merchant may have asked for the other one."""
    return order.request is None or order.request.pay_type in (None, channel)


def shown_state(order: Order, now: datetime) -> str:
    """The order's state, or ``expired``, which the gateway itself doesn't tell from open."""
    return "expired" if order.state == "open" and now >= order.expires else order.state


def _framed(body: str, language: Language) -> str:
    return page(
        word("title", language),
        body,
        language=language,
        corner=language_switch(language),
        foot=word("sandbox", language),
    )


def _outcome(state: str, language: Language) -> str:
    if state == "open":
        return ""
    mood = _MOODS.get(state, "bad")
    shown = f"{badge(mood)}{text(word(state, language))}"
    return f'<div class="state {mood}" role="status">{shown}</div>'


def _facts(order: Order, state: str, language: Language) -> str:
    request = order.request
    user = " ".join(filter(None, (request.user_name, request.user_no))) if request else None
    return facts(
        {
            word("order_id", language): order.order_id,
            word("out_trade_no", language): order.out_trade_no,
            word("user", language): user,
            word("expires", language): write_time(order.expires) if state == "open" else None,
            word("time_end", language): order.time_end and write_time(order.time_end),
            word("pay_type", language): order.pay_type and word(order.pay_type.value, language),
            word("refunded", language): f"¥{yuan(order.refunded)}" if order.refunded else None,
        }
    )


def _buttons(order: Order, language: Language) -> str:
    """Both channels, or the only one that the merchant asked for."""
    buttons = "".join(
        f'<button class="pay {style}" name="pay_type" value="{channel.value}">'
        f'<span class="mark" aria-hidden="true">{mark}</span>'
        f"{text(word(channel.value, language))}</button>"
        for channel, (style, mark) in _BUTTONS.items()
        if takes(order, channel)
    )
    return f'<form class="ways" method="post" action="?lang={language}">{buttons}</form>'


def _way_back(order: Order, language: Language) -> str:
    if order.request is None or not order.request.return_url:
        return ""
    return link(order.request.return_url, word("back", language), style="button back")
