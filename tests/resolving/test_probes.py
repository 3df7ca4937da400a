"""The evidence of one probe, by a client that answers without a gateway."""

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
from zhixiao_async.resolving import resolve
from zhixiao_async.resolving.probes import probe_receipt

from .conftest import ORDER, QUICK

CREATE = OrderCreate(**ORDER)
RECEIPT = PiaojuCreate(
    out_trade_no="20881", payer_type=PayerType.PERSON, payer_name="小明", phone="13000000000"
)


class Answers:
    """A client that answers each query by its name, or raises an error given for it."""

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


async def resolved(request, **answers):
    """Resolve a request that was lost long ago."""
    answers = {"order_query_form": []} | answers
    error = OutcomeUnknown("why", resolve_by="a query", request=request)
    error.happened_at = error.happened_at.replace(year=2025)
    options = {"known_refunds": None, "in_doubt": 1, "timeout": None, "pace": QUICK}
    return await resolve(Answers(**answers), error, **options)


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
    resolution = await resolved(request_, **{query: RequestFailed(-1, sentence)})
    assert resolution.verdict is Verdict.UNKNOWN
    assert "couldn't be asked" in resolution.explanation


@QUERIES
async def test_refusal_that_stays(request_, query):
    """A refusal that is said twice past the deadline means that there is nothing."""
    resolution = await resolved(request_, **{query: RequestFailed(-1, "订单不存在")})
    assert resolution.verdict is Verdict.NOT_APPLIED
    assert "订单不存在" in resolution.explanation


@QUERIES
async def test_other_refusals(request_, query):
    """Only the general error can mean that something doesn't exist."""
    resolution = await resolved(request_, **{query: GatewayError(-9, "订单不存在")})
    assert resolution.verdict is Verdict.UNKNOWN


UNPAID = OrderQueryResult(order_id="ZX1", status=OrderStatus.UNPAID)
PAID = OrderQueryResult(order_id="ZX1", status=OrderStatus.PAID)


@pytest.mark.parametrize("state", [UNPAID, PAID], ids=["unpaid", "paid"])
@pytest.mark.parametrize("named", [{"order_id": "ZX1"}, {"order_id": "2", "out_trade_no": "20881"}])
async def test_create_of_a_number_that_stands_for_another_amount(state, named):
    """An order of another amount is an earlier one of this number."""
    entry = FormOrder(fee=100, **named)
    resolution = await resolved(CREATE, order_query=state, order_query_form=[entry])
    assert resolution.verdict is Verdict.NOT_APPLIED
    assert "create yours under a new number" in resolution.explanation


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
    """An order of this number is the one in doubt if no amount speaks against it."""
    resolution = await resolved(CREATE, order_query=UNPAID, order_query_form=form)
    assert (resolution.verdict, resolution.order_id) == (Verdict.APPLIED, "ZX1")


@pytest.mark.parametrize("form", [NoReply("silence"), RequestFailed(-1, "系统繁忙")], ids=repr)
async def test_create_whose_amount_cannot_be_asked_for(form):
    """An order whose amount can't be asked for may be another."""
    resolution = await resolved(CREATE, order_query=UNPAID, order_query_form=form)
    assert resolution.verdict is Verdict.UNKNOWN
    assert "couldn't be asked" in resolution.explanation


async def test_create_of_a_number_that_stands_for_two_amounts():
    """An order among several of its number may be any of them."""
    form = [FormOrder(order_id="ZX1", fee=fee) for fee in (100, 19800)]
    resolution = await resolved(CREATE, order_query=UNPAID, order_query_form=form)
    assert resolution.verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "status", [PiaojuStatus.ISSUED, PiaojuStatus.PENDING, PiaojuStatus.PRINTED]
)
@pytest.mark.parametrize("more", [{}, {"payer_name": "小明", "payer_type": PayerType.PERSON}])
async def test_receipt_that_is_there(status, more):
    """A receipt on its way or printed counts, and what isn't told can't differ."""
    receipt = PiaojuQueryResult(zx_order_no="ZX1", status=status, **more)
    resolution = await resolved(RECEIPT, piaoju_query=receipt)
    assert (resolution.verdict, resolution.order_id) == (Verdict.APPLIED, "ZX1")


@pytest.mark.parametrize("status", [PiaojuStatus.NOT_ISSUED, PiaojuStatus.FAILED])
async def test_receipt_that_is_not_there(status):
    """A receipt that wasn't issued by the deadline, for whatever reason, wasn't created."""
    receipt = PiaojuQueryResult(zx_order_no="ZX1", status=status)
    resolution = await resolved(RECEIPT, piaoju_query=receipt)
    assert (resolution.verdict, resolution.order_id) == (Verdict.NOT_APPLIED, "ZX1")
    assert status.name in resolution.explanation


@pytest.mark.parametrize("named", [{"out_trade_no": "20881"}, {"zx_order_no": "ZX1"}])
async def test_receipt_is_asked_for_as_it_was_requested(named):
    """The query names the order by the number that the request gave."""
    fields = {"payer_type": PayerType.PERSON, "payer_name": "小明", "phone": "13000000000"}
    client = Answers(piaoju_query=PiaojuQueryResult(zx_order_no="ZX1", status=PiaojuStatus.ISSUED))
    await probe_receipt(client, PiaojuCreate(**fields, **named))
    assert client.asked == [{"out_trade_no": None, "zx_order_no": None} | named]


@pytest.mark.parametrize("status", [PiaojuStatus.ISSUED, PiaojuStatus.FAILED])
@pytest.mark.parametrize(
    ("field", "value"),
    [("payer_name", "小红"), ("payer_type", PayerType.COMPANY), ("payer_taxnum", "91110108")],
)
async def test_receipt_of_somebody_else(status, field, value):
    """Another payer's receipt may be an earlier one; the explanation names only the field."""
    receipt = PiaojuQueryResult(zx_order_no="ZX1", status=status, **{field: value})
    resolution = await resolved(RECEIPT, piaoju_query=receipt)
    assert resolution.verdict is Verdict.UNKNOWN
    assert field in resolution.explanation
    assert not any(name in resolution.explanation for name in ("小红", "小明", "91110108"))
