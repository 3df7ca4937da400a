"""Draw ``images/trace.svg`` and its Chinese twin: the spans of one payment in the sandbox.

    python docs/make_trace.py

An order is created and paid, its notification is confirmed by the gateway's books and credited.
The times are those of one run on one machine.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Sequence
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

sys.path.insert(0, str(Path(__file__).parents[1]))  # this checkout's, whatever is installed

from zhixiao_async import Client
from zhixiao_async.notify import (
    Confirmation,
    Inbox,
    NotificationReceiver,
    NotificationService,
    Payment,
)
from zhixiao_async.notify.aiohttp import notification_view
from zhixiao_async.sandbox import Sandbox

IMAGES = Path(__file__).parent / "images"
WORDS = {
    "en": ("One payment: the order's creation, and the notification that links back to it", "link"),
    "zh": ("一笔缴费：创建订单，以及链接到该订单的支付通知", "链接"),
}
LEFT, WIDTH, ROW, TOP = 250, 620, 34, 64
COLOURS = {"CLIENT": "#2f6fb0", "SERVER": "#b0562f", "INTERNAL": "#5c8a3a"}


async def payment(tracer: trace.Tracer, folder: Path) -> None:
    """Create an order, pay it, and credit it once its notification is confirmed."""
    inbox = Inbox(folder / "inbox.db")
    await inbox.create_table()

    def credit(payment: Payment, connection: sqlite3.Connection) -> None:
        with tracer.start_as_current_span("credit the bill"):
            connection.execute("CREATE TABLE paid (out_trade_no)")
            connection.execute("INSERT INTO paid VALUES (?)", [payment.out_trade_no])

    async with Sandbox() as sandbox:
        client = Client(sandbox.credentials, base_url=sandbox.base_url)
        receiver = NotificationReceiver(sandbox.credentials)
        service = NotificationService(receiver, inbox, credit, confirm=Confirmation(client))
        app = web.Application()
        app.router.add_post("/notify", notification_view(service))
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        async with client:
            with tracer.start_as_current_span("pay a bill"):
                order = await client.order_create(
                    body="学费",
                    out_trade_no="20881",
                    total_fee=19800,
                    user_no="2013141516",
                    notify_url=f"http://127.0.0.1:{port}/notify",
                )
            await sandbox.pay(order.order_id)
            await sandbox.drain()
        await runner.cleanup()


def svg(spans: Sequence[ReadableSpan], language: str) -> str:
    """Return the picture: a row for each span, by its beginning, and a line for each link."""
    rows = sorted(spans, key=lambda span: span.start_time or 0)
    first = rows[0].start_time or 0
    scale = WIDTH / (max(span.end_time or 0 for span in rows) - first)
    places = {_id(span): number for number, span in enumerate(rows)}
    depths: dict[int, int] = {}
    title, link = WORDS[language]
    shapes = [f'<text x="16" y="28" font-size="16">{escape(title)}</text>']
    for number, span in enumerate(rows):
        depths[_id(span)] = depths.get(span.parent.span_id, -1) + 1 if span.parent else 0
        y = TOP + number * ROW
        x = LEFT + ((span.start_time or 0) - first) * scale
        wide = max(2.0, ((span.end_time or 0) - (span.start_time or 0)) * scale)
        milliseconds = ((span.end_time or 0) - (span.start_time or 0)) / 1e6
        name = escape(span.name)
        indent = 16 + 14 * depths[_id(span)]
        shapes += [
            f'<text x="{indent}" y="{y + 15}">{name}</text>',
            f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="20" rx="3" '
            f'fill="{COLOURS[span.kind.name]}"/>',
            f'<text x="{x + wide + 6:.1f}" y="{y + 15}" fill="#555">{milliseconds:.1f} ms</text>',
        ]
        for to in span.links:
            target = places[to.context.span_id]
            at = LEFT + ((rows[target].start_time or 0) - first) * scale + 6
            middle = TOP + target * ROW + 20
            shapes.append(
                f'<path d="M{x:.1f} {y + 10} H{at:.1f} V{middle}" fill="none" stroke="#b0562f" '
                f'stroke-dasharray="4 3" marker-end="url(#tip)"/>'
                f'<text x="{at + 8:.1f}" y="{y + 4}" fill="#b0562f">{link}</text>'
            )
    height = TOP + len(rows) * ROW + 34
    legend = "".join(
        f'<rect x="{16 + 110 * place}" y="{height - 24}" width="12" height="12" fill="{colour}"/>'
        f'<text x="{34 + 110 * place}" y="{height - 14}">{kind}</text>'
        for place, (kind, colour) in enumerate(COLOURS.items())
    )
    wide = LEFT + WIDTH + 90
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {height}" '
        f'width="{wide}" height="{height}" font-family="sans-serif" font-size="13">\n'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="4" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 Z" fill="#b0562f"/></marker></defs>'
        f'\n<rect width="100%" height="100%" fill="#fff"/>\n'
        + "\n".join([*shapes, legend])
        + "\n</svg>\n"
    )


def _id(span: ReadableSpan) -> int:
    context = span.get_span_context()
    return context.span_id if context else 0


def main() -> None:
    """Run a payment and draw it in both languages."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    with TemporaryDirectory() as folder:
        for _ in range(2):  # the first run warms up
            exporter.clear()
            Path(folder, "inbox.db").unlink(missing_ok=True)
            asyncio.run(payment(trace.get_tracer("school"), Path(folder)))
    for language, name in (("en", "trace.svg"), ("zh", "trace.zh-CN.svg")):
        (IMAGES / name).write_text(svg(exporter.get_finished_spans(), language), "utf-8")


if __name__ == "__main__":
    main()
