"""The vendor's published test credentials."""

from __future__ import annotations

from ..config import Credentials

TEST_CREDENTIALS = Credentials(
    app_id="2021070804024",
    app_secret="x8n6xauGZnGjNQUH",  # noqa: S106 - printed in section 1.3 of the document
    aes_key="510113CFE82CCC214A96A259CCCF4DA4",
)
"""From section 1.3 of the document; they are good for nothing but a sandbox."""
