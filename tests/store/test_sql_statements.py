"""Statements that end a transaction, and statements that only look like it."""

from __future__ import annotations

import signal

import pytest

from zhixiao_async.store.sql_statements import ending_word

ENDS = ["COMMIT", "commit work", "Rollback", "BEGIN", "start  transaction", "END", "ABORT"]
ENDS += ["-- now\nCOMMIT", "/* now */COMMIT", "SELECT ';'; COMMIT", "PREPARE TRANSACTION 'one'"]
HARMLESS = ["SAVEPOINT one", "RELEASE SAVEPOINT one", "ROLLBACK TO one", "rollback work to one"]
HARMLESS += ["SELECT '; COMMIT'", "SELECT 1 -- ; COMMIT", 'SELECT 1 AS "; COMMIT"']
HARMLESS += ["INSERT INTO t VALUES ('it''s; COMMIT')", "UPDATE t SET n = 1", "END_OF_DAY()"]
HARMLESS += ["SELECT $a$; COMMIT$a$", "SELECT 'never closed; COMMIT", "/* never closed; COMMIT"]
# Where text ends is each database's own matter.
THERE = [
    ("postgresql", r"SELECT 'a\'; COMMIT; --'", "COMMIT"),
    ("postgresql", r"SELECT E'a\'; COMMIT; --'", None),
    ("postgresql", "/* /* */ */ COMMIT", "COMMIT"),
    ("postgresql", "/* /* */; COMMIT */ SELECT 1", None),
    ("postgresql", "SELECT a$b$; COMMIT; --$b$", "COMMIT"),
    ("postgresql", "SELECT $$; COMMIT $$", None),
    ("postgresql", "SELECT $a$ $b$ $a$; COMMIT", "COMMIT"),
    ("postgresql", "SELECT 1 # 2; COMMIT", "COMMIT"),
    ("mysql", r"SELECT 'a\'; COMMIT; --'", None),
    ("mysql", r'SELECT "a\"; COMMIT; --"', None),
    ("mysql", "SELECT `;END`", None),
    ("mysql", "SELECT 1 # ; COMMIT", None),
    ("mysql", "SELECT 1 # it's\n; COMMIT", "COMMIT"),
    ("mysql", "SELECT 5--1; COMMIT", "COMMIT"),
    ("mysql", "SELECT 1 /* /* */; COMMIT", "COMMIT"),
    ("mariadb", "SELECT 1 /*M! ; COMMIT */", "COMMIT"),
    ("sqlite", r"SELECT 'a\'; COMMIT; --'", "COMMIT"),
    ("sqlite", "SELECT [; COMMIT], `; COMMIT`", None),
    ("sqlite", "SELECT [ ; COMMIT", None),
    ("sqlite", "/* /* */ COMMIT", "COMMIT"),
    ("sqlite", "SELECT 1 /* ; COMMIT */", None),
    ("sqlite", "DROP TABLE t", None),
]
UNFINISHED = ["/*", "'\\", '"', "`a", "$a", "$a$ $b", "--", "#", "( ", "START ", "E'"]
SIZE, SECONDS = 200_000, 20
DDL = ["CREATE TABLE t (n INT)", "drop table t", "ALTER TABLE t ADD n INT", "TRUNCATE t"]
DDL += [
    "GRANT ALL ON t TO u",
    "LOCK TABLES t WRITE",
    "RENAME TABLE a TO b",
    "CREATE OR REPLACE TABLE t (n INT)",
    "CREATE TEMPORARY SEQUENCE s",
    "/*!50000 ALTER */ TABLE",
]


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "mariadb"])
@pytest.mark.parametrize("sql", ENDS)
def test_ending(sql, dialect):
    """A statement that ends a transaction is found on every database."""
    assert ending_word(sql, dialect)


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "mariadb"])
@pytest.mark.parametrize(
    "sql",
    [
        *HARMLESS,
        "CREATE TEMPORARY TABLE t (n INT)",
        "create or replace temporary table t (n INT)",
        "DROP TEMPORARY TABLE IF EXISTS t",
        "SHOW CREATE TABLE t",
    ],
)
def test_harmless(sql, dialect):
    """A savepoint statement or a text ends no transaction."""
    assert ending_word(sql, dialect) is None


@pytest.mark.parametrize("sql", DDL)
def test_ddl(sql):
    """A DDL statement commits on MariaDB and MySQL, and not on PostgreSQL."""
    assert ending_word(sql, "mysql")
    assert ending_word(sql, "mariadb")
    assert ending_word(sql, "postgresql") is None


@pytest.mark.parametrize(("dialect", "sql", "word"), THERE)
def test_text_of_one_database(dialect, sql, word):
    """A string, comment or name of one database is none on another."""
    assert ending_word(sql, dialect) == word


def give_up(*_: object) -> None:
    pytest.fail(f"is still reading after {SECONDS} s of work")


@pytest.mark.parametrize("dialect", ["postgresql", "mysql"])
@pytest.mark.parametrize("piece", UNFINISHED)
def test_long_statement(dialect, piece):
    """A long statement is read once: a second round for each piece would take minutes."""
    signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)  # of this process's own work
    try:
        assert ending_word(f"SELECT {piece * (SIZE // len(piece))}", dialect) is None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
