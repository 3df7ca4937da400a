"""What one look makes of what the gateway answers, by a client that answers without one."""

from __future__ import annotations

import pytest

from zhixiao_async import OutcomeUnknown, PayerType, Verdict
from zhixiao_async.endpoints import OrderCreate, PiaojuCreate
from zhixiao_async.errors import GatewayError, RequestFailed
from zhixiao_async.settling import settle

from .conftest import ORDER, QUICK

CREATE = OrderCreate(**ORDER)
RECEIPT = PiaojuCreate(
    out_trade_no="20881", payer_type=PayerType.PERSON, payer_name="小明", phone="13000000000"
)


class Answers:
    """Answers each query by its name, with an error if that is what is given."""

    def __init__(self, **answers: object) -> None:
        self.asked: list[str] = []
        self._answers = answers

    def __getattr__(self, name: str):
        async def query(**_numbers: object) -> object:
            self.asked.append(name)
            answer = self._answers[name]
            if isinstance(answer, Exception):
                raise answer
            return answer

        return query


async def settled(request, **answers):
    """What settling says of a request that was lost long ago."""
    error = OutcomeUnknown("why", settle_by="a query", request=request)
    error.happened_at = error.happened_at.replace(year=2025)
    options = {"known_refunds": None, "in_doubt": 1, "timeout": None, "pace": QUICK}
    return await settle(Answers(**answers), error, **options)


QUERIES = pytest.mark.parametrize(
    ("request_", "query"),
    [(CREATE, "order_query"), (RECEIPT, "piaoju_query")],
    ids=["create", "receipt"],
)


@QUERIES
@pytest.mark.parametrize(
    "sentence",
    [
        "系统繁忙",
        "请稍后再来",
        "请重试",
        "查询超时",
        "系统异常",
        "系统维护中",
        "操作频繁",
        "已限流",
        " ",
        "",
    ],
)
async def test_fault_that_passes(request_, query, sentence):
    """A signed refusal that speaks of the gateway's own trouble, or of nothing, is no evidence."""
    settlement = await settled(request_, **{query: RequestFailed(-1, sentence)})
    assert settlement.verdict is Verdict.UNKNOWN
    assert "couldn't be asked" in settlement.explanation


@QUERIES
async def test_refusal_that_stays(request_, query):
    """One that says the same twice after the deadline means that there is nothing."""
    settlement = await settled(request_, **{query: RequestFailed(-1, "订单不存在")})
    assert settlement.verdict is Verdict.NOT_APPLIED
    assert "订单不存在" in settlement.explanation


@QUERIES
async def test_other_refusals(request_, query):
    """Only the general error can mean that something doesn't exist."""
    settlement = await settled(request_, **{query: GatewayError(-9, "订单不存在")})
    assert settlement.verdict is Verdict.UNKNOWN
