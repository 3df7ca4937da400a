"""The sandbox's tables. Times are Beijing wall clock as on the wire, money is int fen."""

VERSION = 5
"""Written into the file (``user_version``), so that a file of another version is refused."""

TABLES = """
CREATE TABLE orders (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id TEXT NOT NULL UNIQUE,
    out_trade_no TEXT UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'failed', 'cancelled')),
    created TEXT NOT NULL,
    total_fee INTEGER NOT NULL CHECK (total_fee > 0),
    body TEXT NOT NULL,
    request TEXT
) STRICT;

CREATE TABLE payments (
    order_id TEXT PRIMARY KEY REFERENCES orders (order_id),
    pay_type TEXT NOT NULL,
    time_end TEXT NOT NULL,
    uid TEXT NOT NULL,
    fee INTEGER NOT NULL,
    refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND fee)
) STRICT;

CREATE TABLE refunds (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    order_id TEXT NOT NULL REFERENCES payments (order_id),
    out_refund_no TEXT,
    refund_fee INTEGER NOT NULL CHECK (refund_fee > 0),
    refund_time TEXT NOT NULL
) STRICT;
-- Not unique: Rules.repeated_out_refund_no decides.
CREATE INDEX refunds_by_number ON refunds (out_refund_no);

CREATE TABLE receipts (
    order_id TEXT PRIMARY KEY REFERENCES payments (order_id),
    issued TEXT NOT NULL,
    piaoju TEXT NOT NULL
) STRICT;

CREATE TABLE students (
    user_no TEXT PRIMARY KEY,
    user_name TEXT NOT NULL,
    sex TEXT NOT NULL,
    identity_type TEXT NOT NULL,
    open_id TEXT NOT NULL UNIQUE,
    wechat_uid TEXT NOT NULL UNIQUE,
    alipay_uid TEXT NOT NULL UNIQUE,
    school_id TEXT NOT NULL,
    frozen INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE forms (
    order_id TEXT NOT NULL REFERENCES orders (order_id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (order_id, name)
) STRICT;
CREATE INDEX forms_by_value ON forms (name, value);

-- A listed row is written once and read thousands of times: `fields` is its finished JSON.
CREATE TABLE listing (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    mask TEXT NOT NULL,
    created TEXT NOT NULL,
    paid TEXT NOT NULL,
    fields TEXT NOT NULL
) STRICT;
-- In the order of reading; `mask` is there so that counting and skipping need no row.
CREATE INDEX listing_by_created ON listing (created, seq, mask);
CREATE INDEX listing_by_paid ON listing (paid, seq, mask);

-- `due` is in Unix seconds of the sandbox's clock; NULL once the gateway has stopped trying.
CREATE TABLE notifications (
    order_id TEXT PRIMARY KEY REFERENCES payments (order_id),
    attempts INTEGER NOT NULL DEFAULT 0,
    replays INTEGER NOT NULL DEFAULT 0,
    due REAL
) STRICT;
CREATE INDEX notifications_by_due ON notifications (due) WHERE due IS NOT NULL;

CREATE TABLE attempts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL,
    order_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    replay INTEGER NOT NULL,
    url TEXT NOT NULL,
    form TEXT NOT NULL,
    status INTEGER,
    answer TEXT NOT NULL,
    verdict TEXT NOT NULL
) STRICT;

-- How many rows of the listing are made up, in one row once there are any.
CREATE TABLE seeded (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    rows INTEGER NOT NULL
) STRICT;

-- One row, once the clock has been moved: see clock.Position.
CREATE TABLE clock (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    ahead REAL NOT NULL,
    frozen TEXT
) STRICT;

CREATE TABLE requests (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL,
    path TEXT NOT NULL,
    form TEXT NOT NULL,
    params TEXT NOT NULL,
    ret_code INTEGER,
    content TEXT NOT NULL,
    faults TEXT NOT NULL
) STRICT;
"""
