"""Which words end a transaction, and which only look like it."""

from __future__ import annotations

import pytest

from zhixiao_async.store.statements import ending

ENDS = ["COMMIT", "commit work", "Rollback", "BEGIN", "start  transaction", "END", "ABORT"]
ENDS += ["-- now\nCOMMIT", "/* now */COMMIT", "SELECT ';'; COMMIT", "PREPARE TRANSACTION 'one'"]
HARMLESS = ["SAVEPOINT one", "RELEASE SAVEPOINT one", "ROLLBACK TO one", "rollback work to one"]
HARMLESS += ["SELECT '; COMMIT'", "SELECT 1 -- ; COMMIT", 'SELECT 1 AS "; COMMIT"', "SELECT `;END`"]
HARMLESS += [
    "SELECT $a$; COMMIT$a$",
    "INSERT INTO t VALUES ('it''s; COMMIT')",
    "UPDATE t SET n = 1",
]
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
    """On every database."""
    assert ending(sql, dialect)


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
    """Savepoints are the handler's own, and text is text."""
    assert ending(sql, dialect) is None


@pytest.mark.parametrize("sql", DDL)
def test_ddl(sql):
    """It commits on MariaDB and MySQL, and not on PostgreSQL."""
    assert ending(sql, "mysql")
    assert ending(sql, "mariadb")
    assert ending(sql, "postgresql") is None
