"""The error model of docs/errors.md, case by case: each fault, and the error it ends in.

The tests assert every line of it on both clients, and docs/faults.md is made of it.
"""

from __future__ import annotations

import gzip
import json
from base64 import b64decode, b64encode

import attrs

from tests.transport import arrange as a
from zhixiao_async import (
    AccountFrozen,
    BadEnvelope,
    BadSignature,
    Credentials,
    Effect,
    GatewayError,
    NoReply,
    NotSent,
    OutcomeUnknown,
    ParameterRejected,
    RequestFailed,
    Timeouts,
    Undecryptable,
    UnexpectedContent,
    ZhixiaoError,
)
from zhixiao_async.protocol.cipher import encrypt
from zhixiao_async.protocol.envelope import seal_reply
from zhixiao_async.sandbox.server.dialect_writer import replace_fields

from .arrange import Arrange, answers, contains, plays, until_closed

GENEROUS = Timeouts()
CONNECTING = Timeouts(connect=0.1)
SILENCE = Timeouts(sock_read=0.1)
PATIENCE_ENDS = Timeouts(total=0.8)


@attrs.frozen
class Verdict:
    """The end of a call.

    Attributes:
        read: The error of a read; None if it succeeds.
        write: The error of a call that changes something; None if it succeeds.
        read_tries: Attempts of a read; at most so many, if it succeeds.
        write_tries: Attempts of a write.
        sent: Whether anything may have reached the gateway.
        applied: Whether a write's error says that it was done.
        race: Whether it may come before the first byte has left; then that attempt is repeated,
            and the call is NotSent if the next is no luckier.
    """

    read: type[ZhixiaoError] | None
    write: type[ZhixiaoError] | None
    read_tries: int
    write_tries: int
    sent: bool = True
    applied: bool = False
    race: bool = False

    def error(self, effect: Effect) -> type[ZhixiaoError] | None:
        """Return the error class of a call with this effect, or None."""
        return self.read if effect is Effect.READ else self.write

    def tries(self, effect: Effect) -> int:
        """Return the number of attempts."""
        return self.read_tries if effect is Effect.READ else self.write_tries

    def most_sent(self, effect: Effect) -> int:
        """Return the maximum number of requests that the gateway sees."""
        return self.tries(effect) if self.sent else 0

    def done(self, effect: Effect) -> bool:
        """Return whether the error says that the request was applied."""
        return self.applied and effect is not Effect.READ


@attrs.frozen
class Fault:
    """A fault, the end of the call, and the limits that make the call a short one."""

    arrange: Arrange
    verdict: Verdict
    timeouts: Timeouts = GENEROUS


@attrs.frozen
class Interruption:
    """A moment at which a call is cancelled, or Ctrl-C is pressed.

    Attributes:
        noted: Whether a write's exception then says that it may have been applied.
    """

    noted: bool


UNSENT = Verdict(NotSent, NotSent, 2, 2, sent=False)
NO_PLACE = Verdict(NotSent, NotSent, 0, 0, sent=False)
LOST = Verdict(NoReply, OutcomeUnknown, 2, 1)
NO_ENVELOPE = Verdict(BadEnvelope, OutcomeUnknown, 2, 1)
STRANGE_STATUS = Verdict(BadEnvelope, OutcomeUnknown, 1, 1)
NOT_SIGNED = Verdict(BadSignature, OutcomeUnknown, 1, 1)
NOT_BELIEVED = Verdict(UnexpectedContent, OutcomeUnknown, 1, 1)
APPLIED = Verdict(UnexpectedContent, OutcomeUnknown, 1, 1, applied=True)
SHUT = Verdict(Undecryptable, OutcomeUnknown, 1, 1, applied=True)
REFUSED = Verdict(RequestFailed, RequestFailed, 1, 1)
PUT_OFF = Verdict(RequestFailed, OutcomeUnknown, 2, 1)
FINE = Verdict(None, None, 1, 1)
FINE_AGAIN = Verdict(None, None, 2, 1)

ORDER = {"out_trade_no": "20881", "order_id": "0166", "status": "2"}
PLAIN = b'{"out_trade_no":"20881","order_id":"0166","status":"2","x":%b}'
DEEP = b"[" * 100_000
NOT_TEXT = b"\xff\xfe"
NO = "订单不存在".encode()
BUSY = "系统繁忙，请稍后再试".encode()


def other_key(play) -> bytes:
    """Make a client with the right secret and another aes_key."""
    ours = play.credentials
    other = Credentials(app_id=ours.app_id, app_secret=ours.app_secret, aes_key="k" * 32)
    return seal_reply(other, 0, b'{"order_id":"0166"}')


