"""Log lines of named fields: as text, and each as an attribute of the log record."""

from __future__ import annotations

import logging
from collections.abc import Mapping


def log_fields(
    logger: logging.Logger,
    level: int,
    subject: str,
    fields: Mapping[str, object],
    shown: BaseException | None = None,
) -> None:
    """Log a line ``subject name=value …``; each field is also ``zhixiao_name`` in ``extra``.

    Args:
        logger: Writes it.
        level: Python's.
        subject: The line's first word.
        fields: In their order; a text that could break the line is quoted.
        shown: The error whose traceback is logged, with no text that may be personal.
    """
    text = " ".join(f"{name}={plain(str(value))}" for name, value in fields.items())
    extra = {f"zhixiao_{name}": value for name, value in fields.items()}
    logger.log(level, f"{subject} %s", text, extra=extra, exc_info=shown)


def milliseconds(seconds: float) -> float:
    """Return seconds as milliseconds, to a tenth."""
    return round(seconds * 1000, 1)


def plain(value: str) -> str:
    """Return a value as it is, or quoted if it could break the line or pass for another field."""
    return value if value.isprintable() and not set(value) & set(' "=') else ascii(value)
