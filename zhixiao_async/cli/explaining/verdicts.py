"""What the library itself makes of a capture, by the code that would have received it."""

from __future__ import annotations

import attrs

from ... import _codec, _envelope
from ..._envelope import Reply
from ..._shown import Shown
from ...config import Credentials
from ...errors import BadReply, InvalidRequest, NotificationRefused
from ...fields import Unreadable
from ...notify import MAX_BODY, NotificationReceiver, Payment
from ...registry import ENDPOINTS
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
    receiver = NotificationReceiver(credentials)
    try:
        told = receiver.open(captured.body).notification
        Payment.notified(told)
    except NotificationRefused as refusal:
        said = _reason(refusal)
        detail = str(refusal).removeprefix(refusal.reason).removeprefix(": ")
    except InvalidRequest as refusal:
        said, detail = Text("its numbers can't be kept", "其编号无法保存"), refusal.message
    else:
        number = shown.short(told.out_trade_no)
        return [*map(_tolerated, steps), _taken(captured, receiver, number)]
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


def _taken(captured: Captured, receiver: NotificationReceiver, number: str) -> Step:
    """Say that the receiver takes it, unless that holds only for what a gateway would have sent."""
    try:
        receiver.open(captured.pasted)
    except NotificationRefused as refusal:
        said = _reason(refusal)
        return wrong(
            f"as it was pasted the receiver refuses it: {said.en}",
            f"照粘贴的原样，接收程序拒绝：{said.zh}",
            Text(
                "a gateway posts id=…&param=…&sign=…, url-encoded, as the body: so it would be the"
                f" payment of order {number}",
                "网关把 id=…&param=…&sign=…（url 编码）作为请求正文发送："
                f"那样即为商户订单 {number} 的支付通知",
            ),
        )
    return fine(
        f"the receiver takes it as the payment of order {number}",
        f"接收程序受理：商户订单 {number} 的支付通知",
    )


def _reason(refusal: NotificationRefused) -> Text:
    return Text(refusal.reason, _IN_CHINESE.get(refusal.reason, refusal.reason))


@attrs.frozen(kw_only=True)
class Explained:
    """What was found out about a reply.

    Attributes:
        code: About its ``ret_code``.
        envelope: About its sign and its base64.
        key: About what opens it.
        content: About what is inside.
    """

    code: Step
    envelope: list[Step]
    key: list[Step]
    content: list[Step]


def judged_as_reply(
    captured: Captured, credentials: Credentials, explained: Explained, shown: Shown, *, path: str
) -> list[Step]:
    """Hold what was found about a reply against the client's own verdict.

    Args:
        captured: A reply.
        credentials: Whose it should be.
        explained: What was found out; of that, what the client puts up with is no more than a note.
        shown: Masks what is quoted.
        path: Of the endpoint that answered, empty if it isn't known.
    """
    envelope, key = explained.envelope, explained.key
    try:
        reply = _envelope.open_reply(credentials, captured.body)
    except BadReply as refusal:
        said = refusal.message
    else:
        envelope, said = list(map(_tolerated, envelope)), _unread(reply, path)
        key = key if said else list(map(_tolerated, key))
    steps = [explained.code, *envelope, *key, *explained.content]
    if not said or any_wrong(steps):
        return steps
    said = shown.whole(said)
    return [*steps, wrong(f"the client refuses it: {said}", f"客户端拒绝该应答：{said}")]


def _unread(reply: Reply, path: str) -> str:
    """Why the client can't read what it opened; empty if it can, or :mod:`.contents` tells."""
    if reply.ret_code != 0 or _codec.is_empty(reply.content):
        return ""
    endpoint = ENDPOINTS.get(path)
    try:
        if endpoint is None:
            _codec.read_anything(reply.content)
        else:
            _codec.read_content(endpoint.result, reply.content)
    except Unreadable as error:
        return f"the reply's content: {error}"
    return ""


def _tolerated(step: Step) -> Step:
    return Step(Mark.NOTE, step.text, step.details) if step.is_wrong else step