def one_block(play) -> str:
    """Seal content, and keep the first of its three blocks: whole, and without padding."""
    return b64encode(b64decode(encrypt(play.credentials, b"A" * 32))[:16]).decode()


def upper_case_sign(play) -> bytes:
    """Make a genuine reply with its sign in capitals."""
    body = play.sealed()
    return replace_fields(body, sign=json.loads(body)["sign"].upper())


BEFORE_SENDING = {
    "connection refused": Fault(a.refused, UNSENT),
    "host name unknown": Fault(a.no_such_host, UNSENT),
    "no TLS where https was asked for": Fault(a.no_tls_there, UNSENT),
    "TLS handshake that never ends": Fault(a.endless_handshake, UNSENT, CONNECTING),
    "reset in the TLS handshake": Fault(a.reset_handshake, UNSENT),
    "certificate that nobody trusts": Fault(a.untrusted_certificate, UNSENT),
    "certificate of another host": Fault(a.certificate_of_another_host, UNSENT),
    "all connections busy": Fault(a.all_connections_busy, NO_PLACE, Timeouts(deadline=0.1)),
    "proxy refuses connections": Fault(a.proxy_refuses_connections, UNSENT),
    "proxy refuses the tunnel for https": Fault(a.proxy_says_no(to="https"), UNSENT),
}

CONNECTION = {
    "reset right after accept": Fault(
        plays(lambda play: play.at_accept()), attrs.evolve(LOST, race=True)
    ),
    "reset mid-request": Fault(plays(lambda play: play.interrupt()), LOST),
    "closed mid-request": Fault(plays(lambda play: play.interrupt(then="close")), LOST),
    "closed after the request": Fault(plays(lambda play: play.answer(b"", "close")), LOST),
    "no reply": Fault(plays(lambda play: play.answer(b"", "stall")), LOST, SILENCE),
    "reply that comes a byte at a time": Fault(
        plays(lambda play: play.drip(play.http(play.sealed()), 0.02)), LOST, PATIENCE_ENDS
    ),
    "head that stalls": Fault(
        plays(lambda play: play.answer(b"HTTP/1.1 200 OK\r\nX", "stall")), LOST, SILENCE
    ),
    "body that stalls": Fault(
        plays(lambda play: play.answer(play.http(play.sealed())[:-9], "stall")), LOST, SILENCE
    ),
    "reset in the body": Fault(
        plays(lambda play: play.answer(play.http(play.sealed())[:-9], "reset")), LOST
    ),
    "body cut off, with its length": Fault(
        plays(lambda play: play.answer(play.http(play.sealed())[:-9], "close")), LOST
    ),
    "body cut off, without a length": Fault(
        until_closed(lambda play: play.sealed()[:-9]), NO_ENVELOPE
    ),
    "idle connection closed by the gateway": Fault(a.idle_connection_closed, FINE_AGAIN),
    "kept connection closed as the next request comes": Fault(
        a.closed_at_the_next_request, FINE_AGAIN
    ),
    "unasked reply on an idle connection": Fault(a.unasked_reply, FINE_AGAIN),
    "unasked refusal on an idle connection": Fault(a.unasked_refusal("订单不存在"), FINE_AGAIN),
    "the same, of a passing fault": Fault(a.unasked_refusal("系统繁忙"), FINE_AGAIN),
}

HTTP = {
    "body longer than its length": Fault(
        until_closed(lambda play: play.sealed(), b"Content-Length: 20\r\n"), LOST
    ),
    "two lengths": Fault(answers(lambda play: play.sealed(), "Content-Length: 3"), LOST),
    "negative length": Fault(
        until_closed(lambda play: play.sealed(), b"Content-Length: -1\r\n"), LOST
    ),
    "broken chunks": Fault(
        until_closed(lambda play: b"zz\r\nhello", b"Transfer-Encoding: chunked\r\n"), LOST
    ),
    "garbage for a status line": Fault(plays(lambda play: play.answer(b"\0garbage\r\n\r\n")), LOST),
    "header over 8 KB": Fault(answers(lambda play: play.sealed(), f"X: {'x' * 9000}"), LOST),
    "gzip header, no gzip": Fault(answers(lambda play: b"{}", "Content-Encoding: gzip"), LOST),
    "429": Fault(answers(lambda play: b"", status="429 Too Many Requests"), LOST),
    "500": Fault(answers(lambda play: b"oops", status="500 Internal Server Error"), LOST),
    "502 in HTML": Fault(answers(lambda play: b"<html>", status="502 Bad Gateway"), LOST),
    "503": Fault(answers(lambda play: b"", status="503 Service Unavailable"), LOST),
    "503 in unsigned JSON": Fault(
        answers(lambda play: play.signed("系统繁忙", "-1", sign=None), status="503 Busy"), LOST
    ),
    "429 with a wrong sign": Fault(
        answers(lambda play: play.signed("", "-1", sign="0" * 32), status="429 Busy"), LOST
    ),
    "302, never followed": Fault(
        answers(lambda play: b"", "Location: /elsewhere", status="302 Found"), STRANGE_STATUS
    ),
    "307, never followed": Fault(
        answers(lambda play: b"", "Location: /elsewhere", status="307 Temporary Redirect"),
        STRANGE_STATUS,
    ),
    "302 in unsigned JSON": Fault(
        answers(lambda play: play.signed("moved", "-1", sign=None), status="302 Found"), NOT_SIGNED
    ),
    "400": Fault(answers(lambda play: b"", status="400 Bad Request"), STRANGE_STATUS),
    "401 in unsigned JSON": Fault(
        answers(lambda play: play.signed("no", "-1", sign=None), status="401 No"), NOT_SIGNED
    ),
    "404": Fault(answers(lambda play: b"<html>", status="404 Not Found"), STRANGE_STATUS),
    "proxy refuses the request for http": Fault(a.proxy_says_no(to="http"), STRANGE_STATUS),
}

