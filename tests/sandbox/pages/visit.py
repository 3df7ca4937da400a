"""A browser for one request."""

from __future__ import annotations

from urllib.parse import urljoin

import aiohttp

from zhixiao_async.sandbox import Sandbox


async def visit(
    gateway: Sandbox,
    address: str,
    status: int = 200,
    *,
    form: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> str:
    """Return the text of a page that is got, or posted a form.

    Args:
        gateway: The page's sandbox.
        address: The page's URL, or its path and query.
        status: HTTP's, as expected.
        form: What is posted.
        headers: The browser's.
    """
    async with (
        aiohttp.ClientSession(headers=headers) as browser,
        browser.request(
            "POST" if form else "GET", urljoin(gateway.base_url, address), data=form
        ) as response,
    ):
        assert response.status == status
        return await response.text()
