"""A sample of the fault table, on the two endpoints whose reply or effect is a special case.

A receipt moves money's paper, and its reply names no number that could be compared; a cancelled
order is a keyed change without an amount.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from zhixiao_async import Effect, PayerType, RequestFailed

from .arrange import Scene
from .faces import told
from .faults import FAULTS


@attrs.frozen
class Method:
    """A call, its documented path and the gateway's genuine answer."""

    effect: Effect
    path: str
    call: Callable[[Any], Any]
    success: object


METHODS = {
    "piaoju_create": Method(
        Effect.MONEY,
        "/pay_api/piaoju/create",
        lambda client: client.piaoju_create(
            out_trade_no="20881",
            payer_type=PayerType.PERSON,
            payer_name="小明",
            phone="13000000000",
        ),
        "开票成功".encode(),
    ),
    "order_cancel": Method(
        Effect.KEYED,
        "/pay_api/order_cancel",
        lambda client: client.order_cancel(out_trade_no="20881"),
        {"out_trade_no": "20881", "order_id": "0166"},
    ),
}
SAMPLE = [
    "reset mid-request",
    "closed after the request",
    "no reply",
    "body cut off, with its length",
    "500",
    "502 in HTML",
    "307, never followed",
    "200 in HTML",
    "sign wrong",
    "content sealed with another key",
    "refusal",
    "refusal in plain text",
]
faces = pytest.mark.parametrize("face", ["async", "sync"])
methods = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


@pytest.fixture
def effect(method: Method) -> Effect:
    return method.effect


@pytest.fixture
def call(method: Method) -> Callable[..., Any]:
    """Make the method's call; a query where a read has to go before."""

    def make(client: Any, effect: Effect) -> Any:
        if effect is Effect.READ:
            return client.order_query(out_trade_no="20881")
        return method.call(client)

    return make


@faces
@methods
@pytest.mark.parametrize("name", SAMPLE)
async def test_fault(scene: Scene, attempts, method: Method, name: str) -> None:
    """A fault ends as the table says for the effect, and the gateway has seen the call once."""
    scene.settings["timeouts"] = FAULTS[name].timeouts
    await FAULTS[name].arrange(scene)
    client = scene.new_client(**scene.settings)

    result: Any = await asyncio.gather(scene.calls(client, method.effect), return_exceptions=True)

    told(FAULTS[name].verdict, method.effect, result[0], attempts.count, method.path)
    assert [request.line for request in scene.gateway.requests] == [f"POST {method.path} HTTP/1.1"]


@faces
@methods
async def test_stale_success(scene: Scene, method: Method) -> None:
    """A stale success on the connection of a read isn't taken for a refused call's reply."""
    client = scene.new_client(**scene.settings)
    await scene.calls(client, Effect.READ)
    await scene.gateway.peers[0].send(scene.play.http(scene.play.sealed(method.success)))
    scene.gateway.plays(scene.play.reply("订单不存在".encode(), -1))
    scene.gateway.requests.clear()

    with pytest.raises(RequestFailed):
        await scene.calls(client, method.effect)

    assert len(scene.gateway.requests) == 1
    assert len(scene.gateway.peers) == 2


@faces
@methods
async def test_success(scene: Scene, method: Method) -> None:
    """The same success is believed when it is the answer."""
    scene.gateway.plays(scene.play.reply(method.success))
    result = await scene.calls(scene.new_client(), method.effect)
    assert getattr(result, "message", None) == "开票成功" or result.order_id == "0166"


@faces
@pytest.mark.parametrize("method", [METHODS["order_cancel"]], ids=["order_cancel"])
async def test_another_orders_reply(scene: Scene, attempts, method: Method) -> None:
    """A cancelled order's reply names its number, so it is compared; a receipt's names none."""
    fault = FAULTS["another order's reply"]
    await fault.arrange(scene)
    result: Any = await asyncio.gather(
        scene.calls(scene.new_client(), method.effect), return_exceptions=True
    )
    told(fault.verdict, method.effect, result[0], attempts.count, method.path)
