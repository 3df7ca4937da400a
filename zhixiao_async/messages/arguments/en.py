"""Broken rules of the library's own arguments in English."""

from __future__ import annotations

TEXTS = {
    # Credentials, and where they come from.
    "rule.not_text": "must be text, not {type}",
    "rule.secret_required": "must not be empty, and be valid text",
    "rule.not_32_characters": "must be exactly 32 ASCII characters, got {size} characters",
    "rule.pasted_around": "must not have {what} around it",
    "noun.line_break": "a line break",
    "noun.byte_order_mark": "a byte order mark",
    "noun.white_space": "white space",
    "noun.invisible_character": "an invisible character",
    "noun.quotes": "quotes",
    "rule.empty": "must not be empty",
    "rule.empty_url": "must not be empty: without it {default} is meant",
    "rule.not_set": "must be set in the environment (zhixiao sandbox prints lines to try with)",
    "rule.secret_not_set": (
        "must be set in the environment (or {by_file} name a file; zhixiao sandbox prints lines "
        "to try with)"
    ),
    "rule.set_twice": "must not be set beside {other}",
    "rule.file_not_utf_8": "must name a file in UTF-8",
    "rule.file_unreadable": "must name a file that can be read: {reason}",
    # Clients, their connections and their calls.
    "rule.not_headers": "must map header names to text",
    "rule.reserved_header": "can't set {name}, which is the message's own",
    "rule.not_ssl_context": "must be an ssl.SSLContext, or None",
    "rule.not_traces": "must be a sequence of aiohttp.TraceConfig",
    "rule.not_portal": "must be a Portal of zhixiao_sync",
    "rule.other_package": "must be of {package} here, not of {other}",
    "rule.other_package_clients": "must have clients of {package} here, not of {other}",
    "rule.not_request": "must be a registered Request",
    "rule.not_params": "must map parameter names to values",
    "rule.not_json_value": "must be what JSON can hold ({reason})",
    # Receipts' files.
    "rule.not_folder_path": "must be a folder's path",
    "rule.receipt_without_url": "must be set: the receipt has no file yet, query it again later",
    "rule.receipt_without_number": "must be set: the file is named after it",
    "rule.receipt_number_not_plain": "must be letters, digits, - and _, since a file bears it",
    "rule.receipt_url_with_user": "must not hold a user name or a password",
    "rule.receipt_without_tls": (
        "must be an https URL (allow_http=True fetches without TLS, as from a sandbox)"
    ),
    "rule.receipt_at_private_address": (
        "must lead to an address of the public internet (allow_private=True takes any, as of a "
        "sandbox on this machine)"
    ),
    "rule.another_receipt_file": (
        "must be True to replace {name}, which is there with other content"
    ),
    "rule.another_receipt": (
        "must be that of the order's receipt, which differs in {names}: look at piaoju_query"
    ),
    # Listings.
    "rule.not_split": "must be a timedelta of a second or more, or None",
    "rule.not_columns": "must name columns, each once, of {known}",
    "rule.not_timedelta": "must be a timedelta, 0 or more",
    "rule.not_masks": "must be Mask.TRADE, Mask.REFUND, a sequence of these, each once, or None",
    # Resolving, and the journal.
    "rule.not_outcome_unknown": "must be an OutcomeUnknown",
    "rule.not_amounts": "must list amounts in fen, or be None",
    "rule.clock_behind": (
        "must not lie ahead of this machine's clock, and is {seconds} seconds: set the clocks of "
        "the machines right"
    ),
    "rule.before_the_window_closes": (
        "must be {seconds} seconds or more: a refund may be listed up to {late} minutes late, by "
        "a clock that is {off} minutes off"
    ),
    "rule.before_first_probe": "must not be before first_probe",
    "rule.calls_outlast_it": "must not be below Timeouts.deadline, {seconds} seconds",
    "rule.not_client_of_async": "must be a Client of zhixiao_async",
    "rule.not_client_of_sync": "must be a Client of zhixiao_sync",
    "rule.no_deadline": (
        "must have a Timeouts.deadline: a call without one may still be sent after resume() has "
        "found it not applied"
    ),
    "rule.blocking_store": (
        "must not block the event loop, as a sync Engine does; give an AsyncEngine"
    ),
    "rule.not_amounts_by_order": (
        "must map an order_id (with its zeros, so none that came as a JSON number) to the "
        "amounts of its refunds, each an int of at least 1 fen"
    ),
    "rule.another_entry": "is another than that of the {kind} {number} that was begun before",
    "rule.zeros_differ": (
        "may be {number}, whose {kind} is {state}: the zeros before it differ, so say it as the "
        "journal has it"
    ),
    "noun.refund_entry": "refund",
    "noun.whole_refund_entry": "whole refund",
    "noun.receipt_entry": "receipt",
    "noun.open": "open",
    "noun.applied": "applied",
    # Notifications.
    "rule.not_credentials": "must be one Credentials or more",
    "rule.not_bytes": "must be the raw bytes of the request",
    "rule.max_age_too_short": (
        "must be {seconds} seconds (8 days) or more: the gateway comes for a week"
    ),
    "rule.not_clients": "must be one Client or more",
    "rule.clients_of_both_packages": "must all be of zhixiao_async, or all of zhixiao_sync",
    "rule.not_maker": (
        "must be a function without arguments that makes a client, such as Client.from_env "
        "({function}() itself is given with its parentheses)"
    ),
    "rule.not_confirmation": "must be a Confirmation, such as Confirmation(client)",
    "rule.not_receiver": (
        "must be a NotificationReceiver, such as NotificationReceiver(Credentials.from_env())"
    ),
    "rule.not_expected_fee": "must give an int in fen",
    "rule.not_service": "must be a NotificationService",
    "rule.not_async_inbox": "must be an Inbox of zhixiao_async",
    "rule.not_sync_inbox": "must be an Inbox of zhixiao_sync",
    "rule.blocking_inbox": (
        "must have an AsyncEngine or zhixiao_async's SQLiteStore here; a sync Engine and "
        "zhixiao_sync's SQLiteStore are for zhixiao_sync"
    ),
    "noun.handler_gets": "the payment and the connection",
    "noun.on_error_gets": "the payment, the error and the delivery",
    "rule.not_function": "must be a function: it is called with {gets}",
    "rule.class_as_function": (
        "must be a function, not the class {name}: it is called with {gets}"
    ),
    "rule.other_parameters": (
        "must take {count} positional arguments, {gets}: {function} can't be called with them"
    ),
    "rule.async_function": (
        "must be a plain def: nothing can be awaited here, so {name} would do nothing"
    ),
    "rule.generator_function": "must not have a yield: the body of {name} wouldn't run",
    "rule.not_in_the_inbox": "isn't in the inbox of {app_id}",
    "rule.no_number": "or out_trade_no must be given",
    "rule.several_merchants": "must be given: several merchants have such a payment, {app_ids}",
    "rule.number_without_zeros": (
        "must have its zeros: as a JSON number it is no key; look by out_trade_no (latest)"
    ),
    "rule.too_late_to_prune": (
        "must be {last} or earlier: max_age, and a day for clocks, have to lie behind it"
    ),
    # Stores.
    "rule.not_store": "must be a file's path, a SQLiteStore, a SQLStore or a SessionStore",
    "rule.not_sync_store": (
        "must be zhixiao_sync's SQLiteStore or SessionStore, or a SQLStore with a sync Engine"
    ),
    "rule.not_file_path": "must be a file's path",
    "rule.url_instead_of_a_file": (
        "must be a SQLite file's path; for another database give SQLStore(engine), with "
        "SQLAlchemy's create_async_engine(url) in zhixiao_async and its create_engine(url) in "
        "zhixiao_sync"
    ),
    "rule.not_sqlite_connection": "must be a sqlite3.Connection",
    "rule.connection_of_one_thread": "must be opened with check_same_thread=False",
    "rule.not_engine": "must be a SQLAlchemy Engine or AsyncEngine",
    "rule.not_sync_engine": "must be of a sync driver: an event loop's is for zhixiao_async",
    "rule.not_sessionmaker": "must be a SQLAlchemy {name}, made with your engine",
    "rule.not_session_of_its_kind": "must be a SQLAlchemy {name}, as its sessionmaker makes them",
    "rule.session_without_engine": "must have an engine: give the sessionmaker bind=",
    "rule.several_engines": (
        "must have one engine: nothing holds two databases together; give a sessionmaker of its own"
    ),
    "rule.twophase": "must not have twophase=True: a process that dies would leave rows locked",
    "rule.unsupported_database": "must be of PostgreSQL, MariaDB, MySQL or SQLite",
    "rule.sqlite_without_file": (
        "must be of a SQLite file, with a connection for each transaction: neither :memory: nor "
        "StaticPool"
    ),
    "rule.not_connection_of_its_kind": "must be a SQLAlchemy {name}, as its engine is",
    "rule.not_database_url": "must be like postgresql+asyncpg://user@host/database",
    "rule.autocommit": "must not be in AUTOCOMMIT: everything is one transaction",
    "rule.not_in_databases": "must be a name in DATABASES",
    "rule.unsupported_in_django": "must be of PostgreSQL, MariaDB, MySQL or SQLite",
    "rule.autocommit_off": "must be a database without AUTOCOMMIT: False, which leaves no commit"
    " to transaction.atomic()",
    "rule.inside_atomic": "must be given inside of transaction.atomic(), whose commit may yet fail:"
    " answer or refund after your own commit, or take the view out with"
    " transaction.non_atomic_requests",
    "rule.not_migrated": "is missing or lacks a column: run manage.py migrate --database={using}",
    "rule.outside_atomic": "must be in a transaction.atomic() of yours, or be left out",
    "rule.not_django_connection": "must be Django's connection to {using} of this thread",
    "rule.not_table_name": "must be letters, digits and _, at most 60, and not begin with sqlite_",
    "rule.no_table": (
        "must be in the database: call create_table() once before anything else (or run the "
        "migration that creates it), and check its name and which database this is"
    ),
    "rule.no_column": (
        "must have this version's columns: call create_table() again, which adds what is missing "
        "(or run a migration)"
    ),
    "rule.another_table": "is there without the column {column}: give another table's name",
    "rule.rows_alike": (
        "has rows that are alike in {columns}: find them by GROUP BY … HAVING count(*) > 1, put "
        "right what they stand for, remove all but one of each, and create the table again"
    ),
    # The sandbox.
    "rule.not_endpoint": "must be an endpoint's ({paths})",
    "rule.not_refusal": "must be a refusal's: a whole number that isn't 0",
    "rule.unknown_argument": "isn't known: a fault takes {names}",
    "rule.clock_turned_back": "must not turn the clock back: restore a snapshot instead",
    "rule.leads_out_of_the_calendar": "must lead to a time in the calendar",
    "rule.not_pay_type": "must be PayType.WECHAT or PayType.ALIPAY",
    "rule.not_snapshot": "must be what snapshot() of a sandbox of this version gave",
    "rule.broken_snapshot": "must be what snapshot() of a sandbox of this version gave ({problem})",
    "snapshot.other_version": "this has version {version}, not {expected}",
    "snapshot.other_tables": "this has other tables",
}
