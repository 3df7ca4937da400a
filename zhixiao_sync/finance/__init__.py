"""Finance for threads and scripts; as :mod:`zhixiao_async.finance`.

What has to be awaited there blocks here; everything else is the same.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from zhixiao_async import finance as _awaited

if TYPE_CHECKING:
    from zhixiao_async.finance import (
        DAY_SCHEMA,
        ORDER_SCHEMA,
        Books,
        BooksRefused,
        Changes,
        DayResult,
        DayState,
        Difference,
        DifferenceRow,
        ExportDamaged,
        ExportFailed,
        ExportReport,
        Fault,
        Finding,
        KindSum,
        OrderBatch,
        Receipt,
        ReceiptPace,
        Reconciliation,
        Report,
        Target,
        Total,
        Verification,
        csv_text,
        html_page,
        json_text,
        monthly_report,
        open_target,
        reconciliation_report,
        workbook,
    )

    from .export import export_orders, totals, verify_export
    from .reconciliation import reconcile
    from .reports import inbox_report, journal_report, receipt_ledger

__all__ = [
    "DAY_SCHEMA",
    "ORDER_SCHEMA",
    "Books",
    "BooksRefused",
    "Changes",
    "DayResult",
    "DayState",
    "Difference",
    "DifferenceRow",
    "ExportDamaged",
    "ExportFailed",
    "ExportReport",
    "Fault",
    "Finding",
    "KindSum",
    "OrderBatch",
    "Receipt",
    "ReceiptPace",
    "Reconciliation",
    "Report",
    "Target",
    "Total",
    "Verification",
    "csv_text",
    "export_orders",
    "html_page",
    "inbox_report",
    "journal_report",
    "json_text",
    "monthly_report",
    "open_target",
    "receipt_ledger",
    "reconcile",
    "reconciliation_report",
    "totals",
    "verify_export",
    "workbook",
]

_HOMES = {
    ".export": "export_orders totals verify_export",
    ".reconciliation": "reconcile",
    ".reports": "inbox_report journal_report receipt_ledger",
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return getattr(import_module(_MODULES[name], __name__), name)
    if name in __all__:
        return getattr(_awaited, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
