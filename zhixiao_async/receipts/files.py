"""A receipt's file: whether it is a PDF, its name, and how it gets into its folder."""

from __future__ import annotations

import os
import re
from pathlib import Path

from ..endpoints import PiaojuQuery, PiaojuQueryResult
from ..errors import InvalidRequest, attach_ids
from ..messages.text import Text
from ..whole_files import replace

_EDGE = 1024
"""Bytes at either end of a PDF in which readers look for its marks."""
_SAFE = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z_-]{0,62}[0-9A-Za-z])?", re.ASCII)


def pdf_problem(content: bytes) -> Text | None:
    """Return why something isn't a whole PDF, or None; a content type proves nothing."""
    if b"%PDF-" not in content[:_EDGE]:
        return Text("reason.receipt_not_pdf")
    return None if b"%%EOF" in content[-_EDGE:] else Text("reason.receipt_pdf_cut_off")


def file_name(receipt: PiaojuQueryResult) -> str:
    """Return the file's name: the receipt's code, if it has one, and its number.

    The number alone isn't unique: it is counted under the code (票据代码).

    Raises:
        InvalidRequest: The number is missing, or one of the two would be no plain name.
    """
    if not receipt.ebill_no:
        raise about(receipt, "ebill_no", Text("rule.receipt_without_number"))
    for name in ("ebill_code", "ebill_no"):
        if (value := getattr(receipt, name)) and not _SAFE.fullmatch(value):
            raise about(receipt, name, Text("rule.receipt_number_not_plain"), given=value)
    return "-".join(filter(None, (receipt.ebill_code, receipt.ebill_no))) + ".pdf"


def folder(directory: str | os.PathLike[str]) -> Path:
    """Return a folder, made unless it is there.

    Raises:
        InvalidRequest: It is no path.
        OSError: It can't be made.
    """
    if not isinstance(directory, str | os.PathLike) or not os.fspath(directory):
        raise InvalidRequest("directory", Text("rule.not_folder_path"), given=directory)
    path = Path(directory)
    path.mkdir(parents=True, exist_ok=True)
    return path


def put(path: Path, content: bytes, *, overwrite: bool, receipt: PiaojuQueryResult) -> Path:
    """Write a file whole, and return its path; one that is there and equal is kept.

    Raises:
        InvalidRequest: Another file is there.
        OSError: It can't be written. Nothing of it is left.
    """
    if path.exists():
        if path.read_bytes() == content:
            return path
        if not overwrite:
            raise about(receipt, "overwrite", Text("rule.another_receipt_file", name=path.name))
    replace(path, path.parent, lambda unfinished: _write(unfinished, content))
    return path


def about(
    receipt: PiaojuQueryResult, field: str, rule: str, *, given: object = ...
) -> InvalidRequest:
    """Return the error for a receipt that breaks a rule, with its order's numbers."""
    error = InvalidRequest(field, rule, given=given, path=PiaojuQuery.endpoint.path)
    return attach_ids(error, receipt)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
