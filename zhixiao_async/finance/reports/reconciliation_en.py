"""The texts of the table of differences in English."""

from __future__ import annotations

TEXTS = {
    "title.reconciliation": "Differences between the gateway and the books",
    "fact.books": "Books",
    "fact.books_read": "Rows of the books",
    "fact.gateway_rows": "Rows of the gateway",
    "fact.matched": "Agreeing",
    "books.encoded": "{source} ({encoding})",
    "books.read": "{rows} read, {compared} compared",
    "books.outside": "{read}, {count} of other days",
    "books.summaries": "{read}, lines of sums left out: {count}",
    "gateway.read": "{rows} compared",
    "matched": "{rows} pairs of rows",
    "state.gaps": "days that can still change: {open}, not exported: {missing}",
    "section.summary": "Differences by kind",
    "section.totals": "Both sides by day, kind and channel",
    "section.totals_of_kinds": "Both sides by day and kind",
    "column.difference": "Difference",
    "column.kind": "Kind",
    "column.gateway_rows": "Gateway, count",
    "column.gateway_net": "Gateway (yuan)",
    "column.books_rows": "Books, count",
    "column.books_net": "Books (yuan)",
    "column.long": "Gateway has more (yuan)",
    "column.short": "Books have more (yuan)",
    "column.surplus": "Difference (yuan)",
    "column.side": "More at",
    "column.listed_at": "Time at the gateway",
    "column.line": "Books line",
    "column.carried": "Carried",
    "column.handling": "How it was handled",
    "kind.trade": "received",
    "kind.refund": "refunded",
    "kind.unknown": "(kind {code})",
    "day.all": "whole period",
    "side.long": "gateway",
    "side.short": "books",
    "side.none": "neither",
    "carried": "from before",
    "chart.balance": "Gateway and books by day, net",
    "chart.balance_alt": "{title}. They lie furthest apart on {day}: {amount} yuan.",
    "note.long_and_short": (
        "Refunds count negative on both sides. A difference is the gateway's less the books': "
        "positive where the gateway has more."
    ),
    "note.totals": "Refunds are negative, so that each column adds up to the net.",
    "note.undated": (
        "Rows of the books name no day: both sides are added up over the whole period."
    ),
    "note.not_held": "The books hold no rows of this kind, which isn't compared: {kinds}.",
    "difference.missing_in_books": "Missing in the books",
    "difference.missing_at_gateway": "Missing at the gateway",
    "difference.amount_differs": "Amount differs",
    "difference.kind_differs": "Kind differs",
    "difference.channel_differs": "Channel differs",
    "difference.unmatchable": "No order number",
    "difference.refunded_twice": "Refunded twice",
    "difference.over_refunded": "Refunded too much",
    "difference.paid_twice": "Paid twice",
    "difference.duplicate_in_books": "Entered twice",
    "difference.other_day": "Other day",
    "difference.pending": "Pending",
    "difference_note.missing_in_books": (
        "The gateway has it, and the books don't: a lost order. Check it, and enter it."
    ),
    "difference_note.missing_at_gateway": (
        "The books have it, and the gateway doesn't: entered by mistake, or of another day or unit."
    ),
    "difference_note.amount_differs": "The same order and kind, with different amounts.",
    "difference_note.kind_differs": "Received on one side, and refunded on the other.",
    "difference_note.channel_differs": "All agrees but the channel.",
    "difference_note.unmatchable": "A row without an order number can't be compared.",
    "difference_note.refunded_twice": (
        "The gateway refunded the same amount of an order once more than the books say."
    ),
    "difference_note.over_refunded": "More was refunded of an order than was paid.",
    "difference_note.paid_twice": "An order was paid once more at the gateway: check and refund.",
    "difference_note.duplicate_in_books": "The books have a row more often than the gateway.",
    "difference_note.other_day": "Both have it, on different days.",
    "difference_note.pending": (
        "It has no partner yet, and its day can still change or isn't exported: compare again "
        "later."
    ),
}
