"""What is wrong with books, and what a comparison has found, in English."""

from __future__ import annotations

TEXTS = {
    "books.cell": "{source}: row {row}, column {column}: {rule}",
    "books.cell_got": "{place} (it is {given})",
    "books.no_column": (
        "{source}: there is no column {column}; found: {found}. Map the field to one of these"
    ),
    "books.twice": "{source}: more than one column is headed {column}; found: {found}",
    "books.no_encoding": (
        "{source}: it isn't valid in any of: {tried}. Save it as UTF-8, or state its encoding"
    ),
    "books.open_quote": (
        "{source}: a quote is opened after row {row} and never closed, or state another delimiter"
    ),
    "books.not_csv": "{source}: row {row} can't be read as CSV",
    "books.ragged": (
        "{source}: row {row} has {cells} cells, and the header {columns}: put quotes around a cell "
        "with the delimiter in it, or state another delimiter"
    ),
    "books.not_workbook": "{source}: it can't be read as a workbook of .xls or .xlsx ({reason})",
    "books.no_sheet": "{source}: there is no sheet {sheet}; found: {found}",
    "rule.ruined_number": (
        "a spreadsheet has ruined this number: export the books again with the column as text, "
        "and don't save them in a spreadsheet in between"
    ),
    "rule.number_cell": (
        "the cell is a number, which has lost its leading zeros and its digits beyond the 15th: "
        "the column has to be text where it was made"
    ),
    "rule.not_amount": "it is no amount",
    "rule.more_than_two_decimals": "it has more than two decimals of a yuan",
    "rule.fen_with_decimals": "fen have no decimals: is the unit yuan?",
    "rule.not_cell_time": "it is no time in a form that is known, such as 2026-11-02 09:05:00",
    "rule.no_kind": "it names no kind: map a column whose words say trade or refund",
    "rule.unknown_kind": (
        'it isn\'t known what {word} is: say it by kinds, such as kinds={{"{word}": "trade"}}'
    ),
    "rule.negative_trade": (
        "a trade can't be negative: if it is a refund, say so by its kind, or map no kind and "
        "have the sign decide"
    ),
    "rule.no_merchant": "it names no merchant",
    "rule.not_column_mapping": "must map some of these fields to headers: {fields}",
    "rule.lacks_columns": "must name the columns of {fields}",
    "rule.not_encoding": "must be an encoding that Python knows",
    "rule.not_frame": "must be a DataFrame of pandas or polars, or a pyarrow.Table",
    "rule.async_engine": "must be a sync Engine, or the URL of a driver that blocks",
    "rule.no_day_of_range": (
        "has no whole day from {begin} to {end} of these merchants: export the days first"
    ),
    "rule.pool_in_use": "was replaced by another comparison meanwhile: compare once more",
    "rule.not_pool": "must be a file that an earlier comparison has made, or none yet",
    "reconcile.range": "{begin} to {end}",
    "reconcile.matched": "matched: {rows} rows, {yuan} yuan",
    "reconcile.no_difference": "no difference",
    "reconcile.count": "{label}: {count}",
    "reconcile.open_days": "days still open: {count}; what they lack isn't final",
    "reconcile.missing_days": "days not exported: {count}; the comparison is incomplete",
    "reconcile.same": "both have the same",
    "reconcile.gateway_more": "the gateway has {yuan} yuan more",
    "reconcile.books_more": "the books have {yuan} yuan more",
}
