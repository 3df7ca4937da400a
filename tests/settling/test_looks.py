"""What one look makes of what the gateway answers, by a client that answers without one."""

from __future__ import annotations

import pytest

from zhixiao_async import OutcomeUnknown, PayerType, Verdict
from zhixiao_async.endpoints import (
    FormOrder,
    OrderCreate,
    OrderQueryResult,
    OrderStatus,
    PiaojuCreate,
    PiaojuQueryResult,
    PiaojuStatus,
)
from zhixiao_async.errors import GatewayError, NoReply, RequestFailed
from zhixiao_async.settling import settle
from zhixiao_async.settling.looks import look_for_receipt

from .conftest import ORDER, QUICK

CREATE = OrderCreate(**ORDER)
RECEIPT = PiaojuCreate(
    out_trade_no="20881", payer_type=PayerType.PERSON, payer_name="小明", phone="13000000000"
)


class Answers:
    """Answers each query by its name, with an error if that is what is given."""

    def __init__(self, **answers: object) -> None:
        self.asked: list[dict[str, object]] = []
        self._answers = answers

    def __getattr__(self, name: str):
        async def query(**numbers: object) -> object:
            self.asked.append(numbers)
            answer = self._answers[name]
            if isinstance(answer, Exception):
                raise answer
            return answer

        return query


async def settled(request, **answers):
    """What settling says of a request that was lost long ago."""
    answers = {"order_query_form": []} | answers
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


UNPAID = OrderQueryResult(order_id="ZX1", status=OrderStatus.UNPAID)
PAID = OrderQueryResult(order_id="ZX1", status=OrderStatus.PAID)


@pytest.mark.parametrize("state", [UNPAID, PAID], ids=["unpaid", "paid"])
@pytest.mark.parametrize("named", [{"order_id": "ZX1"}, {"order_id": "2", "out_trade_no": "20881"}])
async def test_create_of_a_number_that_stands_for_another_amount(state, named):
    """The order of this number is an earlier one."""
    entry = FormOrder(fee=100, **named)
    settlement = await settled(CREATE, order_query=state, order_query_form=[entry])
    assert settlement.verdict is Verdict.NOT_APPLIED
    assert "create yours under a new number" in settlement.explanation


@pytest.mark.parametrize(
    "form",
    [
        [],
        [FormOrder(order_id="ZX1", fee=19800)],
        [FormOrder(order_id="ZX2", fee=100, out_trade_no="20882")],
        RequestFailed(-1, "没有表单"),
        GatewayError(-9, "未开通"),
    ],
    ids=["no entry", "the same", "another order's", "refused", "refused otherwise"],
)
async def test_create_whose_amount_fits_or_is_not_told(form):
    """Nothing speaks against its being this one."""
    settlement = await settled(CREATE, order_query=UNPAID, order_query_form=form)
    assert (settlement.verdict, settlement.order_id) == (Verdict.APPLIED, "ZX1")


@pytest.mark.parametrize("form", [NoReply("silence"), RequestFailed(-1, "系统繁忙")], ids=repr)
async def test_create_whose_amount_cannot_be_asked_for(form):
    """Whose order it is isn't known then."""
    settlement = await settled(CREATE, order_query=UNPAID, order_query_form=form)
    assert settlement.verdict is Verdict.UNKNOWN
    assert "couldn't be asked" in settlement.explanation


async def test_create_of_a_number_that_stands_for_two_amounts():
    """One of them may be this one."""
    form = [FormOrder(order_id="ZX1", fee=fee) for fee in (100, 19800)]
    settlement = await settled(CREATE, order_query=UNPAID, order_query_form=form)
    assert settlement.verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "status", [PiaojuStatus.ISSUED, PiaojuStatus.PENDING, PiaojuStatus.PRINTED]
)
@pytest.mark.parametrize("more", [{}, {"payer_name": "小明", "payer_type": PayerType.PERSON}])
async def test_receipt_that_is_there(status, more):
    """On its way counts, and so does one already printed; what isn't told can't differ."""
    receipt = PiaojuQueryResult(zx_order_no="ZX1", status=status, **more)
    settlement = await settled(RECEIPT, piaoju_query=receipt)
    assert (settlement.verdict, settlement.order_id) == (Verdict.APPLIED, "ZX1")


@pytest.mark.parametrize("status", [PiaojuStatus.NOT_ISSUED, PiaojuStatus.FAILED])
async def test_receipt_that_is_not_there(status):
    """One that wasn't issued by the deadline, for whatever reason, wasn't created."""
    receipt = PiaojuQueryResult(zx_order_no="ZX1", status=status)
    settlement = await settled(RECEIPT, piaoju_query=receipt)
    assert (settlement.verdict, settlement.order_id) == (Verdict.NOT_APPLIED, "ZX1")
    assert status.name in settlement.explanation


@pytest.mark.parametrize("named", [{"out_trade_no": "20881"}, {"zx_order_no": "ZX1"}])
async def test_receipt_is_asked_for_as_it_was_requested(named):
    """By the order's number that the request gave, whosever it is."""
    fields = {"payer_type": PayerType.PERSON, "payer_name": "小明", "phone": "13000000000"}
    client = Answers(piaoju_query=PiaojuQueryResult(zx_order_no="ZX1", status=PiaojuStatus.ISSUED))
    await look_for_receipt(client, PiaojuCreate(**fields, **named))
    assert client.asked == [{"out_trade_no": None, "zx_order_no": None} | named]


@pytest.mark.parametrize("status", [PiaojuStatus.ISSUED, PiaojuStatus.FAILED])
@pytest.mark.parametrize(
    ("field", "value"),
    [("payer_name", "小红"), ("payer_type", PayerType.COMPANY), ("payer_taxnum", "91110108")],
)
async def test_receipt_of_somebody_else(status, field, value):
    """It may be an earlier one. The explanation names the field, and nobody."""
    receipt = PiaojuQueryResult(zx_order_no="ZX1", status=status, **{field: value})
    settlement = await settled(RECEIPT, piaoju_query=receipt)
    assert settlement.verdict is Verdict.UNKNOWN
    assert field in settlement.explanation
    assert not any(one in settlement.explanation for one in ("小红", "小明", "91110108"))
