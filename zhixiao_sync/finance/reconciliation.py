"""Comparison of an export with one's own books, in the calling thread.

:mod:`zhixiao_async.finance.reconciliation` says what is compared, and defines each difference.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from zhixiao_async.fields import Moment
from zhixiao_async.finance.reconciliation.books import Books
from zhixiao_async.finance.reconciliation.difference import Difference, DifferenceRow
from zhixiao_async.finance.reconciliation.errors import BooksRefused
from zhixiao_async.finance.reconciliation.fresh_export import PREFIX, Source
from zhixiao_async.finance.reconciliation.options import MEMORY, Options
from zhixiao_async.finance.reconciliation.reconciling import reconcile_in
from zhixiao_async.finance.reconciliation.result import Reconciliation
from zhixiao_async.finance.targets.target import Target

from ..client import Client
from ..inline import run_inline
from .export import export_orders

__all__ = ["Books", "BooksRefused", "Difference", "DifferenceRow", "Reconciliation", "reconcile"]


def reconcile(
    export: Client | str | os.PathLike[str] | Target,
    books: Books,
    begin: Moment,
    end: Moment,
    *,
    merchants: Sequence[str] | None = None,
    days_apart: int = 1,
    personal: bool = False,
    pool: str | os.PathLike[str] | None = None,
    memory: int = MEMORY,
    threads: int | None = None,
) -> Reconciliation:
    """Compare an export with one's own books; as zhixiao_async's ``reconcile``."""
    options = Options(
        merchants=merchants,
        days_apart=days_apart,
        personal=personal,
        pool=None if pool is None else Path(pool),
        memory=memory,
        threads=threads,
    )
    with _exported(export, begin, end) as source:
        return run_inline(
            reconcile_in(_at_once, source, books, begin, end, options, must_block=True)
        )


@contextmanager
def _exported(source: Client | Source, begin: Moment, end: Moment) -> Generator[Source, None, None]:
    if not isinstance(source, Client):
        yield source
        return
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        export_orders(source, begin, end, folder).require_complete()
        yield folder


def _at_once(function: Callable[..., Reconciliation], *arguments: object) -> Reconciliation:
    return function(*arguments)
