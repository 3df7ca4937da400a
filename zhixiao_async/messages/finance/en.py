"""What is wrong with an export or its arguments, in English."""

from __future__ import annotations

TEXTS = {
    "export.needs_finance": "pyarrow isn't installed: pip install 'zhixiao[finance]' brings it",
    "export.read_back": (
        "{app_id} {day}: {rows} rows of {fee} fen were written, and {rows_back} of {fee_back} fen "
        "read back; nothing was replaced"
    ),
    "export.damaged": "{app_id} {day}: {what}; export the day again",
    "export.missing": "its file is missing",
    "export.unlike": "its file has another length or hash than its receipt says",
    "export.unreadable": "it can't be read ({reason})",
    "export.sums_differ": (
        "it has {rows} rows of {fee} fen, and its receipt says {said} of {said_fee}"
    ),
}
