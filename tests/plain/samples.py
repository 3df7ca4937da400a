"""Every kind of result, as the document's examples have them, and what is made of results."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import zhixiao_async as z
from tests.support.places import SAMPLES
from zhixiao_async import BEIJING
from zhixiao_async.notify import Handled, Payment
from zhixiao_async.protocol.reading import read
from zhixiao_async.registry import ENDPOINTS

NOON = datetime(2026, 3, 2, 12, tzinfo=BEIJING)


def example(name: str) -> Any:
    """Return the result of an endpoint's example."""
    (endpoint,) = [known for known in ENDPOINTS.values() if known.name == name]
    (path,) = (SAMPLES / name).glob("result.*")
    text = path.read_text("utf-8")
    content = {"message": text.strip()} if path.suffix == ".txt" else json.loads(text)
    return read(endpoint.result, content)


def objects() -> dict[str, Any]:
    """Return an object of each class that has ``to_dict``, by the name of the class."""
    found = [example(known.name) for known in ENDPOINTS.values()]
    found += [row for result in found if isinstance(result, list) for row in result]
    found += example("order_list").data
    notified = read(z.PaymentNotification, _notification())
    payment = Payment.notified(z.PaymentNotification(**_fields(notified) | {"app_id": "7"}))
    page = z.OrderPage(
        begin_time=NOON,
        end_time=NOON,
        page_no=1,
        total_page=1,
        total_size=1,
        is_open=True,
        orders=example("order_list").data,
        mask=z.Mask.TRADE,
    )
    pay = z.OrderCreateResult(order_id="01", sp_data={"tradeNO": "2026"}).mini_program_params()
    found += [notified, payment, Handled(payment=payment, handled_at=NOON), page, pay]
    return {type(one).__name__: one for one in found if not isinstance(one, list)}


def _notification() -> Any:
    path = SAMPLES / "payment_notification" / "notification.json"
    return json.loads(path.read_text("utf-8"))


def _fields(instance: Any) -> dict[str, Any]:
    return {name: getattr(instance, name) for name in instance.to_dict()}
