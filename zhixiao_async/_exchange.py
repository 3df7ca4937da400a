"""One call from a request object to its result: sealed once, attempted, opened, checked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar

import attrs

from . import _codec, _envelope
from ._cipher import Workspace
from ._identity import Echo, asked, asked_raw, compare, lane
from ._outcome import Failure, Stage, conclude
from ._retry import Budget, Deadline, carry_out
from ._sessions import ALONE, Progress
from ._text import is_text
from ._transport import HttpReply, Transport, client_timeout
from .config import Credentials, RetryPolicy, Timeouts
from .errors import (
    BadEnvelope,
    BadSignature,
    GatewayError,
    InvalidRequest,
    OutcomeUnknown,
    Undecryptable,
    UnexpectedContent,
    ZhixiaoError,
    about,
)
from .fields import Unreadable
from .registry import Effect, Endpoint, Request

ResultT = TypeVar("ResultT")
ErrorT = TypeVar("ErrorT", bound=ZhixiaoError)
log = logging.getLogger("zhixiao")


@attrs.frozen(kw_only=True)
class Options:
    """What ``with_options`` changes."""

    timeouts: Timeouts
    retry: RetryPolicy

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.timeouts, Timeouts):
            raise InvalidRequest("timeouts", "must be Timeouts(…)", given=self.timeouts)
        if not isinstance(self.retry, RetryPolicy):
            raise InvalidRequest("retry", "must be a RetryPolicy(…)", given=self.retry)


@attrs.frozen(kw_only=True)
class _Call:
    """One call's fixed parts.

    Attributes:
        named: The request, or the parameters of ``raw()``: an error names the order by it.
    """

    endpoint: Endpoint
    form: bytes
    read: Callable[[memoryview], Any]
    asked: Mapping[str, Any]
    turn: Callable[[], Awaitable[object]] | None = None
    request: object = None
    named: object = None
    lane: str | None = None
    may_send: Callable[[], bool] | None = None


class Exchange:
    """What a client and its ``with_options`` views share."""

    def __init__(self, credentials: Credentials, transport: Transport, budget: Budget) -> None:
        self._credentials = credentials
        self._transport = transport
        self._budget = budget
        self._workspace = Workspace()
        self._met = False  # whether any reply had a sign that fits
        self._restates = False

    @property
    def app_id(self) -> str:
        """Whose requests these are."""
        return self._credentials.app_id

    async def call(
        self,
        request: Request[ResultT],
        options: Options,
        *,
        unchecked: Collection[str] = (),
        turn: Callable[[], Awaitable[object]] | None = None,
        may_send: Callable[[], bool] | None = None,
    ) -> ResultT:
        """Send a documented request.

        Args:
            request: What is asked.
            options: Timeouts and retries.
            unchecked: Names that are the caller's to compare.
            turn: Awaited before a reply is opened, so that a page fetched ahead becomes objects
                only when it is wanted: fewer alive at a time are cheaper to make.
            may_send: Asked before each attempt and just before its first byte: once it says
                False, nothing more is sent.
        """
        if not isinstance(request, Request) or not hasattr(request, "endpoint"):
            raise InvalidRequest("request", "must be a registered Request", given=request)
        endpoint, numbers = request.endpoint, asked(request)
        call = _Call(
            endpoint=endpoint,
            form=self._seal(endpoint, lambda: _codec.write(request)),
            read=partial(_codec.read_content, endpoint.result),
            asked={k: v for k, v in numbers.items() if k not in unchecked},
            turn=turn,
            request=request,
            named=request,
            lane=lane(request, numbers),
            may_send=may_send,
        )
        result: ResultT = await self._run(call, options)
        return result

    async def raw(self, endpoint: Endpoint, params: Mapping[str, Any], options: Options) -> Any:
        """Send what the registry doesn't know; gives JSON, or the bare sentence."""
        if not isinstance(params, Mapping):
            raise InvalidRequest(
                "params", "must map parameter names to values", given=params, path=endpoint.path
            )
        sent = {name: value for name, value in params.items() if value is not None}
        numbers = asked_raw(sent)
        call = _Call(
            endpoint=endpoint,
            form=self._seal(endpoint, lambda: sent),
            read=_codec.read_anything,
            asked=numbers,
            named=sent,
        )
        return await self._run(call, options)

    @property
    def limit(self) -> int:
        """Connections that the listing has at a time."""
        return self._transport.sessions.limit

    @property
    def closed(self) -> bool:
        """Whether :meth:`close` has been called."""
        return self._transport.sessions.closed

    async def close(self) -> None:
        """End every call, and close every connection."""
        await self._transport.close()

    def _seal(self, endpoint: Endpoint, write: Callable[[], Mapping[str, Any]]) -> bytes:
        sent: Mapping[str, Any] = {}
        try:
            sent = write()
            plaintext = _codec.to_json(sent)
        except (TypeError, ValueError, RecursionError) as error:
            odd = [name for name, value in sent.items() if not _codec.is_json(value)]
            invalid = InvalidRequest(
                odd[0] if odd else "params",
                f"must be what JSON can hold ({error})",
                path=endpoint.path,
            )
            raise about(invalid, sent) from None
        return _envelope.seal_request(self._credentials, plaintext)

    async def _run(self, call: _Call, options: Options) -> Any:
        progress = Progress(may_send=call.may_send)
        deadline = Deadline(options.timeouts.deadline)

        async def attempt() -> Any:
            # Where times are restated, only a connection of its own tells that a page isn't stale.
            lane = ALONE if self._restates and "end_time" in call.asked else call.lane
            return await self._attempt(call, options.timeouts, deadline, progress, lane)

        try:
            with self._transport.under_way.until_closed(progress):
                return await carry_out(
                    attempt,
                    effect=call.endpoint.effect,
                    policy=options.retry,
                    budget=self._budget,
                    deadline=deadline,
                    name=call.endpoint.name,
                )
        except Failure as failure:
            error, cause = _conclusion(call, failure, progress), failure.__cause__
            raise error from (None if cause is error else cause)
        except GatewayError as refusal:
            if progress.sent_attempts > 1 and call.endpoint.effect is not Effect.READ:
                raise _doubtful(call, refusal) from refusal
            about(refusal, call.named)
            raise
        except Exception as stray:  # a fault of ours, or of a machine without a free descriptor
            read = call.endpoint.effect is Effect.READ
            if not progress.sent_attempts or (read and not isinstance(stray, OSError)):
                raise
            raise _conclusion(call, _lost_to(stray, progress), progress) from stray
        except (asyncio.CancelledError, KeyboardInterrupt) as interruption:
            if progress.sent_attempts and call.endpoint.effect is not Effect.READ:
                doubt = (
                    f"{call.endpoint.name} had been sent and may have been applied; "
                    f"find out by {call.endpoint.settle_by}"
                )
                interruption.add_note(f"zhixiao: {doubt}")
                # A time limit may drop the exception, and its note with it.
                log.warning("%s", _placed(call, ZhixiaoError(doubt)))
            raise

    async def _attempt(
        self,
        call: _Call,
        timeouts: Timeouts,
        deadline: Deadline,
        progress: Progress,
        lane: str | None,
    ) -> Any:
        if self._transport.sessions.closed and progress.attempts:
            raise Failure(Stage.UNSENT, "the client was closed before it could be sent again")
        progress.must_be_allowed()
        progress.queue()
        endpoint = call.endpoint
        async with self._place(call, deadline, lane):
            reply = await self._transport.post(
                endpoint.path,
                call.form,
                lane=lane,
                limits=client_timeout(timeouts, deadline.remaining()),
                max_reply=endpoint.max_reply,
                progress=progress,
            )
        if call.turn is not None:
            with deadline.stopped():
                await call.turn()
        try:
            result, echo, difference = self._open(call, reply)
        except (GatewayError, Failure) as answer:
            stage = answer.stage if isinstance(answer, Failure) else None
            if not progress.reused or stage in (Stage.UNANSWERED, Stage.GARBLED):
                raise
            if stage is Stage.PUT_OFF:
                await self._transport.sessions.retire(lane)
                raise  # the next attempt, on a fresh connection, comes after a pause
            result, echo, difference = None, Echo.SILENT, ""
        if progress.reused and echo is not Echo.SAME:
            # It may be a stale reply that lay on the kept connection; so may the next one be.
            await self._transport.sessions.retire(lane)
            return await self._attempt(call, timeouts, deadline, progress, None)
        if echo is Echo.OTHER:
            raise Failure(Stage.UNTRUSTED, difference)
        if echo is Echo.RESTATED and not self._restates:
            self._restates = True
            log.warning(
                "%s: %s; taken for the gateway's way of naming the same window, as are all that "
                "follow, each of which gets a connection of its own",
                endpoint.name,
                difference,
            )
        return result

    @asynccontextmanager
    async def _place(
        self, call: _Call, deadline: Deadline, lane: str | None
    ) -> AsyncIterator[None]:
        """Wait for one of the lane's connections to be free, until the call's deadline.

        A page fetched ahead has all the time that those before it take.
        """
        places = self._transport.sessions.places(lane)
        if call.turn is not None:
            with deadline.stopped():
                await places.acquire()
        elif places.locked():
            try:
                async with asyncio.timeout(deadline.remaining()):
                    await places.acquire()
            except TimeoutError:
                raise Failure(Stage.UNSENT, "timed out waiting for a free connection") from None
        else:
            await places.acquire()  # at once
        try:
            yield
        finally:
            places.release()

    def _open(self, call: _Call, reply: HttpReply) -> tuple[Any, Echo, str]:
        try:
            opened = _envelope.open_reply(
                self._credentials, reply.body, self._workspace, sent=call.form
            )
        except (BadEnvelope, BadSignature) as error:
            raise _not_genuine(reply, error, met=self._met) from None
        except Undecryptable as error:
            self._met = True
            raise Failure(Stage.APPLIED, error.message, bad=Undecryptable) from None
        self._met = True
        if opened.ret_code != 0:
            refusal = opened.refusal(call.endpoint.path)
            changes = call.endpoint.effect is not Effect.READ
            if refusal.passing or (changes and refusal.settles_nothing):
                raise Failure.put_off(refusal, reply.retry_after)
            raise refusal
        if isinstance(call.request, Request) and _codec.is_empty(opened.content):
            nothing = call.request.nothing_found()
            if nothing is None:
                raise Failure(Stage.APPLIED, "the reply's content is empty")
            return nothing, Echo.SILENT, ""
        try:
            result = call.read(opened.content)
        except Unreadable as error:
            bad = UnexpectedContent if is_text(opened.content) else Undecryptable
            raise Failure(Stage.APPLIED, f"the reply's content: {error}", bad=bad) from None
        return result, *compare(call.asked, result)


