"""What went wrong, what is known about the money, and what to do next, in English."""

from __future__ import annotations

TEXTS = {
    # The parts of a text.
    "error.and_next": "{message}; {next_step}",
    "error.about": "{text} [{place}]",
    "error.separator": ", ",
    "error.out_trade_no": "out_trade_no {number}",
    "error.order_id": "order_id {number}",
    "error.out_refund_no": "out_refund_no {number}",
    # Broken rules.
    "invalid": "{field} {rule}",
    "invalid.got": "{field} {rule}, got {given}",
    "invalid.very_long": "a very long {type}",
    "invalid.text_of": "text of {size} characters",
    "invalid.value_of": "a value of type {type}",
    "unreadable.got": "{rule}, got {given}",
    # A call.
    "error.attempt": "{name}: {reason}",
    "error.last_attempt": "{name}: {reason} (attempt {attempts})",
    "error.not_sent": "{said}; nothing was sent, so it is safe to call again",
    "error.nothing_sent": "{reason}; nothing was sent",
    "error.no_reply": "{said}; a read changes nothing, call again later",
    "error.bad_reply": "{said}; don't act on it",
    "error.may_be_applied": (
        "{said}; it may have been applied: find out by {query}, and don't send it again"
    ),
    "error.applied": (
        "{said}; it was applied, only its result is lost: find out by {query}, and don't send it "
        "again"
    ),
    "error.refused_when_resent": (
        "{name}: sent again after a lost reply and then refused ({reason}); the first may have "
        "been applied: find out by {query}"
    ),
    "error.interrupted": "{name} had been sent and may have been applied; find out by {query}",
    # The query that finds out.
    "resolve_by.order_create": (
        "order_query by the same out_trade_no (its pay link is gone with the reply: if it is "
        "unpaid, cancel it and start again under a new number)"
    ),
    "resolve_by.order_cancel": (
        "order_query by the same out_trade_no (a payment proves that the cancel failed; the "
        "document knows no status for a cancelled order)"
    ),
    "resolve_by.order_refund": (
        "order_list or iter_orders with Mask.REFUND, by the rows of its order_id (there is no "
        "refund query)"
    ),
    "resolve_by.piaoju_create": "piaoju_query by the same number",
    "resolve_by.raw": "a query of your own",
    # A reply that can't be trusted.
    "next.bad_envelope": (
        "something else than the gateway may have answered: look at base_url and at proxies"
    ),
    "next.bad_signature": "check app_secret, and if it is right suspect the network",
    "next.undecryptable": "check aes_key",
    "next.unexpected_content": "look at what was sent, or ask the vendor what changed",
    "next.receipt_file": "open the receipt's url in a browser, or fetch it again later",
    "next.redirect": "redirects aren't followed: change base_url if the gateway has moved",
    "next.no_genuine_reply": "no reply was genuine yet: check app_id and app_secret",
    # A refusal.
    "error.refused": "the gateway refused with ret_code {ret_code}: {sentence}",
    "error.refused_sealed": "(its sentence doesn't open: check aes_key)",
    "error.refused_without_reason": "(no message)",
    "next.refused": "nothing was done; ask the vendor what the code means",
    "next.refused_for_now": "it speaks of a passing fault: a query may ask again later",
    "next.refused_sealed": "nothing was done; with the gateway's aes_key its sentence says why",
    "next.refused_without_reason": "it doesn't say why, nor that nothing was done: ask the vendor",
    "next.request_failed": "nothing was done; the sentence says why",
    "next.parameter_rejected": "nothing was done; correct the parameter and call again",
    "next.account_frozen": (
        "nothing was done; the merchant's account or the user's is frozen: talk to the vendor"
    ),
    # A listing, and the journal.
    "error.listing_of_another_loop": (
        "this listing was begun in another process or on another event loop, and is read there; "
        "nothing was sent: begin one of your own here"
    ),
    "error.window_changed": "the listing from {begin} to {end} {why}",
    "error.entry_in_doubt": "{name}: the {kind} {number} {why}: let resume() find out",
    "error.not_sent_for": "{name}: not sent, for {why}",
    # A notification.
    "error.not_confirmed": "the payment isn't confirmed, {reason}; it wasn't credited",
    "next.not_confirmed": "nothing was credited; have somebody look",
    "error.handler_not_async": (
        "the handler must be an async def: its AsyncSession or AsyncConnection has to be awaited"
    ),
    "error.handler_not_plain": "the handler must be a plain def: nothing can be awaited here",
    "error.handler_yields": "the handler must not have a yield: its body doesn't run then",
    "error.handler_rolled_back": (
        "the transaction is the inbox's: a handler must not go on after rolling it back"
    ),
    "error.handler_ends": (
        "the transaction is the inbox's: a handler must not run {word}, which ends it"
    ),
    "error.handler_strays": (
        "the transaction is the inbox's: a handler must not write to the database {using}, which "
        "is no part of it: leave that to transaction.on_commit(), or keep the inbox there"
    ),
    "error.handler_left": (
        "the transaction is the inbox's: a handler must not use its session on another: after a "
        "rollback, or with another engine"
    ),
    "error.handler_commits": "the transaction is the inbox's: a handler must not commit it",
    "error.handler_broke": (
        "the handler returned, but the transaction that it ran in had been ended or broken "
        "meanwhile; it isn't committed here"
    ),
    "error.session_uncommitted": (
        "the handler left a SQLAlchemy session of its own with work that was neither flushed nor "
        "committed, so it is lost: call the session's commit(), or give the inbox "
        "SessionStore(sessionmaker) and use its session"
    ),
    "next.handler_broke": (
        "correct the handler; nothing was credited, unless it was committed unseen"
    ),
    # The sandbox.
    "error.cannot_listen": "can't listen on {host} port {port}: {reason}",
    "error.database_in_use": "the database {db} is in use by another sandbox",
    "error.database_not_opened": "the database {db} can't be opened: {reason}",
    "error.database_not_usable": "the database {db} can't be used: {reason}",
    "error.database_of_another": "the database {db} isn't a sandbox's of this version",
}
