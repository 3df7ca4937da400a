"""A merchant's site on a thread of its own: where notifications arrive and payers return to."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Self

from zhixiao_async import Credentials, NotificationReceiver

_HEAD = "<!doctype html><meta charset=utf-8><link rel=icon href=data:,>"
THANKS = f"{_HEAD}<h1>谢谢</h1>"


class Merchant:
    """Answers every notification with success, and every visitor with thanks.

    Args:
        credentials: To open notifications with.
        port: 0 takes any free one.
    """

    def __init__(self, credentials: Credentials, port: int = 0) -> None:
        receiver = NotificationReceiver(credentials)
        self.told: list[str] = []
        self.page = THANKS
        merchant = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                delivery = receiver.open(self.rfile.read(int(self.headers["Content-Length"])))
                merchant.told.append(delivery.notification.order_id)
                self._answer("application/json", delivery.success)

            def do_GET(self) -> None:
                self._answer("text/html", merchant.page.encode())

            def _answer(self, kind: str, body: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Log nothing: a test's output isn't the place for it."""

        self._server = HTTPServer(("127.0.0.1", port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.site = f"http://127.0.0.1:{self._server.server_port}"
        self.url = f"{self.site}/notify"

    def show_form(self, action: str, **fields: str) -> None:
        """Have every page of the site be a form that posts to another site."""
        inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in fields.items())
        self.page = f'{_HEAD}<form method="post" action="{action}">{inputs}<button>Go</button>'

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
