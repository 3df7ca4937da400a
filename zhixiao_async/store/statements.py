"""Which SQL ends a transaction, by its words. On MariaDB and MySQL a CREATE TABLE does, too."""

from __future__ import annotations

import re

_SKIPPED = re.compile(
    r"""
    '(?:[^'\\]|''|\\.)*'            # a string
    | "(?:[^"]|"")*" | `[^`]*`      # a quoted name
    | \$(\w*)\$.*?\$\1\$            # PostgreSQL's other way of writing a string
    | --[^\n]* | /\*(?!M?!).*?\*/   # a comment; MySQL carries /*! … */ out
    """,
    re.VERBOSE | re.DOTALL,
)
_ENDS = re.compile(
    r"COMMIT|END|ABORT|BEGIN|START\s+TRANSACTION|PREPARE\s+TRANSACTION|XA"
    r"|ROLLBACK(?!\s+(?:(?:WORK|TRANSACTION)\s+)?TO\b)"
    r"|SET\s.*\bautocommit",
    re.IGNORECASE | re.DOTALL,
)
_COMMITS_IN_MYSQL = re.compile(
    r"(?:CREATE|DROP)(?!\s+(?:OR\s+REPLACE\s+)?TEMPORARY\s+TABLES?\b)|ALTER|RENAME|TRUNCATE|GRANT"
    r"|REVOKE|ANALYZE|OPTIMIZE|REPAIR|CHECK|CACHE|FLUSH|RESET|LOCK|UNLOCK|INSTALL|UNINSTALL"
    r"|LOAD\s+INDEX|SET\s+PASSWORD",
    re.IGNORECASE,
)


def ending(sql: str, dialect: str) -> str | None:
    """The first word of a statement that would end the transaction, or None.

    Args:
        sql: One statement or several.
        dialect: SQLAlchemy's name of the database.
    """
    for statement in _SKIPPED.sub(" ", sql).split(";"):
        text = re.sub(r"^(?:/\*M?!\d*|[\s(])+", "", statement)
        for pattern in (_ENDS, _COMMITS_IN_MYSQL)[: 2 if dialect in ("mysql", "mariadb") else 1]:
            found = pattern.match(text)
            if found and not text[found.end() : found.end() + 1].isalnum():
                return found.group().split()[0].upper()
    return None
