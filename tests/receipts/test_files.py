"""A receipt's file: its name, its content, and how it gets into its folder."""

from __future__ import annotations

import errno
import os

import pytest

from zhixiao_async import InvalidRequest
from zhixiao_async.receipts.files import file_name, folder, pdf_problem, put

from .receipt import NAME, PDF, receipt_at

RECEIPT = receipt_at("https://inv.jss.com.cn/a.pdf")


def test_name():
    """A file is called by the receipt's code and number, as the number is counted under it."""
    assert file_name(RECEIPT) == NAME
    assert file_name(receipt_at(None, ebill_code=None)) == "24733586.pdf"


@pytest.mark.parametrize("name", ["ebill_no", "ebill_code"])
@pytest.mark.parametrize(
    "number", ["../1", "a/b", "a\\b", ".1", "1.", "-1", "1 2", "１", "a" * 65, "1\n"]
)
def test_number_that_is_no_name(name, number):
    """A number that leads elsewhere, or that a file can't bear, is refused."""
    with pytest.raises(InvalidRequest) as refused:
        file_name(receipt_at(None, **{name: number}))
    assert (refused.value.field, refused.value.code) == (name, "receipt_number_not_plain")
    assert refused.value.order_id == "1513906522080183"


def test_receipt_without_number():
    """A receipt that has no number yet has no file."""
    with pytest.raises(InvalidRequest, match="ebill_no must be set"):
        file_name(receipt_at(None, ebill_no=None))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (PDF, None),
        (b"\xef\xbb\xbf\r\n" + PDF + b"\0" * 900, None),
        (b" " * 1024 + PDF, "reason.receipt_not_pdf"),
        (b"<html>%%EOF", "reason.receipt_not_pdf"),
        (b"", "reason.receipt_not_pdf"),
        (PDF[:-7], "reason.receipt_pdf_cut_off"),
        (PDF + b"\0" * 1100, "reason.receipt_pdf_cut_off"),
    ],
)
def test_content(content, problem):
    """A PDF has its marks within the first and the last kilobyte."""
    found = pdf_problem(content)
    assert (found and found.key) == problem


def test_folder_is_made(tmp_path):
    """A folder that isn't there is made."""
    assert folder(str(tmp_path / "2026" / "03")).is_dir()


@pytest.mark.parametrize("given", [None, "", 1, b"receipts"])
def test_folder_that_is_no_path(given):
    """What is no path is refused by name."""
    with pytest.raises(InvalidRequest, match="directory must be a folder's path"):
        folder(given)


def test_equal_file_is_kept(tmp_path):
    """A file that is there with the same content isn't written again."""
    path = put(tmp_path / NAME, PDF, overwrite=False, receipt=RECEIPT)
    before = path.stat()
    assert put(path, PDF, overwrite=True, receipt=RECEIPT) == path
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_other_file_is_refused(tmp_path):
    """A file with other content stands, unless it may be overwritten."""
    path = tmp_path / NAME
    path.write_bytes(b"another")
    with pytest.raises(InvalidRequest) as refused:
        put(path, PDF, overwrite=False, receipt=RECEIPT)
    assert (refused.value.field, path.read_bytes()) == ("overwrite", b"another")
    assert str(tmp_path) not in str(refused.value)
    put(path, PDF, overwrite=True, receipt=RECEIPT)
    assert path.read_bytes() == PDF


def test_full_disk_leaves_nothing(tmp_path, monkeypatch):
    """A file that can't be put on the disk leaves the old one, and nothing half-written."""
    path = tmp_path / NAME
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        put(path, PDF, overwrite=True, receipt=RECEIPT)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(NAME, b"old")]
