"""SQL statements that end a transaction. On MariaDB and MySQL a CREATE TABLE is one, too."""

from __future__ import annotations

import re

_TO_THE_END = r"(?:{0}|\Z)"  # an unclosed text reaches to the end, so nothing is read twice


def _unread(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.DOTALL)


_COMMENT = r"--[^\n]*+"
_DOUBLED = r"{0}(?:[^{0}]++|{0}{0})*+" + _TO_THE_END
_ESCAPED = r"{0}(?:[^{0}\\]++|{0}{0}|\\(?:.|\Z))*+" + _TO_THE_END
# Texts, names and comments: possessive, so that the time grows with a statement's length alone.
_POSTGRESQL = _unread(
    r"(?<![\w$])[eE]" + _ESCAPED.format("'"),
    _DOUBLED.format("'"),
    _DOUBLED.format('"'),
    r"(?<![\w$])\$(?P<tag>(?:[^\W\d]\w*+)?)\$.*?" + _TO_THE_END.format(r"\$(?P=tag)\$"),
    _COMMENT,
    r"(?P<nested>/\*)",
)
_MYSQL = _unread(
    _ESCAPED.format("'"),
    _ESCAPED.format('"'),
    _DOUBLED.format("`"),
    r"--(?=\s|\Z)[^\n]*+",
    r"\#[^\n]*+",
    r"/\*(?!M?!)(?:[^*]++|\*(?!/))*+" + _TO_THE_END.format(r"\*/"),  # MySQL carries /*! … */ out
)
_SQLITE = _unread(
    _DOUBLED.format("'"),
    _DOUBLED.format('"'),
    _DOUBLED.format("`"),
    r"\[[^\]]*+" + _TO_THE_END.format(r"\]"),
    _COMMENT,
    r"/\*(?:[^*]++|\*(?!/))*+" + _TO_THE_END.format(r"\*/"),
)
_LEXING = {"mysql": _MYSQL, "mariadb": _MYSQL, "sqlite": _SQLITE}
_IN_A_WORD = re.compile(r"[\w$]")
_COMMENT_ENDS = re.compile(r"/\*|\*/")
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


def ending_word(sql: str, dialect: str) -> str | None:
    """Return the first word of a statement that would end the transaction, or None.

    The time is proportional to the text's length, whatever the text is.

    Args:
        sql: One statement or several.
        dialect: SQLAlchemy's name of the kind of server.
    """
    mysql = dialect in ("mysql", "mariadb")
    patterns = (_ENDS, _COMMITS_IN_MYSQL) if mysql else (_ENDS,)
    for statement in _without_text(sql, _LEXING.get(dialect, _POSTGRESQL)).split(";"):
        text = re.sub(r"^(?:/\*M?!\d*|[\s(])+", "", statement)
        for pattern in patterns:
            found = pattern.match(text)
            if found and not _IN_A_WORD.match(text, found.end()):
                return found.group().split()[0].upper()
    return None


def _without_text(sql: str, pattern: re.Pattern[str]) -> str:
    kept, place = [], 0
    while found := pattern.search(sql, place):
        kept.append(sql[place : found.start()])
        place = found.end()
        if found.lastgroup == "nested":
            place = _after_comment(sql, place)
    return " ".join((*kept, sql[place:]))


def _after_comment(sql: str, place: int) -> int:
    """Return the place behind a PostgreSQL comment, which may hold others."""
    open_comments = 1
    for mark in _COMMENT_ENDS.finditer(sql, place):
        open_comments += 1 if mark.group() == "/*" else -1
        if not open_comments:
            return mark.end()
    return len(sql)
