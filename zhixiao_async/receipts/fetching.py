"""A receipt's file over HTTP: another host than the gateway, which is told nothing of the merchant.

A few redirects are followed, each to a URL and an address that are checked anew.
"""

from __future__ import annotations

from urllib.parse import urljoin

from ..config.connections import Connections
from ..config.urls import origin
from ..endpoints import PiaojuQuery, PiaojuQueryResult
from ..messages.text import Text
from ..registry import Effect, Endpoint
from ..transport.attempt_trace import AttemptTrace
from ..transport.failures import AttemptFailed, to_error
from ..transport.http import Transport, client_timeout
from ..transport.request_executor import Options
from ..transport.retry import Budget, Deadline, run_with_retries
from .addresses import PRIVATE, url_rule
from .files import about
from .options import Download
from .single_get import Get, NotPublic, untrusted

MOST_REDIRECTS = 3
_POOL = "receipts"

DOWNLOAD = Endpoint(
    name="piaoju_download",
    path=PiaojuQuery.endpoint.path,
    section=PiaojuQuery.endpoint.section,
    effect=Effect.READ,
    request=None,
    result=None,
    resolve_by="",
)
"""What errors name: the path is that of the query whose reply had the URL."""


class ReceiptFetcher:
    """Fetches the files of a client's receipts.

    Args:
        transport: The client's: what is under way ends when it is closed.
        connections: Their proxy, TLS context, user agent and limit are used, and nothing else.
        budget: The client's retries.
    """

    def __init__(self, transport: Transport, connections: Connections, budget: Budget) -> None:
        self._transport = transport
        self._connections = connections
        self._budget = budget

    async def fetch(
        self, receipt: PiaojuQueryResult, download: Download, options: Options
    ) -> bytes:
        """Return the PDF that a receipt's ``url`` leads to.

        Raises:
            InvalidRequest: There is no URL, or it is one that nothing is fetched from.
            NotSent, NoReply, BadReply: It couldn't be fetched, or isn't a PDF.
        """
        if not receipt.url:
            raise about(receipt, "url", Text("rule.receipt_without_url"))
        if rule := url_rule(receipt.url, download):
            raise about(receipt, "url", rule)
        trace, deadline = AttemptTrace(), Deadline(options.timeouts.deadline)

        async def attempt() -> bytes:
            async with self._transport.sessions.slot(_POOL, deadline, prefetched=False):
                return await self._attempt(receipt, download, options, deadline, trace)

        try:
            with self._transport.in_flight.track(trace):
                return await run_with_retries(
                    attempt,
                    effect=Effect.READ,
                    policy=options.retry,
                    budget=self._budget,
                    deadline=deadline,
                )
        except AttemptFailed as last:
            failure = last
        # Outside, so that no context is shown: aiohttp's errors repeat the URL, which is a key to
        # the payer's receipt.
        raise to_error(DOWNLOAD, failure, request=receipt, sent=trace.sent_attempts)

    async def _attempt(
        self,
        receipt: PiaojuQueryResult,
        download: Download,
        options: Options,
        deadline: Deadline,
        trace: AttemptTrace,
    ) -> bytes:
        url = receipt.url or ""
        for redirects in range(MOST_REDIRECTS + 1):
            request = Get(url, download.max_bytes, download.allow_private, self._connections)
            trace.queue()
            try:
                answer = await request.send(
                    client_timeout(options.timeouts, deadline.remaining()), trace
                )
            except NotPublic:
                if not redirects:
                    raise about(receipt, "url", PRIVATE) from None
                raise _misled(url, PRIVATE) from None
            if not answer.location:
                return answer.body
            url = _target(url, answer.location, download)
        raise untrusted(Text("reason.receipt_redirects", maximum=MOST_REDIRECTS))


def _target(url: str, location: str, download: Download) -> str:
    """Return the URL that a redirect names.

    Raises:
        AttemptFailed: UNTRUSTED: it is one that nothing is fetched from.
    """
    try:
        target = urljoin(url, location)
    except ValueError:
        target = ""
    if rule := url_rule(target, download):
        raise _misled(target, rule)
    return target


def _misled(url: str, rule: Text) -> AttemptFailed:
    return untrusted(Text("reason.receipt_misled", url=origin(url, ""), rule=rule))
