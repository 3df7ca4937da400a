"""What became of a lost request, and what to do, in English."""

from __future__ import annotations

TEXTS = {
    # The verdict.
    "found.told": "{verdict}: {explanation}",
    "found.applied": "applied",
    "found.not_applied": "not applied",
    "found.unknown": "unknown",
    "found.look_again": "{explanation}; {reason}, so look again later",
    "found.too_early": "it is too early to say more",
    "found.said_otherwise": "it said something else before that",
    # Whatever the request.
    "found.signed": "the gateway signed a success for it",
    "found.no_query": "the document has no query for it; ask by one of your own, or the vendor",
    "found.not_asked_yet": "the gateway wasn't asked yet",
    "found.not_asked": "the gateway couldn't be asked: {reason}",
    "found.not_asked_at_all": "the gateway couldn't be asked: {reason}; look again later",
    "found.not_answered": "the gateway hadn't answered when this call's time was up",
    # An order, and its cancellation.
    "found.no_order": "order_query doesn't know the order: {sentence}",
    "found.orders_of_several_amounts": (
        "the number stands for orders of several amounts: ask the vendor which is yours"
    ),
    "found.order_of_another_amount": (
        "the number stands for an order of another amount: create yours under a new number"
    ),
    "found.order_is_paid": "the order was created, and is paid",
    "found.order_without_link": (
        "the order was created, but its pay link is gone with the reply: cancel it and create "
        "one under a new number, or let it expire (an hour after its creation)"
    ),
    "found.cancel_refused": (
        "order_query refuses ({sentence}), which a cancelled order may cause; treat the order as "
        "one that may still be paid"
    ),
    "found.paid_not_cancelled": (
        "the order is paid, so it wasn't cancelled: credit it, or refund it"
    ),
    "found.unpaid": (
        "the order isn't paid, and a cancelled order can't be told from an unpaid one; it may "
        "still be paid until an hour after its creation"
    ),
    # A receipt.
    "found.no_receipt": "piaoju_query knows no receipt: {sentence}",
    "found.another_receipt": (
        "the order's receipt has another {names} than the one in doubt: it may be an earlier "
        "one, or the gateway writes it in another form; look at it, or ask the vendor"
    ),
    "field.and": "{left} and {right}",
    "found.receipt_status": "the order's receipt is {status}",
    "found.receipt_status_unclear": "the order's receipt is {status}: ask the vendor",
    # A refund.
    "found.query_refused": "order_query refuses: {sentence}",
    "found.time_of_payment_unknown": (
        "order_query doesn't say when the order was paid, so since when it was refunded"
    ),
    "found.paid_in_the_future": (
        "the order was paid at a time that is still to come: a clock is wrong, and the listing "
        "can't be asked for now"
    ),
    "found.order_not_spelled_out": (
        "order_query names the order by a JSON number, which may have lost its leading zeros, so "
        "its rows can't be looked for: name the order by order_id in the request, or ask the "
        "vendor"
    ),
    "found.row_of_both_kinds": (
        "the listing has a row of the order both as a trade and as a refund, so which of them it "
        "is isn't known: ask the vendor by out_refund_no"
    ),
    "found.row_not_spelled_out": (
        "the listing names the order by a JSON number, which may have lost its leading zeros, or "
        "with other leading zeros, so whose refund it shows isn't known: ask the vendor by "
        "out_refund_no"
    ),
    "found.no_such_refund": "the listing has no such refund of the order",
    "found.may_be_an_earlier_refund": (
        "the listing has such a refund of the order, which may be an earlier one: say which were "
        "made before (known_refunds=, an empty list if none was)"
    ),
    "found.known_refunds_missing": "the listing lacks refunds that are known to have been made",
    "found.only_known_refunds": "the listing has no refund of the order but those known before",
    "found.refund": "the listing has the refund",
    "found.equal_refunds": (
        "the listing has {found} such refunds of the order, {in_doubt} in doubt: equal refunds "
        "can't be told apart; ask the vendor by their out_refund_no"
    ),
    # An entry of the journal.
    "found.dated_ahead": (
        "sent_at, {sent_at}, lies ahead of the database's clock: when it was sent isn't known; "
        "set the clock right, or sent_at"
    ),
    "found.written_applied": "its own process has written that it is applied",
    "found.written_refused": "its own process has written that it is refused",
    "found.written_not_sent": "its own process has written that it is not sent",
    "found.written_not_applied": "its own process has written that it is not applied",
    "found.on_its_way": "it was written down a moment ago and may be on its way; look again later",
    "found.never_sent": (
        "it was written down and never sent, and whoever wrote it can't send it any more"
    ),
    "found.others_begun": "other refunds of the order were begun meanwhile; look again later",
    "found.or_another_refund": (
        "{explanation}, or another's, resolved as not applied and perhaps carried out late "
        "({numbers}); they can't be told apart: ask the vendor by out_refund_no"
    ),
}
