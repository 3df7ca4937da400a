"""Reasons in English."""

from __future__ import annotations

TEXTS = {
    # Of a form or a reply, by its envelope.
    "reason.no_form": "the body isn't a form of id, param and sign",
    "reason.not_once_each": "the form must hold id, param and sign, once each",
    "reason.wrong_sign_of_form": "the sign doesn't fit id, param and this app_secret",
    "reason.no_reply": "the answer isn't a JSON object of ret_code, ret_content and sign",
    "reason.no_plain_code": "the reply's ret_code isn't a plain integer",
    "reason.no_sign": (
        "it has no sign, so it proves nothing; unsigned it says ret_code {ret_code}: {sentence}"
    ),
    "reason.without_a_word": "(nothing)",
    "reason.wrong_sign_of_reply": "the sign doesn't fit ret_code, ret_content and this app_secret",
    "reason.reflected": "it is a request of this app_id, played back as a reply",
    "reason.wrong_key": "the content doesn't open with this aes_key",
    # Of a reply, by its content.
    "reason.empty_content": "the reply's content is empty",
    "reason.unreadable_content": "the reply's content: {problem}",
    "reason.about_another": "the reply is about another {name}: asked {asked}, got {got}",
    "reason.masked_out": "a row is a {kind}, where mask={mask} was asked for",
    "noun.trade": "trade",
    "noun.refund": "refund",
    "reason.proves_nothing": "{refusal}, which proves nothing",
    # Of an answer, by its status.
    "reason.status": "the gateway answered HTTP {status}{wish}{quoted}",
    "reason.wish": " and asks to wait {seconds} s",
    "reason.quoted": ": {reason}",
    "reason.redirect": "the gateway answered HTTP {status}, a redirect{target}{quoted}",
    "reason.target": " to {url}",
    "reason.answer_too_long": "the answer is longer than {maximum} bytes",
    # Of a connection.
    "reason.no_free_connection": "timed out waiting for a free connection",
    "reason.connect_timeout": "timed out connecting to {peer}",
    "reason.no_connection": "no connection to {peer} could be made",
    "reason.name_not_resolved": "the host name of {peer} can't be resolved",
    "reason.invalid_certificate": "the gateway's certificate isn't valid",
    "reason.tls_failed": "the TLS handshake failed",
    "reason.proxy_refused": "the proxy refused with HTTP {status}",
    "reason.with_remark": "{reason} ({remark})",
    "reason.proxy_not_used": (
        '{variable} is set, and used only with Connections(proxy="environment")'
    ),
    "noun.proxy": "the proxy",
    "noun.gateway_at": "{url}",
    "reason.reply_timeout": "timed out waiting for the reply",
    "reason.connection_lost": "the connection was lost before the reply",
    "reason.reply_cut_off": "the reply was cut off",
    "reason.no_valid_http": "the reply isn't valid HTTP",
    # Of a receipt's file.
    "noun.receipt_host": "{url}",
    "reason.receipt_certificate": "the certificate of {peer} isn't valid",
    "reason.receipt_status": "{url} answered HTTP {status}",
    "reason.receipt_misled": "a redirect leads to {url}: it {rule}",
    "reason.receipt_redirects": "more than {maximum} redirects",
    "reason.receipt_too_long": "the file is longer than {maximum} bytes (max_bytes)",
    "reason.receipt_not_pdf": "what was fetched isn't a PDF",
    "reason.receipt_pdf_cut_off": "what was fetched is the beginning of a PDF, without its end",
    # Of this machine.
    "reason.no_descriptor": "no file descriptor is left for a connection to {peer}",
    "reason.lost_here": "its reply was lost to {error} here",
    "reason.too_late": "it was too late to send it",
    "reason.client_closed": "the client was closed",
    "reason.closed_before_resending": "the client was closed before it could be sent again",
    "reason.closed": "this Client is closed, its call was cut short",
    "reason.no_loop": (
        "no event loop can be made ({reason}); where the limit of open files is reached, raise "
        "it (ulimit -n) or let clients share a Portal"
    ),
    "reason.no_thread": (
        "no thread can be started (the interpreter may be ending; let the main thread wait for "
        "those that use a client)"
    ),
    "reason.forked": (
        "this process was forked while the call was under way, and its parent goes on with it"
    ),
    "reason.never_begun": "the client's event loop never got to it",
    "reason.loop_silent": "the client's event loop has shown no sign of life for {seconds} s",
    "reason.loop_late": "the client's event loop didn't end it in time",
    "reason.no_port": "a port is from 0 to 65535",
    # Of a notification.
    "refused.because": "{reason}: {detail}",
    "refused.too_long": "the body is longer than {maximum} bytes",
    "refused.unknown_id": "no credentials for its id",
    "refused.not_a_payment": "not a payment notification",
    "refused.too_old": "its time_end is longer ago than max_age: a replay, or a late repeat",
    # Of a payment that isn't confirmed.
    "reason.credited_before": "its out_trade_no was credited under another order_id",
    "reason.no_client_for_it": "no client was given for app_id {app_id}",
    "reason.nobody_to_ask": (
        "its {name} is a JSON number, which may have lost its leading zeros: give the service a "
        "client to ask for it, confirm=Confirmation(client)"
    ),
    "reason.nobody_to_ask_for_own": (
        "its {name} is a JSON number, which may have lost its leading zeros: give the service a "
        "client to ask for it, confirm=Confirmation(client), or, if none of your numbers begins "
        "with 0, say so by NotificationReceiver(…, no_leading_zeros=True)"
    ),
    "reason.spelled_out_nowhere": (
        "the gateway names the order by a JSON number alone, which may have lost its leading zeros"
    ),
    "reason.another_order": "order_query names another order",
    "reason.status_queried": "order_query says {status}",
    "reason.form_of_another": "order_query_form names another order",
    "reason.form_unknown_for_now": "order_query_form can't say for the moment",
    "reason.status_in_form": "order_query_form says {status}",
    "reason.several_fees": "order_query_form names several fees",
    "reason.fee_differs": "the gateway has a fee of {fee} fen, {expected} is expected",
    # Of a journal's entry.
    "reason.begun_before": "was begun before and its outcome isn't known; it isn't sent again",
    "reason.refused_after_all": "was sent before, and is refused now ({refusal})",
    "reason.entry_not_updated": "was made, but its entry couldn't be updated and stays open",
    "reason.taken_over": (
        "writing the {kind} {number} down took so long that another process's resume() took it over"
    ),
    "reason.number_not_asked": "the order's number couldn't be asked for: {reason}",
    "reason.number_not_spelled_out": (
        "the gateway names the order by a JSON number, which may have lost its leading zeros: "
        "the listing couldn't be searched for it; say order_id= in the request, as your books "
        "have it"
    ),
    # Of a listing.
    "reason.read_twice": "was read twice and didn't add up: {difference}; read it again later",
    "reason.contradictory": (
        "has two rows of one id, {row_id}, that differ: the listing contradicts itself, and "
        "neither row is passed over; look at both with order_list, and ask the vendor"
    ),
    "reason.contradictory_across": (
        "and the window before it have two rows of one id, {row_id}, that differ: the listing "
        "contradicts itself, and neither row is passed over; look at both with order_list, and "
        "ask the vendor"
    ),
    "reason.masks_ignored": (
        "has a row under both masks, whose operate_type doesn't say which it is: the gateway "
        "seems to ignore the mask, and no row is given twice; read without a mask"
    ),
    "reason.page_size_keeps_changing": (
        "can't be read: the gateway changed the size of its pages {times} times, and now gives "
        "{given} rows where page_size={asked} was asked for"
    ),
    "reason.window_grew": "the window grew by more than {pages} pages",
    "reason.another_page": "asked for page {asked}, got page {got}",
    "reason.another_page_size": "asked for {asked} rows a page, got page_size {got}",
    "reason.page_too_long": "page {page} holds {rows} rows, more than its page_size {page_size}",
    "reason.page_without_rows": "page {page} of {pages} holds no rows",
    "reason.totals_differ": "total_page is {total_page}, and total_size {total_size}",
    "reason.total_changed": "total_size changed to {total_size} during the reading",
    "reason.total_fell": "total_size fell to {total_size} during the reading",
    "reason.page_repeated": "page {page} has no row that a page before it hadn't",
    "reason.same_page_again": "page {page} is the page before it once more",
    "reason.page_1_changed": "page 1 had other rows when the last page had come",
    "reason.row_without_id": "a row without an id came during the reading",
    "reason.rows_missing": "{rows} of the rows that the first reading had didn't come again",
    "reason.rows_differ": "total_size is {total_size}, and {rows} different rows came",
    "reason.rows_differ_and_repeat": (
        "total_size is {total_size}, and {rows} different rows came, {twice} of them twice"
    ),
}
