"""Texts of ``zhixiao orders`` in English; those of ``--help`` by command and option."""

from __future__ import annotations

from ..en import ONE_MERCHANT

TEXTS = {
    "option.first": "the first day, such as 2026-11-01",
    "option.last": "the last day, which is part of it",
    "option.target": "the export's directory, a database's URL, or env:NAME, a variable with it",
    "option.merchant": "the prefix of a merchant's environment variables, may be repeated"
    " (default: ZHIXIAO_)",
    "option.format": "of the files in a directory",
    "orders": "Export whole days of orders, check them, add them up, compare them with your own"
    " books. Exits with 0; 1 if something differs or is to be done; 2 if it couldn't start; 3 if"
    " something is missing.",
    "orders.no_prefix": "must not be empty",
    "orders.export": "Export whole days. A day that is final and there isn't read again: after an"
    " interruption the same command goes on.",
    "orders.export.to": "where to: a directory, a database's URL, or env:NAME",
    "orders.export.header": "titles of the columns in CSV and XLSX files: Chinese (the default),"
    " or the document's names of fields",
    "orders.export.workers": "processes of this machine that share the work",
    "orders.export.dask": "a Dask scheduler, such as tcp://10.0.0.5:8786, whose workers export",
    "orders.export.limit": "requests in flight at a time",
    "orders.export.recheck": "final days at the end that are read again",
    "orders.export.rate": "orders/s",
    "orders.export.step": "days",
    "orders.export.interrupted": "interrupted; {done} of {days} days are done, each whole: the same"
    " command goes on",
    "orders.verify": "Read an export back: each day's hash, rows and sums, and gaps between days.",
    "orders.verify.gateway": "compare the gateway's own counts as well, two requests a day",
    "orders.verify.clean": "Every day is what its receipt says ({counted} compared with the"
    " gateway).",
    "orders.month": "Report a month of an export by item, channel and day (月报).",
    "orders.month.month": "the month, such as 2026-11",
    "orders.receipts": "Ask the gateway for the receipt of each order of a period, paced, and"
    " report which are due, failed, issued, reversed, or still count in spite of a refund"
    " (票据台账).",
    "orders.receipts.merchant": ONE_MERCHANT,
    "orders.receipts.answers": "keep the answers in a file, and ask the next time only for those"
    " that may have changed",
    "orders.receipts.refresh": "ask for all again",
    "orders.receipts.rate": "queries a second at most",
    "orders.receipts.step": "orders",
    "orders.receipts.speed": "queries/s",
    "orders.receipts.interrupted": "interrupted; the answers so far are kept in {file}: the same"
    " command goes on",
    "orders.reconcile": "Compare an export with your own books: which orders lack on either side,"
    " and which differ.",
    "orders.reconcile.books": "your books, CSV or a workbook",
    "orders.reconcile.map": "which column has what, repeated; order_id and amount are needed,"
    " time, kind and channel are useful",
    "orders.reconcile.unit": "of the books' amounts",
    "orders.reconcile.from": "the first day (default: the export's)",
    "orders.reconcile.to": "the last day (default: the export's)",
    "orders.reconcile.pool": "keep what finds no partner in a file, for the next run",
    "orders.reconcile.personal": "with payers' names and numbers, where there are any",
    "orders.not_pair": "{given!r} isn't FIELD=COLUMN, such as order_id=订单号",
    "orders.no_books": "there is no file {file}",
    "orders.totals": "Add up what the gateway lists, by day, kind and channel; nothing is kept.",
    "orders.state.written": "days new",
    "orders.state.changed": "days changed",
    "orders.state.unchanged": "days equal",
    "orders.state.kept": "days kept",
    "orders.state.failed": "days failed",
    "orders.days": "days",
    "orders.rows": "orders",
    "orders.received": "received",
    "orders.refunded": "refunded",
    "orders.net": "net",
    "orders.yuan": "{amount} yuan",
    "orders.failed": "{merchant} {day}: {reason}",
    "orders.changed": "{merchant} {day} changed: {added} rows came, {removed} went, {amount} yuan",
    "orders.open": "Still open, export again later: {days}",
    "orders.not_tried": "Not tried, since three days failed one after the other: {days} days",
    "orders.no_arrival": "These are trades, without the channel's charges, and prove no arrival at"
    " the bank.",
    "orders.totals.merchant": "merchant",
    "orders.totals.day": "day",
    "orders.totals.kind": "kind",
    "orders.totals.channel": "channel",
    "orders.totals.count": "count",
    "orders.totals.amount": "yuan",
    "orders.totals.net": "net",
    "orders.kind.trade": "trade",
    "orders.kind.refund": "refund",
    "orders.channel.wechat": "WeChat",
    "orders.channel.alipay": "Alipay",
    "orders.unknown": "unknown",
}
