"""Exports for scripts: the async ones, run on a private event loop."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, Unpack

from zhixiao_async.fields import Moment
from zhixiao_async.finance.export import run, verify
from zhixiao_async.finance.export import totals as listed
from zhixiao_async.finance.export.merchants import Merchants as AwaitedMerchants
from zhixiao_async.finance.export.options import ExportOptions
from zhixiao_async.finance.export.report import ExportReport
from zhixiao_async.finance.export.totals import Total
from zhixiao_async.finance.export.verify import Verification

from ..client import Client
from ..portal import Portal

T = TypeVar("T")

Merchants: TypeAlias = Client | str | Sequence[str]
"""A client, or the prefix of the environment variables that have a merchant's credentials, such as
``ZHIXIAO_``; or several prefixes."""


def export_orders(
    merchants: Merchants,
    begin: Moment,
    end: Moment,
    target: str | Path,
    **options: Unpack[ExportOptions],
) -> ExportReport:
    """Export whole days, each verified, each done once.

    Arguments, report and errors as :func:`zhixiao_async.finance.export_orders`, but for several
    clients: their merchants are named by prefix. Ctrl-C leaves whole days behind.
    """
    return _run(merchants, lambda owners: run.export_orders(owners, begin, end, target, **options))


def verify_export(
    target: str | Path,
    *,
    gateway: bool | Merchants = False,
    format: str = "parquet",  # noqa: A002
) -> Verification:
    """Read an export back; as :func:`zhixiao_async.finance.verify_export`."""
    if isinstance(gateway, bool):
        return _run("", lambda _: verify.verify_export(target, gateway=gateway, format=format))
    return _run(gateway, lambda owners: verify.verify_export(target, gateway=owners, format=format))


def totals(
    merchants: Merchants, begin: Moment, end: Moment, *, page_size: int = 1000
) -> list[Total]:
    """Add up the days of a range; as :func:`zhixiao_async.finance.totals`."""
    return _run(merchants, lambda owners: listed.totals(owners, begin, end, page_size=page_size))


def _run(merchants: Merchants, work: Callable[[AwaitedMerchants], Coroutine[Any, Any, T]]) -> T:
    """Run work on the client's event loop, or for merchants by prefix on one of its own."""
    if isinstance(merchants, Client):
        client = merchants
        return client._share.run(lambda: work(client._client))
    names = merchants
    with Portal() as portal:
        return portal._bridge.run(lambda: work(names))
