"""What tests make of a sandbox for those who export its orders."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from zhixiao_async.sandbox import Sandbox, SandboxThread
from zhixiao_async.sandbox.services.listing import ListingRow


def list_rows(gateway: SandboxThread, rows: Collection[ListingRow]) -> None:
    """Have a gateway list these rows as well."""

    async def add(sandbox: Sandbox) -> None:
        sandbox._context.listing.add(rows)

    gateway.run(add)


def set_variables(
    monkeypatch: pytest.MonkeyPatch,
    gateway: SandboxThread,
    prefix: str = "ZHIXIAO_",
    *,
    base_url: str | None = None,
) -> None:
    """Set the variables of a gateway's merchant, under the gateway's own address or another."""
    credentials = gateway.credentials
    monkeypatch.setenv(f"{prefix}APP_ID", credentials.app_id)
    monkeypatch.setenv(f"{prefix}APP_SECRET", str(credentials.app_secret))
    monkeypatch.setenv(f"{prefix}AES_KEY", str(credentials.aes_key))
    monkeypatch.setenv(f"{prefix}BASE_URL", base_url or gateway.base_url)