ENVELOPE = {
    "empty 200": Fault(answers(lambda play: b""), NO_ENVELOPE),
    "200 in HTML": Fault(answers(lambda play: b"<html>", "Content-Type: text/html"), NO_ENVELOPE),
    "text that isn't JSON": Fault(answers(lambda play: b"success"), NO_ENVELOPE),
    "JSON that is no envelope": Fault(answers(lambda play: b'{"status":"2"}'), NO_ENVELOPE),
    "garbage after the JSON": Fault(
        answers(lambda play: play.sealed() + b"<!-- cached -->"), NO_ENVELOPE
    ),
    "a warning before the JSON": Fault(
        answers(lambda play: b"Notice: x in y.php\n" + play.sealed()), NO_ENVELOPE
    ),
    "envelope nested too deeply": Fault(answers(lambda play: DEEP), NO_ENVELOPE),
    "`ret_code` NaN": Fault(answers(lambda play: b'{"ret_code":NaN}'), NO_ENVELOPE),
    "`ret_code` missing": Fault(answers(lambda play: b'{"sign":""}'), NO_ENVELOPE),
    "`ret_code` null": Fault(answers(lambda play: play.signed("", ret_code=None)), NO_ENVELOPE),
    "`ret_code` true": Fault(answers(lambda play: play.signed("", ret_code=True)), NO_ENVELOPE),
    '`ret_code` "0.0"': Fault(answers(lambda play: play.signed("", "0.0")), NO_ENVELOPE),
    '`ret_code` "01"': Fault(answers(lambda play: play.signed("", "01")), NO_ENVELOPE),
    "`ret_code` of thirty digits": Fault(
        answers(lambda play: play.signed("", "9" * 30)), NO_ENVELOPE
    ),
    "sign missing": Fault(answers(lambda play: play.signed("", sign=None)), NOT_SIGNED),
    "sign wrong": Fault(answers(lambda play: play.signed("", sign="0" * 32)), NOT_SIGNED),
    "sign not in ASCII": Fault(answers(lambda play: play.signed("", sign="签名")), NOT_SIGNED),
    "`ret_code` changed on the way": Fault(
        answers(lambda play: play.signed("", "-1", ret_code="0")), NOT_SIGNED
    ),
}

CONTENT = {
    "another order's reply": Fault(contains(a.ANOTHER), NOT_BELIEVED),
    "content that isn't base64": Fault(answers(lambda play: play.signed("?" * 32)), SHUT),
    "content whose length isn't a multiple of 16": Fault(
        answers(lambda play: play.signed("x" * 32)), SHUT
    ),
    "content with bad padding": Fault(answers(lambda play: play.signed(one_block(play))), SHUT),
    "content sealed with another key": Fault(answers(other_key), SHUT),
    "no content": Fault(answers(lambda play: play.signed("")), APPLIED),
    "content that isn't UTF-8": Fault(contains(NOT_TEXT), SHUT),
    "content in plain text": Fault(contains("成功".encode()), APPLIED),
    "content with NaN": Fault(contains(PLAIN % b"NaN"), APPLIED),
    "content nested too deeply": Fault(contains(PLAIN % DEEP), APPLIED),
    "content that is a list": Fault(contains([]), APPLIED),
    "required field missing": Fault(contains({"status": "2"}), APPLIED),
    "required field null": Fault(contains(ORDER | {"order_id": None}), APPLIED),
    "required field empty": Fault(contains(ORDER | {"order_id": ""}), APPLIED),
    "required field of another type": Fault(contains(ORDER | {"order_id": ["1"]}), APPLIED),
}

