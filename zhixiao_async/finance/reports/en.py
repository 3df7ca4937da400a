"""The reports' texts in English."""

from __future__ import annotations

TEXTS = {
    # Around every report.
    "period.days": "{first} to {last}, whole days of Beijing time",
    "period.now": "as of {moment}, Beijing time",
    "fact.period": "Period",
    "fact.app_ids": "Receiving units (app_id)",
    "fact.made_at": "Made at",
    "fact.state": "Export",
    "footer.proves": (
        "The details are amounts of trades, without the channels' charges, and prove no arrival at "
        "the bank: for that, the statements of WeChat, Alipay or the bank count."
    ),
    "footer.period": "Period: {period}. Made at {made_at}, Beijing time.",
    "footer.state": "Export: {state}.",
    "state.days": "{final} days final, {open} open, {missing} not exported",
    "state.read": "{state}; last read at {read_at}",
    "incomplete": "This report is incomplete",
    "attention": "To be noted",
    "list.separator": ", ",
    "days.run": "{first} to {last}",
    "sheet.about": "About this report",
    "detail.elsewhere": "{count} rows, in the page, the workbook and JSON.",
    "total": "Total",
    "none": "None.",
    # Charts.
    "chart.alt": "{title}. The most was received at {label}: {amount} yuan.",
    "chart.others": "{count} others",
    "chart.by_channel": "Received and refunded by channel",
    "chart.by_day": "Received and refunded by day",
    "chart.by_hour": "Received and refunded by hour of the day",
    "chart.by_item": "Received and refunded by item",
    # Columns.
    "column.app_id": "Receiving unit (app_id)",
    "column.channel": "Channel",
    "column.day": "Day",
    "column.state": "State",
    "column.hour": "Hour",
    "column.item_name": "Item",
    "column.operate_type": "Kind (code)",
    "column.count": "Count",
    "column.listed_fee": "Amount as listed (yuan)",
    "column.received_count": "Received, count",
    "column.received": "Received (yuan)",
    "column.refunded_count": "Refunded, count",
    "column.refunded": "Refunded (yuan)",
    "column.net": "Net (yuan)",
    # Values.
    "channel.wechat": "WeChat",
    "channel.alipay": "Alipay",
    "channel.none": "(no channel)",
    "channel.unknown": "(unknown channel {code})",
    "item.none": "(no item)",
    "kind.none": "(none)",
    "hour.none": "no time",
    "state.final": "final",
    "state.open": "can still change",
    "state.missing": "not exported",
    "state.to_come": "not over yet",
    # The monthly report.
    "title.monthly": "Monthly report of receipts and refunds, {month}",
    "section.by_merchant": "By receiving unit",
    "section.by_channel": "By channel",
    "section.by_day": "By day",
    "section.by_hour": "By hour of the day",
    "section.by_item": "By item",
    "section.by_item_and_channel": "By item and channel",
    "section.detail": "By item, channel and day",
    "section.unknown": "Rows of unknown kind",
    "warning.days_missing": "{app_id}: days that aren't exported ({count}): {days}.",
    "warning.days_open": "{app_id}: days that can still change ({count}): {days}.",
    "warning.days_to_come": "{app_id}: days that aren't over yet ({count}): {days}.",
    "warning.unknown_kinds": (
        "Rows that are neither a trade nor a refund, of code {codes}: {rows}. They are in no sum, "
        "and listed under 'Rows of unknown kind'."
    ),
    # Refunds in flight, and what else is open in the journal.
    "title.journal": "Refunds in flight and open entries",
    "section.refunds_in_flight": "Refunds in flight",
    "section.open_entries": "Other open entries",
    "column.out_refund_no": "Refund number",
    "column.order_id": "Order number of Zhixiao",
    "column.entry": "Entry",
    "column.amount": "Amount (yuan)",
    "column.sent_at": "Sent at",
    "column.begun_at": "Written down at",
    "column.age": "Age",
    "column.conclusive_at": "Can be found out from",
    "column.next_step": "What to do",
    "entry.refund": "part of an order",
    "entry.whole_refund": "whole order",
    "entry.receipt": "receipt",
    "age.days": "{days} d {hours} h",
    "age.hours": "{hours} h {minutes} min",
    "next.wait": "Wait, and don't send it again: resume() can't tell yet",
    "next.resume": "Run resume(); never refund again under another number before",
    "next.person": (
        "resume() should have told: have it looked into with Zhixiao and the channel, and don't "
        "send it again"
    ),
    "next.sending": "Being sent: wait a minute",
    "next.withdraw": "Perhaps never sent: run resume(), which takes it back",
    "note.whole_refunds": (
        "{count} refunds are of whole orders: their amounts are the orders', and not in the total."
    ),
    "warning.overdue": "Entries that could have been found out about and are still open: {count}.",
}
