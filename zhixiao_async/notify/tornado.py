"""Notifications with Tornado: ``Application([("/notify", notification_view(…))])``."""

from __future__ import annotations

from tornado.web import RequestHandler, stream_request_body

from .receiver import MAX_BODY
from .service import AsyncService, require_service


def notification_view(service: AsyncService) -> type[RequestHandler]:
    """Return a request handler for a route; it enforces the method and a size limit itself.

    Raises:
        InvalidRequest: It is no service, or zhixiao_sync's.
    """
    require_service(service, must_block=False)

    # As a stream: of a longer body than is taken nothing more is kept.
    @stream_request_body
    class Notify(RequestHandler):
        """Hands each request to the service."""

        def initialize(self) -> None:
            """Begin with an empty body."""
            self._received = b""

        def data_received(self, chunk: bytes) -> None:
            """Keep what comes, up to the byte that shows that it is too long."""
            self._received += chunk[: MAX_BODY + 1 - len(self._received)]

        def check_xsrf_cookie(self) -> None:
            """Check nothing: the gateway has no cookie, but signs."""

        async def post(self) -> None:
            """Answer any method; the service takes POST alone."""
            answer = await service.answer(self.request.method or "", self._received)
            self.set_status(answer.status)
            for name, value in answer.headers.items():
                self.set_header(name, value)
            self.finish(answer.body)

        get = head = put = delete = patch = options = post

    return Notify
