"""A request to an ASGI application, without a server."""

from __future__ import annotations

import json
from typing import Any


async def answer(app: Any, path: str) -> Any:
    """Return the parsed JSON of what an application answers to a GET."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode()}
    scope |= {"query_string": b"", "headers": [], "http_version": "1.1", "scheme": "http"}
    await app(scope, receive, send)
    assert sent[0]["status"] == 200
    return json.loads(b"".join(message.get("body", b"") for message in sent[1:]))
