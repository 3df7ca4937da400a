"""Reports from what blocks: the sync client, journal and inbox.

A month's report needs none of them: :mod:`zhixiao_async.finance.reports.monthly` is a plain
function, and so is everything that writes a report.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from zhixiao_async.fields import Moment
from zhixiao_async.finance.reports import inbox_report as awaited_inbox
from zhixiao_async.finance.reports import journal_report as awaited_journal
from zhixiao_async.finance.reports import receipt_ledger as awaited_ledger
from zhixiao_async.finance.reports.model import Report
from zhixiao_async.finance.reports.receipt_queries import QueryProgress, ReceiptPace
from zhixiao_async.finance.targets.target import Target
from zhixiao_async.messages.catalogue import Language

from ..client import Client
from ..inline import run_inline
from ..journal import RefundJournal
from ..notify.inbox import Inbox


def receipt_ledger(
    client: Client,
    export: str | os.PathLike[str] | Target,
    begin: Moment,
    end: Moment,
    *,
    answers: Path | None = None,
    pace: ReceiptPace = ReceiptPace(),  # noqa: B008 - frozen
    refresh: bool = False,
    personal: bool = False,
    language: Language | None = None,
    progress: QueryProgress = lambda done, due: None,
    now: datetime | None = None,
) -> Report:
    """Make the ledger of the receipts of a merchant's orders.

    Arguments and errors as :func:`zhixiao_async.finance.reports.receipt_ledger.receipt_ledger`;
    ``progress`` is called in another thread than yours.
    """
    return client._share.run(
        lambda: awaited_ledger.receipt_ledger(
            client._client,
            export,
            begin,
            end,
            answers=answers,
            pace=pace,
            refresh=refresh,
            personal=personal,
            language=language,
            progress=progress,
            now=now,
        )
    )


def journal_report(
    journal: RefundJournal[Any], *, language: Language | None = None, now: datetime | None = None
) -> Report:
    """Make the lists of one merchant's open entries.

    Arguments as :func:`zhixiao_async.finance.reports.journal_report.journal_report`.
    """
    return run_inline(awaited_journal.journal_report(journal._awaited, language=language, now=now))


def inbox_report(
    inbox: Inbox[Any],
    begin: Moment,
    end: Moment,
    *,
    personal: bool = False,
    language: Language | None = None,
    now: datetime | None = None,
) -> Report:
    """Make the list of the payments that an inbox handled in a period.

    Arguments as :func:`zhixiao_async.finance.reports.inbox_report.inbox_report`.
    """
    return run_inline(
        awaited_inbox.inbox_report(
            inbox.awaited, begin, end, personal=personal, language=language, now=now
        )
    )
