"""Uses of the sandbox on a thread for type checkers; checked, never run."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from typing import assert_type

from zhixiao_async import PayType
from zhixiao_async.sandbox import Attempt, Entry, Order, Rules, SandboxThread

with SandboxThread(port=0, rules=Rules(page_cap=10), seed_forms=True) as gateway:
    assert_type(gateway, SandboxThread)
    assert_type(gateway.base_url, str)
    assert_type(gateway.order("1"), Order)
    assert_type(gateway.pay("1", PayType.ALIPAY), Order)
    assert_type(gateway.fail("1"), Order)
    assert_type(gateway.add_form_order(total_fee=1, body="", form_data={}), str)
    assert_type(gateway.snapshot(), bytes)
    assert_type(gateway.notifications, list[Attempt])
    assert_type(gateway.requests, list[Entry])
    assert_type(gateway.seeded_orders, int)
    assert_type(gateway.run(lambda sandbox: sandbox.notifier.replay("1")), Attempt)
    gateway.drain()
    gateway.seed_orders(10, days=0.5)

    gateway.pay(1)  # type: ignore[arg-type]
    gateway.pay("1", paytype=PayType.ALIPAY)  # type: ignore[call-arg]
    gateway.pay()  # type: ignore[call-arg]

SandboxThread(8080)  # type: ignore[call-arg]
SandboxThread(prt=8080)  # type: ignore[call-arg]
SandboxThread(port="8080")  # type: ignore[arg-type]
