"""The receipts' methods of the synchronous client."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, Unpack

from zhixiao_async import Client as AsyncClient
from zhixiao_async import (
    DownloadOptions,
    IssuedReceipt,
    PiaojuCreate,
    PiaojuCreateResult,
    PiaojuQuery,
    PiaojuQueryResult,
    Request,
)
from zhixiao_async.receipts.fetching import DOWNLOAD
from zhixiao_async.receipts.issuing import Calls, issue
from zhixiao_async.receipts.options import Download
from zhixiao_async.resolving.wait_paid import within
from zhixiao_async.store.async_or_sync import is_blocking, require_package

from .bridge.purpose import Purpose, caller_timeout
from .bridge.share import Share
from .inline import run_inline

ResultT = TypeVar("ResultT")


class ReceiptMethods:
    """A client's part that makes files of receipts."""

    _client: AsyncClient
    _share: Share

    def piaoju_download(
        self,
        result: PiaojuQueryResult,
        directory: str | os.PathLike[str],
        **options: Unpack[DownloadOptions],
    ) -> Path:
        """Fetch the PDF of a receipt and file it.

        Arguments, result and errors as :meth:`zhixiao_async.Client.piaoju_download`.
        """
        purpose = Purpose(endpoint=DOWNLOAD, request=result)
        return self._share.run(
            lambda: self._client.piaoju_download(result, directory, **options), purpose
        )

    def issue_receipt(
        self,
        request: PiaojuCreate,
        directory: str | os.PathLike[str] | None = None,
        *,
        timeout: float,
        create: Callable[[PiaojuCreate], PiaojuCreateResult] | None = None,
        retry_failed: bool = False,
        **options: Unpack[DownloadOptions],
    ) -> IssuedReceipt:
        """Issue a receipt, wait until it is issued or has failed, and fetch its file.

        Arguments, result and errors as :meth:`zhixiao_async.Client.issue_receipt`.
        """
        Download(**options)
        if create is not None:
            require_package("create", blocks=is_blocking(create), must_block=True)
        send = create or (lambda request: self._call(request, self._client))

        # None of these ever waits for an event loop.
        async def query(asked: PiaojuQuery, seconds: float) -> PiaojuQueryResult:
            timeouts = within(self._client.timeouts, seconds)
            return self._call(asked, self._client.with_options(timeouts=timeouts))

        async def created(request: PiaojuCreate) -> PiaojuCreateResult:
            return send(request)

        async def download(receipt: PiaojuQueryResult, place: Path) -> Path:
            return self.piaoju_download(receipt, place, **options)

        async def sleep(seconds: float) -> None:
            time.sleep(seconds)  # noqa: ASYNC251

        calls = Calls(
            query=query,
            create=created,
            download=download,
            sleep=sleep,
            closed=lambda: self._share.closed,
        )
        return run_inline(
            issue(calls, request, directory, timeout=timeout, retry_failed=retry_failed)
        )

    def _call(self, request: Request[ResultT], client: AsyncClient) -> ResultT:
        timeout = caller_timeout(client.timeouts.deadline)
        purpose = Purpose(endpoint=request.endpoint, request=request, timeout=timeout)
        return self._share.run(lambda: client.call(request), purpose)
