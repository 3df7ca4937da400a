"""What the examples' tests ask the sandbox."""

from __future__ import annotations

from zhixiao_async.sandbox import SandboxThread
from zhixiao_sync import Client as SyncClient

REFUND = "/pay_api/order_refund"
NOTIFY_URL = "http://127.0.0.1:9/notify"
ORDER = {"body": "学费", "out_trade_no": "20881", "total_fee": 19800, "user_no": "2013141516"}


def connect(gateway: SandboxThread) -> SyncClient:
    """Yield a synchronous client of the sandbox."""
    return SyncClient(gateway.credentials, base_url=gateway.base_url)


def paid_order(gateway: SandboxThread, notify_url: str = NOTIFY_URL) -> str:
    """Create and pay the order 20881 over 198.00 yuan; return its ``order_id``."""
    with connect(gateway) as client:
        order = client.order_create(**ORDER, notify_url=notify_url)
    gateway.pay(order.order_id)
    return order.order_id


def sent(gateway: SandboxThread) -> int:
    """How many refunds reached the gateway."""
    return sum(one.path == REFUND for one in gateway.requests)
