"""The receipts' methods of a client: fetching one, and issuing one to its end."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Unpack

from ..checks import instance_of, not_shown
from ..endpoints import PiaojuCreate, PiaojuQuery, PiaojuQueryResult
from ..resolving.wait_paid import within
from ..transport.request_executor import Options, RequestExecutor
from .fetching import ReceiptFetcher
from .files import file_name, folder, put
from .issuing import Calls, Create, IssuedReceipt, issue
from .options import Download, DownloadOptions


class ReceiptMethods:
    """A client's part that makes files of receipts."""

    _executor: RequestExecutor
    _fetcher: ReceiptFetcher
    _options: Options

    async def piaoju_download(
        self,
        result: PiaojuQueryResult,
        directory: str | os.PathLike[str],
        **options: Unpack[DownloadOptions],
    ) -> Path:
        """Fetch the PDF of a receipt from its ``url`` (section 2.9), and file it.

        The host is told nothing of the merchant: no credentials, no cookie, none of the client's
        headers. Proxy, TLS context, timeouts and retries are the client's. At most 3 redirects
        are followed. URLs have to be https and lead to addresses of the public internet; through
        a proxy, where a name leads is the proxy's to decide. What is fetched must begin and end
        as a PDF does.

        Args:
            result: The answer of ``piaoju_query``.
            directory: The folder, made unless it is there. The file is called
                ``<ebill_code>-<ebill_no>.pdf``, or ``<ebill_no>.pdf`` where there is no code.
            options: See :class:`DownloadOptions`.

        Returns:
            The file's path. It is written whole or not at all, and kept if it is there already
            with the same content.

        Raises:
            InvalidRequest: The receipt has no URL or number yet, its URL is one that nothing is
                fetched from, another file of this name is there, or an option is malformed.
            NotSent: Its host couldn't be reached.
            NoReply: Its host didn't answer, or not with the whole file.
            BadReply: The answer is another status, too long, no PDF, or a redirect that isn't
                followed.
            OSError: The folder can't be made, or the file not be written (a full disk, say).
        """
        download = Download(**options)
        instance_of(PiaojuQueryResult, shown=not_shown).require("result", result)
        name = file_name(result)
        place = await asyncio.to_thread(folder, directory)
        content = await self._fetcher.fetch(result, download, self._options)
        return await asyncio.to_thread(
            put, place / name, content, overwrite=download.overwrite, receipt=result
        )

    async def issue_receipt(
        self,
        request: PiaojuCreate,
        directory: str | os.PathLike[str] | None = None,
        *,
        timeout: float,  # noqa: ASYNC109
        create: Create | None = None,
        retry_failed: bool = False,
        **options: Unpack[DownloadOptions],
    ) -> IssuedReceipt:
        """Issue a receipt (section 2.8), wait until it is issued or has failed, and fetch its file.

        What the gateway has is asked for first: a call for the same order goes on where an earlier
        one stopped, and creates nothing where a receipt is there or on its way. ``piaoju_create``
        is sent once at most; if its reply is lost, the queries that follow find the receipt. Soon
        after a lost reply the gateway may not show it yet: to call again at any time, also after a
        crash or from several processes at once, pass ``create=journal.piaoju_create`` of a
        ``RefundJournal``.

        Args:
            request: The receipt that is wanted.
            directory: The folder for its PDF; without it nothing is fetched.
            timeout: Seconds to wait for it; the fetching comes after. Queries come as in
                ``wait_paid``: often at first, later every 15 seconds.
            create: Sends the request, instead of the client: a journal's ``piaoju_create``.
            retry_failed: Whether a receipt that has failed before this call is created again. A
                second failure is then known only when the time is up. A journal sends no receipt
                twice, whatever is said here.
            options: As ``piaoju_download``; see :class:`DownloadOptions`.

        Returns:
            The gateway's last answer, and the file's path. If the time was up, or it failed, there
            is no path, and ``issued`` is False.

        Raises:
            InvalidRequest: The order has a receipt of another payer, or an argument is malformed.
                Nothing was sent.
            OutcomeUnknown: The reply of ``piaoju_create`` was lost, and no query showed the
                receipt: ``error.resolve(client)``, or the journal's ``resume``, finds out.
            GatewayError: Refused; the receipt wasn't issued.
            ZhixiaoError: As ``piaoju_query`` and ``piaoju_download``. If it is the latter's, the
                receipt is issued: call again.
            OSError: As ``piaoju_download``.
        """
        Download(**options)

        async def query(asked: PiaojuQuery, seconds: float) -> PiaojuQueryResult:
            limits = Options(
                timeouts=within(self._options.timeouts, seconds), retry=self._options.retry
            )
            return await self._executor.call(asked, limits)

        calls = Calls(
            query=query,
            create=create or (lambda request: self._executor.call(request, self._options)),
            download=lambda receipt, place: self.piaoju_download(receipt, place, **options),
            sleep=asyncio.sleep,
            closed=lambda: self._executor.closed,
        )
        return await issue(calls, request, directory, timeout=timeout, retry_failed=retry_failed)
