"""Finance: exports of whole days, tables, reports, and the comparison with one's own books.

An export is a tree of days (:mod:`.targets`), each with a receipt (:mod:`.receipts`) that says what
was read and when. :mod:`.export` makes it, :mod:`.reports` and :mod:`.reconciliation` read it.

Needs ``zhixiao[finance]``. Each name below is imported when it is asked for: who exports days needs
no spreadsheet.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ..messages.text import Text

if TYPE_CHECKING:
    from .errors import ExportDamaged, ExportFailed
    from .export.export_day import DayResult, DayState
    from .export.report import ExportReport
    from .export.run import export_orders
    from .export.totals import Total, totals
    from .export.verify import Fault, Finding, Verification, verify_export
    from .receipts import Changes, KindSum, Receipt
    from .reconciliation.books import Books
    from .reconciliation.difference import Difference, DifferenceRow
    from .reconciliation.errors import BooksRefused
    from .reconciliation.reconciling import reconcile
    from .reconciliation.result import Reconciliation
    from .reports.csv_text import csv_text
    from .reports.html_page import html_page
    from .reports.inbox_report import inbox_report
    from .reports.journal_report import journal_report
    from .reports.json_text import json_text
    from .reports.model import Report
    from .reports.monthly import monthly_report
    from .reports.receipt_ledger import receipt_ledger
    from .reports.receipt_queries import ReceiptPace
    from .reports.reconciliation_report import reconciliation_report
    from .reports.workbook_file import workbook
    from .schema import DAY_SCHEMA, ORDER_SCHEMA
    from .tables import OrderBatch
    from .targets.opening import open_target
    from .targets.target import Target

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
    ".errors": "ExportDamaged ExportFailed",
    ".export.export_day": "DayResult DayState",
    ".export.report": "ExportReport",
    ".export.run": "export_orders",
    ".export.totals": "Total totals",
    ".export.verify": "Fault Finding Verification verify_export",
    ".receipts": "Changes KindSum Receipt",
    ".reconciliation.books": "Books",
    ".reconciliation.difference": "Difference DifferenceRow",
    ".reconciliation.errors": "BooksRefused",
    ".reconciliation.reconciling": "reconcile",
    ".reconciliation.result": "Reconciliation",
    ".reports.csv_text": "csv_text",
    ".reports.html_page": "html_page",
    ".reports.inbox_report": "inbox_report",
    ".reports.journal_report": "journal_report",
    ".reports.json_text": "json_text",
    ".reports.model": "Report",
    ".reports.monthly": "monthly_report",
    ".reports.receipt_ledger": "receipt_ledger",
    ".reports.receipt_queries": "ReceiptPace",
    ".reports.reconciliation_report": "reconciliation_report",
    ".reports.workbook_file": "workbook",
    ".schema": "DAY_SCHEMA ORDER_SCHEMA",
    ".tables": "OrderBatch",
    ".targets.opening": "open_target",
    ".targets.target": "Target",
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names.split()}

if find_spec("pyarrow") is None:
    raise ModuleNotFoundError(Text("export.needs_finance"), name="pyarrow")


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name], __name__), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