def _placed(call: _Call, error: ErrorT) -> ErrorT:
    """The error with the path and the numbers of a call."""
    error.path = call.endpoint.path
    return about(error, call.named)


def _not_genuine(reply: HttpReply, error: BadEnvelope | BadSignature, *, met: bool) -> Failure:
    """The failure of an answer that proves nothing, so that its status says what to do."""
    status, bad = reply.status, type(error)
    quoted = f": {error.message}" if bad is BadSignature else ""
    if status >= 500 or status == 429:
        wait = reply.retry_after
        wish = f" and asks to wait {wait:.0f} s" if wait else ""
        return Failure(
            Stage.UNANSWERED, f"the gateway answered HTTP {status}{wish}{quoted}", retry_after=wait
        )
    if 300 <= status < 400:
        target = f" to {reply.redirect}" if reply.redirect else ""
        return Failure(
            Stage.UNTRUSTED,
            f"the gateway answered HTTP {status}, a redirect{target}{quoted}",
            bad=bad,
            advice="redirects aren't followed: change base_url if the gateway has moved",
        )
    keys = "" if met or not quoted else "no reply was genuine yet: check app_id and app_secret"
    if status != 200:
        reason = f"the gateway answered HTTP {status}{quoted}"
        return Failure(Stage.UNTRUSTED, reason, bad=bad, advice=keys)
    if quoted:
        return Failure(Stage.UNTRUSTED, error.message, bad=bad, advice=keys)
    return Failure(Stage.GARBLED, error.message, bad=BadEnvelope, retry_after=reply.retry_after)


def _lost_to(stray: Exception, progress: Progress) -> Failure:
    """The failure of an attempt whose reply was lost here; an error's text may hold a name."""
    failure = Failure(Stage.UNANSWERED, f"its reply was lost to {type(stray).__name__} here")
    failure.attempts = progress.attempts
    return failure


def _conclusion(call: _Call, failure: Failure, progress: Progress) -> ZhixiaoError:
    error = conclude(
        call.endpoint,
        failure,
        request=call.request,
        attempts=failure.attempts,
        sent=progress.sent_attempts > 0,
    )
    return about(error, call.named)


def _doubtful(call: _Call, refusal: GatewayError) -> OutcomeUnknown:
    """A resent request was refused: perhaps because the first one had been applied."""
    endpoint = call.endpoint
    error = OutcomeUnknown(
        f"{endpoint.name}: sent again after a lost reply and then refused "
        f"({refusal.message}); the first may have been applied: find out by {endpoint.settle_by}",
        settle_by=endpoint.settle_by,
        request=call.request,
        path=endpoint.path,
    )
    return about(error, call.named)
