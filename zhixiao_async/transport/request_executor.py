"""One call from a request object to its result: prepared once, attempted, verified."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any, TypeVar

import attrs

from ..checks import instance_of
from ..config import Credentials, RetryPolicy, Timeouts
from ..messages.text import Text
from ..protocol.reply_match import ReplyMatch
from ..registry import Effect, Endpoint, Request
from ..telemetry.call_record import CallRecord
from ..telemetry.observers import CallWatch, load_observers
from .attempt_over import attempt_over
from .attempt_trace import AttemptTrace
from .failures import AttemptFailed, FailureStage, to_error
from .http import Transport
from .prepared_call import PreparedCall, prepare, prepare_raw
from .retry import Budget, Deadline, run_with_retries
from .sessions import ALONE
from .verify import ReplyVerifier, VerifiedReply

ResultT = TypeVar("ResultT")
log = logging.getLogger("zhixiao")


@attrs.frozen(kw_only=True)
class Options:
    """The part of a client that ``with_options`` changes."""

    timeouts: Timeouts
    retry: RetryPolicy

    def __attrs_post_init__(self) -> None:
        instance_of(Timeouts).require("timeouts", self.timeouts)
        instance_of(RetryPolicy).require("retry", self.retry)


class RequestExecutor:
    """The part of a client that its ``with_options`` views share."""

    def __init__(self, credentials: Credentials, transport: Transport, budget: Budget) -> None:
        self._credentials = credentials
        self._transport = transport
        self._budget = budget
        self._verifier = ReplyVerifier(credentials)
        load_observers()
        self._restates = False  # whether the gateway names a window's ends in its own way

    @property
    def app_id(self) -> str:
        """The ``id`` of every request."""
        return self._credentials.app_id

    @property
    def limit(self) -> int:
        """Connections that the listing has at a time."""
        return self._transport.sessions.limit

    @property
    def closed(self) -> bool:
        """Whether :meth:`close` has been called."""
        return self._transport.sessions.closed

    async def call(
        self,
        request: Request[ResultT],
        options: Options,
        *,
        prefetched: bool = False,
        may_send: Callable[[], bool] | None = None,
    ) -> ResultT:
        """Send a documented request.

        Args:
            request: What is asked.
            options: Timeouts and retries.
            prefetched: A page that a listing fetches ahead. The listing compares its page number
                and size, and waiting for a connection doesn't count against the deadline.
            may_send: Asked before each attempt and just before its first byte: once it says
                False, nothing more is sent.
        """
        call = prepare(self._credentials, request, prefetched=prefetched)
        result: ResultT = await self._run(call, options, may_send)
        return result

    async def raw(self, endpoint: Endpoint, params: Mapping[str, Any], options: Options) -> Any:
        """Send what the registry doesn't know; return parsed JSON, or the bare sentence."""
        return await self._run(prepare_raw(self._credentials, endpoint, params), options)

    async def close(self) -> None:
        """End every call, and close every connection."""
        await self._transport.close()

    async def _run(
        self,
        call: PreparedCall,
        options: Options,
        may_send: Callable[[], bool] | None = None,
    ) -> Any:
        target = self._transport.target(call.endpoint.path)
        record = CallRecord(call.endpoint, self._credentials.app_id, call.request, target)
        with CallWatch(record) as watch:
            return await self._watched(call, options, AttemptTrace(may_send=may_send), watch)

    async def _watched(
        self, call: PreparedCall, options: Options, trace: AttemptTrace, watch: CallWatch
    ) -> Any:
        deadline = Deadline(options.timeouts.deadline)
        read = call.endpoint.effect is Effect.READ

        async def attempt() -> Any:
            return await self._attempt(call, options.timeouts, deadline, trace, watch)

        try:
            with self._transport.in_flight.track(trace):
                return await run_with_retries(
                    attempt,
                    effect=call.endpoint.effect,
                    policy=options.retry,
                    budget=self._budget,
                    deadline=deadline,
                )
        except AttemptFailed as last:
            failure = last
        except Exception as stray:  # a fault of ours, or of a machine without a free descriptor
            if not trace.sent_attempts or (read and not isinstance(stray, OSError)):
                raise
            failure = AttemptFailed.lost_to(stray, trace.attempts)
        except (asyncio.CancelledError, KeyboardInterrupt) as interruption:
            if trace.sent_attempts and not read:
                watch.call.in_doubt = True
                _note_doubt(call, interruption)
            raise
        error = to_error(call.endpoint, failure, request=call.request, sent=trace.sent_attempts)
        cause = failure.__cause__
        raise error from (None if cause is error else cause)

    async def _attempt(
        self,
        call: PreparedCall,
        timeouts: Timeouts,
        deadline: Deadline,
        trace: AttemptTrace,
        watch: CallWatch,
    ) -> Any:
        """Send once; a second time, on a connection of its own, if the reply may be a stale one."""

        async def send(pool_key: str | None) -> VerifiedReply:
            if self._transport.sessions.closed and trace.attempts:
                reason = Text("reason.closed_before_resending")
                raise AttemptFailed(FailureStage.UNSENT, reason)
            trace.must_be_allowed()
            began, status = perf_counter(), None
            try:
                reply = await self._transport.post(call, pool_key, timeouts, deadline, trace)
                status = reply.status
                verified = self._verifier.verify(call, reply)
            except BaseException as error:
                attempt_over(watch, began, status, error)
                raise
            attempt_over(watch, began, status, verified.failure)
            return verified

        # Where times are restated, only a connection of its own tells that a page isn't stale.
        alone = self._restates and "end_time" in call.expected
        pool_key = ALONE if alone else call.pool_key
        verified = await send(pool_key)
        if trace.reused and verified.may_be_stale:
            # It may have lain on the kept connection; so may the next one.
            await self._transport.sessions.retire(pool_key)
            if not verified.is_put_off:  # else the next attempt, on a new one, comes after a pause
                verified = await send(None)
        return self._accept(call, verified)

    def _accept(self, call: PreparedCall, verified: VerifiedReply) -> Any:
        if verified.failure is not None:
            raise verified.failure
        if verified.match is ReplyMatch.RESTATED and not self._restates:
            self._restates = True
            log.warning(
                "%s: %s; taken for the gateway's way of naming the same window, as are all that "
                "follow, each of which gets a connection of its own",
                call.endpoint.name,
                verified.difference,
            )
        return verified.result


def _note_doubt(call: PreparedCall, interruption: BaseException) -> None:
    """Note on an interruption that the request may have been applied; the log says so as well."""
    name, query = call.endpoint.name, call.endpoint.resolve_by
    interruption.add_note(f"zhixiao: {Text('error.interrupted', name=name, query=query)}")
