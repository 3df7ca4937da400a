"""Texts of the command line in English; those of ``--help`` by command and option."""

from __future__ import annotations

ONE_MERCHANT = "the prefix of the merchant's environment variables"

TEXTS = {
    "error": "{command}: {message}",
    # Pages of --help.
    "help.usage": "Usage: {command} [OPTIONS] {rest}",
    "help.arguments": "Arguments:",
    "help.options": "Options:",
    "help.commands": "Commands:",
    "help.default": "{about} (default: {value})",
    "option.lang": "language of what is printed (default: the locale's)",
    "option.help": "print this page",
    "option.db": "the inbox's SQLite file",
    "option.url": "its database, with zhixiao[sql]",
    "option.table": "its table",
    "option.yes": "do it",
    "option.html": "write a page",
    "option.xlsx": "write a workbook",
    "option.csv": "write each table as a CSV file into a folder",
    "option.json": "print JSON",
    "option.personal": "with payers' names and numbers",
    "option.app_id": "the merchant's app_id, where several have such a number",
    "option.number": "the merchant's number (out_trade_no) or the gateway's (order_id)",
    "interrupted": "interrupted",
    "progress.left": "left:",
    # What is wrong with the words of the command line.
    "usage": "{problem} (see {command} --help)",
    "usage.no_command": "say what to do: {commands}",
    "usage.unknown_command": "there is no command {name}, only {commands}",
    "usage.unknown_option": "there is no option {name}",
    "usage.needs_value": "{name} needs a value",
    "usage.takes_no_value": "{name} takes no value",
    "usage.missing": "{name} is missing",
    "usage.too_much": "{words} is more than it takes",
    "usage.refused": "{name}: {reason}",
    "usage.unknown_language": "{given!r} is neither en nor zh",
    "usage.not_whole": "{given!r} isn't a whole number",
    "usage.no_choice": "{given!r} is none of {words}",
    "usage.no_port": "a port is at most 65535",
    "usage.no_day": "{given!r} is no day like 2026-03-02",
    # zhixiao sandbox
    "sandbox": "Run the gateway on this machine, over real HTTP, until Ctrl-C or SIGTERM.",
    "sandbox.host": "address",
    "sandbox.port": "0 takes a free one",
    "sandbox.db": "keep everything in a file",
    "sandbox.seed_orders": "have N made-up orders in the listing",
    "sandbox.days": "spread them over D days",
    "sandbox.fault": "a fault or a dialect of replies, may be repeated; for instance"
    " reset_after:path=/pay_api/order_refund,times=1",
    "sandbox.rule": "how to answer what the document leaves open, may be repeated; for instance"
    " repeated_out_trade_no=same_order",
    "sandbox.public_url": "where payers reach it, for pay and receipt links (default: with --host"
    " 0.0.0.0 this machine's address, otherwise the address it listens on)",
    "sandbox.allow_remote_notify": "also post notifications to other machines than this one",
    "sandbox.listens": "The sandbox gateway listens on {url} (Ctrl-C ends it)",
    "sandbox.console": "Console: {url}/",
    "sandbox.links_lead_to": "Pay links lead to: {url} (--public-url URL leads them elsewhere)",
    "sandbox.links_work_here": "Pay links work on this machine only: --public-url URL leads them"
    " elsewhere",
    "sandbox.database": "Database: {db}",
    "sandbox.listed": "Listed: {rows} made-up rows, in order_list only: no other call knows them",
    "sandbox.people": "People, by user_no, uid with WeChat and uid with Alipay:",
    "sandbox.user_no": "user_no",
    "sandbox.wechat_uid": "uid with WeChat",
    "sandbox.alipay_uid": "uid with Alipay",
    "sandbox.user_name": "name",
    "sandbox.forms": "Forms, for order_query_form: 学工号 {numbers}",
    "sandbox.exports": "The vendor's published test credentials and this address, for your shell:",
    # A table in a database.
    "database.db_or_url": "either --db or --url is needed",
    "database.no_file": "there is no file {file}",
    "database.db_is_url": "--db must be a SQLite file's path; another database is given by --url",
    "database.url_is_file": "a SQLite file is given by --db",
    "database.not_installed": "{name} isn't installed",
    "database.no_table": "there is no table {table} in this database: --table names another, and"
    " create_table() of your program makes it",
    # zhixiao inbox
    "inbox": "Look into the inbox's table: show which payments were handled, run a handler again,"
    " remove old ones. Exits with 0; 1 if there is no such payment, several have the number, or"
    " nothing was done; 2 if it couldn't start.",
    "inbox.list": "List the payments that were handled, the latest first.",
    "inbox.list.from": "handled on this day or later, in Beijing time",
    "inbox.list.to": "handled on this day or earlier",
    "inbox.list.app_id": "of this merchant",
    "inbox.list.source": "by how the payment became known",
    "inbox.list.outcome": "confirmed: the gateway's books bear out the amount; unconfirmed: they"
    " weren't asked, or can't say; rerun: the handler was run again",
    "inbox.list.limit": "how many at most",
    "inbox.more": "There are more than these {limit}: --limit N lists more",
    "inbox.report": "Report the payments that were handled in a period, by day and one by one, with"
    " their total. Needs zhixiao[finance]. Exits with 1 if the amount of one is unconfirmed.",
    "inbox.show": "Show all that is kept of one payment.",
    "inbox.show.payer": "with the payer's personal data",
    "inbox.rerun": "Run a handler again; it may credit twice.",
    "inbox.rerun.handler": "the function, found in the current directory",
    "inbox.prune": "Remove the payments that no receiver accepts any more.",
    "inbox.prune.before": "those made and handled before this day, in Beijing time",
    "inbox.prune.max_age": "the greatest max_age of all receivers of this inbox; each must have"
    " one",
    "inbox.not_found": "{number} is no out_trade_no or order_id of a payment in {table}",
    "inbox.not_found_of": "{number} is no out_trade_no or order_id of a payment of {app_id} in"
    " {table}",
    "inbox.several": "{count} payments have the number {number} ({shown}): --app-id or the"
    " payment's other number tells them apart",
    "inbox.numbers": "app_id {app_id}, order_id {order_id}, out_trade_no {out_trade_no}",
    "inbox.and": "{left}; {right}",
    "inbox.again": "{handler} again for order {order_id} of {app_id}",
    "inbox.would_rerun": "this would run {what}, which was handled before and may be credited"
    " twice; nothing was done, --yes does it",
    "inbox.rerun_failed": "nothing was changed: {reason}",
    "inbox.reran": "ran {what} (reruns={reruns})",
    "inbox.old": "the payments made and handled before {day} from {table}",
    "inbox.would_prune": "this would remove {what}; nothing was done, --yes does it",
    "inbox.pruned": "removed {what}: {removed}",
    "inbox.unconfirmed": "unconfirmed",
    "inbox.unknown": "unknown",
    "inbox.source.notification": "notification",
    "inbox.source.sweep": "sweep",
    "inbox.field.app_id": "app_id",
    "inbox.field.order_id": "order_id",
    "inbox.field.out_trade_no": "out_trade_no",
    "inbox.field.fee": "fee",
    "inbox.field.source": "source",
    "inbox.field.paid": "paid",
    "inbox.field.handled": "handled",
    "inbox.field.reruns": "reruns",
    "inbox.field.uid": "uid",
    "inbox.field.user_no": "user_no",
    "inbox.field.user_name": "user_name",
    "inbox.field.pay_type": "pay_type",
    "inbox.field.unreadable": "{name} is",
    # zhixiao journal
    "journal": "Look into the refund journal's table.",
    "journal.report": "Report the refunds that were sent and whose outcome is unknown (在途退款),"
    " and whatever else is open (未决), each with what to do. Needs zhixiao[finance]. Exits with 0;"
    " 1 if something is to be done; 2 if it couldn't start.",
    "journal.report.db": "the journal's SQLite file",
    "journal.report.table": "the journal's table",
    "journal.report.merchant": ONE_MERCHANT,
    "report.not_written": "{file} can't be written: {reason}",
    "handler.form": "--handler is MODULE:FUNCTION",
    "handler.not_imported": "{module} can't be imported: {reason}",
    "handler.no_function": "{module} has no function {name}",
}
