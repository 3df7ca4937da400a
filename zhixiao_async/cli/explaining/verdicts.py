"""What the library itself makes of a capture, by the code that would have received it."""

from __future__ import annotations

from ... import _envelope
from ..._shown import Shown
from ...config import Credentials
from ...errors import BadReply, InvalidRequest, NotificationRefused
from ...notify import MAX_BODY, NotificationReceiver, Payment
from .captured import Captured
from .steps import Mark, Step, Text, any_wrong, fine, note, wrong

_IN_CHINESE = {
    "the body isn't a form of id, param and sign": "不是由 id、param、sign 组成的表单",
    "the form must hold id, param and sign, once each": "id、param、sign 须各出现一次",
    f"the body is longer than {MAX_BODY} bytes": f"报文超过 {MAX_BODY} 字节",
    "no credentials for its id": "id 与 app_id 不符",
    "the sign doesn't fit id, param and this app_secret": "验签不通过",
    "the content doesn't open with this aes_key": "无法用 aes_key 解密",
    "not a payment notification": "不是支付通知",
}


def judged_as_notification(
    captured: Captured, credentials: Credentials, steps: list[Step], shown: Shown, *, request: bool
) -> list[Step]:
    """Add the receiver's verdict, and mark what it takes all the same as no more than a note.

    Args:
        captured: A form.
        credentials: Whose it should be.
        steps: What was found out so far.
        shown: Masks what is quoted.
        request: Whether it is a documented request, which no receiver takes.
    """
    try:
        told = NotificationReceiver(credentials).open(captured.body).notification
        Payment.notified(told)
    except NotificationRefused as refusal:
        said = Text(refusal.reason, _IN_CHINESE.get(refusal.reason, refusal.reason))
        detail = str(refusal).removeprefix(refusal.reason).removeprefix(": ")
    except InvalidRequest as refusal:
        said, detail = Text("its numbers can't be kept", "其编号无法保存"), refusal.message
    else:
        number = shown.short(told.out_trade_no)
        taken = fine(
            f"the receiver takes it as the payment of order {number}",
            f"接收程序受理：商户订单 {number} 的支付通知",
        )
        return [*map(_tolerated, steps), taken]
    if any_wrong(steps):
        return steps
    details = (shown.whole(detail),) if detail else ()
    if request:
        return [
            *steps,
            note(
                f"posted to a notify_url it would be refused: {said.en}",
                f"若发往 notify_url，接收程序将拒绝：{said.zh}",
                *details,
            ),
        ]
    refused = wrong(f"the receiver refuses it: {said.en}", f"接收程序拒绝：{said.zh}", *details)
    return [*steps, refused]


def judged_as_reply(
    captured: Captured, credentials: Credentials, code: Step, steps: list[Step], shown: Shown
) -> list[Step]:
    """Hold what was found about a reply's envelope against the client's own verdict.

    Args:
        captured: A reply.
        credentials: Whose it should be.
        code: What was found about its ``ret_code``, which stays as it is.
        steps: What was found out about the rest.
        shown: Masks what is quoted.
    """
    try:
        _envelope.open_reply(credentials, captured.body)
    except BadReply as refusal:
        if any_wrong([code, *steps]):
            return [code, *steps]
        said = shown.whole(refusal.message)
        return [code, *steps, wrong(f"the client refuses it: {said}", f"客户端拒绝该应答：{said}")]
    return [code, *map(_tolerated, steps)]


def _tolerated(step: Step) -> Step:
    return Step(Mark.NOTE, step.text, step.details) if step.is_wrong else step
