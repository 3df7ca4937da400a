"""What is wrong with an export or its arguments, in English."""

from __future__ import annotations

TEXTS = {
    "export.needs_finance": "pyarrow isn't installed: pip install 'zhixiao[finance]' brings it",
    "export.read_back": (
        "{app_id} {day}: {rows} rows of {fee} fen were written, and {rows_back} of {fee_back} fen "
        "read back; nothing was replaced"
    ),
    "export.rows_differ": (
        "{app_id} {day}: {rows} rows came, and the gateway counts {total_size}; "
        "nothing was replaced"
    ),
    "export.not_written": "{day}: it can't be written ({reason}); what stood there still does",
    "rule.nothing_exported": "must have an exported day",
    "rule.no_days": "must not be before {other}, nor the same moment",
    "rule.not_whole_days": "must be a date, or midnight in Beijing: days are taken whole",
    "rule.not_merchants": (
        "must be a Client, the prefix of a merchant's environment variables, or a sequence of these"
    ),
    "rule.merchant_twice": "must name each merchant once",
    "verify.missing": "{app_id} {day}: not exported, and days before and after it are",
    "verify.differs": (
        "{app_id} {day}: the gateway counts {total_size} rows, and counted {said} when the day was "
        "read: export it again"
    ),
    "rule.merchants_by_prefix": (
        "must be prefixes of environment variables: workers look credentials up by these, and a "
        "Client, which has secrets, isn't sent to them"
    ),
    "rule.password_travels": (
        "must have no password in it, as it is sent to workers: set a variable to the URL where "
        "they run, and give env:NAME"
    ),
    "rule.workers_or_dask": "must not be given together with workers: a cluster has its own",
    "rule.not_dask": (
        "must be the address of a Dask scheduler, such as tcp://10.0.0.5:8786, or a "
        "distributed.Client that is open"
    ),
    "export.no_scheduler": (
        "no Dask scheduler answers at {address}: start one (dask scheduler), or correct the address"
    ),
    "export.scheduler_lost": (
        "the Dask scheduler at {address} was lost, or restarted; the days that are done stay: "
        "export again, which goes on with the others"
    ),
    "export.worker_died": (
        "{day}: {times} processes died over it, the last with status {status} (-9: killed, often "
        "for want of memory); what stood there still does. Use fewer workers"
    ),
    "export.damaged": (
        "{app_id} {day}: {what}; export the day again, with recheck as many days as it takes to "
        "reach it"
    ),
    "export.missing": "its file is missing",
    "export.unlike": "its file has another length or hash than its receipt says",
    "export.unreadable": "it can't be read ({reason})",
    "export.sums_differ": (
        "it has {rows} rows of {fee} fen, and its receipt says {said} of {said_fee}"
    ),
    # Reports.
    "rule.not_month": "must be a month such as 2026-11, or a day in it",
    "rule.not_a_section": "must be one of the report's sections: {choices}",
    "rule.export_is_empty": "holds no whole day of any merchant: export some days first",
    # Workbooks.
    "rule.sheet_is_full": "must fit into a sheet, which has {maximum} rows: {sheet} has more",
    "rule.beyond_a_cell": "must fit into a cell, which takes {maximum} characters, not {size}",
    "export.absent": "the database hasn't got it",
    "export.other_rows": "its rows aren't those that were written",
    "export.database": "the database failed ({reason})",
    "export.file_taken": (
        "another process has had the DuckDB file open for {seconds} seconds: end it first"
    ),
    "export.does_not_fit": "{app_id} {day}: a text in the column {column} {what}",
    "export.nul": (
        "has the character NUL, which this database can't hold: export the day to files, or to "
        "another database"
    ),
    "export.too_many_characters": (
        "is longer than {maximum} characters, the most that this database holds there: export the "
        "day to files, or to another database"
    ),
    "export.too_many_bytes": (
        "is longer than {maximum} bytes, the most that this database holds there: export the day "
        "to files, or to another database"
    ),
    "rule.not_target_url": (
        "must be the URL of a SQLite, PostgreSQL, MariaDB or MySQL database, such as "
        '"postgresql://user@host/database"; drivers are psycopg and PyMySQL, and a password\'s @ '
        "is written %40"
    ),
    "rule.database_in_memory": "must name a file: a database in memory is gone with the process",
    "rule.not_target": (
        'must be a directory, a database\'s URL or file, or "env:NAME" for one of these'
    ),
    "rule.not_a_directory": "must be a directory, and is a file",
    "rule.format_of_a_database": "must not be given for a database, which has no files",
    "rule.header_without_titles": "must be given for csv or xlsx only, whose titles can be chosen",
    "rule.directory_of_another_format": (
        "must be {found}, as the files are that the directory has: export to another directory"
    ),
    "rule.not_installed": "needs {module}: run \"pip install '{package}'\"",
    # Days as workbooks.
    "export.beyond_a_sheet": (
        "a day of {rows} rows doesn't fit into a sheet, which takes {maximum}: export it as csv or "
        "parquet"
    ),
    "export.beyond_a_cell": (
        "a text in the column {column} doesn't fit into a cell, which takes {maximum} characters: "
        "export the day as csv or parquet"
    ),
    "sheet.rows": "Rows",
    "sheet.totals": "Total",
    "sheet.note": "Note",
    "sheet.kind": "Kind",
    "sheet.channel": "Channel",
    "sheet.count": "Rows",
    "sheet.amount": "Amount (yuan)",
    "sheet.net": "Net (yuan)",
    "sheet.proves": (
        "The details are amounts of trades, without the channels' charges, and prove no arrival at "
        "the bank: for that, the statements of WeChat, Alipay or the bank count"
    ),
}