TOO_LARGE = {
    "reply over 4 MB": Fault(answers(lambda play: b" " * (a.CAP + 1)), NOT_BELIEVED),
    "reply over 4 MB, without a length": Fault(
        until_closed(lambda play: b" " * (a.CAP + 1)), NOT_BELIEVED
    ),
    "reply of 100 MB": Fault(a.flood(b"", b" " * a.MIB, 100), NOT_BELIEVED),
    "reply of 100 MB, announced": Fault(
        a.flood(b"Content-Length: 104857600\r\n", b" " * a.MIB, 100), NOT_BELIEVED
    ),
    "16 MB packed into 16 KB": Fault(
        answers(lambda play: gzip.compress(b" " * (4 * a.CAP)), "Content-Encoding: gzip"),
        NOT_BELIEVED,
    ),
    "20 GB packed into 20 MB": Fault(
        a.flood(b"Content-Encoding: gzip\r\n", a.bomb(), 20_000, first=a.GZIP_HEAD), NOT_BELIEVED
    ),
}

REFUSALS = {
    "refusal": Fault(contains(NO, -1), REFUSED),
    "refusal with HTTP 500": Fault(
        answers(lambda play: play.sealed(b"no", -1), status="500 Internal Server Error"), REFUSED
    ),
    "refusal in plain text": Fault(answers(lambda play: play.signed("订单不存在", "-1")), REFUSED),
    "refusal without a word": Fault(
        answers(lambda play: play.signed("", "-1")), attrs.evolve(PUT_OFF, read_tries=1)
    ),
    "refusal with -2": Fault(contains(NO, -2), Verdict(ParameterRejected, ParameterRejected, 1, 1)),
    "refusal with -3": Fault(contains(NO, -3), Verdict(AccountFrozen, AccountFrozen, 1, 1)),
    "refusal with a code that no document lists": Fault(
        contains(NO, 1), Verdict(GatewayError, GatewayError, 1, 1)
    ),
    "refusal that speaks of a passing fault": Fault(contains(BUSY, -1), PUT_OFF),
    "the same with -2": Fault(contains(BUSY, -2), attrs.evolve(PUT_OFF, read=ParameterRejected)),
    "the same with a code that no document lists": Fault(
        contains(BUSY, 1), attrs.evolve(PUT_OFF, read=GatewayError)
    ),
    "the same with HTTP 503": Fault(
        answers(lambda play: play.sealed(BUSY, -1), status="503 Service Unavailable"), PUT_OFF
    ),
}

ODD_BUT_GENUINE = {
    "byte order mark before, white space after": Fault(
        answers(lambda play: b"\xef\xbb\xbf" + play.sealed() + b" \r\n"), FINE
    ),
    "byte order mark in the content": Fault(
        contains(b"\xef\xbb\xbf" + json.dumps(ORDER).encode()), FINE
    ),
    "sign in upper case": Fault(answers(upper_case_sign), FINE),
    '`ret_code` "0", as text': Fault(
        answers(lambda play: replace_fields(play.sealed(), ret_code="0")), FINE
    ),
    "declared as HTML": Fault(answers(lambda play: play.sealed(), "Content-Type: text/html"), FINE),
    "signed success with HTTP 500": Fault(
        answers(lambda play: play.sealed(), status="500 Internal Server Error"), FINE
    ),
    "optional fields null or empty": Fault(
        contains(ORDER | {"time_end": None, "refund_time": "", "url": None, "sp_data": []}), FINE
    ),
    "status that no document lists": Fault(contains(ORDER | {"status": "9"}), FINE),
    "status as a number": Fault(contains(ORDER | {"status": 2}), FINE),
    "times that can't be read": Fault(
        contains(ORDER | {"time_end": "2019-112-03 16:55:11", "refund_time": "soon"}), FINE
    ),
    "fields that no document lists": Fault(contains(ORDER | {"new": {"x": [1]}}), FINE),
}

GROUPS = {
    "Before anything is sent": BEFORE_SENDING,
    "The connection": CONNECTION,
    "HTTP": HTTP,
    "The envelope": ENVELOPE,
    "A signed success": CONTENT,
    "Too large": TOO_LARGE,
    "A signed refusal": REFUSALS,
    "Odd, and believed all the same": ODD_BUT_GENUINE,
}
FAULTS = {name: fault for group in GROUPS.values() for name, fault in group.items()}

INTERRUPTIONS = {
    "before anything is sent": Interruption(noted=False),
    "while the request is being sent": Interruption(noted=True),
    "while the reply is awaited": Interruption(noted=True),
}
