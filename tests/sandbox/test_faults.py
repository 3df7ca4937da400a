"""Every fault has its effect on the connection and on the money."""

from collections.abc import Callable

import attrs
import pytest

from tests.support.clients import connect
from zhixiao_async import (
    BadReply,
    BadSignature,
    Client,
    GatewayError,
    InvalidRequest,
    NoReply,
    OutcomeUnknown,
    ParameterRejected,
    PayerType,
    RequestFailed,
    Timeouts,
    UnexpectedContent,
    ZhixiaoError,
)
from zhixiao_async.registry import MIB
from zhixiao_async.sandbox import Faults, Sandbox
from zhixiao_async.sandbox.injections import FaultKind

from .conftest import order_fields

Inject = Callable[[Faults], None]

REFUND = "/pay_api/order_refund"
QUERY = "/pay_api/order_query"


@pytest.fixture
async def paid(gateway, create):
    """Create a paid order of 198 yuan."""
    order = await create()
    await gateway.pay(order.order_id)
    return order


REFUNDS: dict[str, tuple[Inject, bool]] = {
    "reset_before": (lambda faults: faults.reset_before(path=REFUND), False),
    "http_error": (lambda faults: faults.http_error(502, path=REFUND), False),
    "reset_after": (lambda faults: faults.reset_after(path=REFUND), True),
    "http_error_after": (
        lambda faults: faults.http_error(502, after_work=True, path=REFUND),
        True,
    ),
    "truncate": (lambda faults: faults.truncate(path=REFUND), True),
    "oversize": (lambda faults: faults.oversize(path=REFUND), True),
    "wrong_sign": (lambda faults: faults.wrong_sign(path=REFUND), True),
    "other_order": (lambda faults: faults.other_order(path=REFUND), True),
    "passing_refusal": (lambda faults: faults.passing_refusal(path=REFUND), False),
    "passing_refusal_after": (
        lambda faults: faults.passing_refusal("超时", after_work=True, path=REFUND),
        True,
    ),
    "passing_refusal of another code": (
        lambda faults: faults.passing_refusal(ret_code=99, path=REFUND),
        False,
    ),
}
"""For each fault: how a refund gets it, and whether the gateway has made the refund."""

READS: dict[str, tuple[Inject, type[ZhixiaoError]]] = {
    "reset_before": (Faults.reset_before, NoReply),
    "reset_after": (Faults.reset_after, NoReply),
    "http_error": (Faults.http_error, NoReply),
    "http_error_after": (lambda faults: faults.http_error(after_work=True), NoReply),
    "truncate": (Faults.truncate, NoReply),
    "oversize": (Faults.oversize, BadReply),
    "wrong_sign": (Faults.wrong_sign, BadSignature),
    "other_order": (Faults.other_order, UnexpectedContent),
    "passing_refusal": (Faults.passing_refusal, RequestFailed),
    "passing_refusal_after": (
        lambda faults: faults.passing_refusal(ret_code=-2, after_work=True),
        ParameterRejected,
    ),
}
"""For each fault: how a read gets it, and the error of the read."""


@pytest.mark.parametrize("cases", [REFUNDS, READS], ids=["refunds", "reads"])
def test_every_kind_of_fault_is_in_the_tables(cases):
    """Each kind of fault is tried on a refund and on a read; a delay has tests of its own."""
    faults = Faults()
    for fault, _ in cases.values():
        fault(faults)
    assert {injected.effect.kind for injected in faults.active} == set(FaultKind) - {
        FaultKind.DELAY
    }


@pytest.mark.parametrize(("fault", "done"), REFUNDS.values(), ids=REFUNDS)
async def test_outcome_is_unknown_either_way(gateway, client, paid, fault, done):
    """A refund under a fault is OutcomeUnknown, whether the gateway made it or not."""
    fault(gateway.faults)
    with pytest.raises(OutcomeUnknown):
        await client.order_refund(out_trade_no="20881")
    assert gateway.order(paid.order_id).refunded == (19800 if done else 0)
    assert len(gateway.requests[-1].faults) == 1


@pytest.mark.parametrize(("fault", "error"), READS.values(), ids=READS)
async def test_read_fails_accordingly(gateway, client, create, caplog, fault, error):
    """Each fault makes a read fail in its own way, without an error in the sandbox."""
    await create()
    fault(gateway.faults)
    with pytest.raises(error):
        await client.order_query(out_trade_no="20881")
    await gateway.stop()
    assert [
        record.getMessage() for record in caplog.records if record.name == "aiohttp.server"
    ] == []


async def test_client_that_hangs_up_in_time_is_no_error(caplog):
    """A client doesn't read an endless reply to its end, and the sandbox logs no traceback."""
    async with Sandbox() as gateway, connect(gateway) as client:
        gateway.faults.oversize(64 * MIB)
        with pytest.raises(BadReply):
            await client.order_query(out_trade_no="20881")
    assert [
        record.getMessage() for record in caplog.records if record.name == "aiohttp.server"
    ] == []


async def test_delay_holds_the_reply_back(gateway, paid):
    """A delayed reply's work is done, and a stop doesn't wait for the delay."""
    gateway.faults.delay(3600, path=REFUND)
    limits = Timeouts(total=0.2)
    async with Client(gateway.credentials, base_url=gateway.base_url, timeouts=limits) as client:
        with pytest.raises(OutcomeUnknown, match="timed out"):
            await client.order_refund(out_trade_no="20881")
    assert gateway.order(paid.order_id).refunded == 19800


async def test_short_delay_is_only_a_delay(gateway, client, create):
    """A short delay is followed by the reply."""
    gateway.faults.delay(0.01, times=1)
    assert (await create()).out_trade_no == "20881"


async def test_bare_sentence_names_no_other_order(gateway, client, paid):
    """other_order leaves a bare sentence as it is."""
    gateway.faults.other_order(path="/pay_api/piaoju/create")
    person = {"payer_type": PayerType.PERSON, "payer_name": "明", "phone": "1"}
    assert (await client.piaoju_create(out_trade_no="20881", **person)).message == "开票成功"


async def test_fault_by_count(gateway, client, create):
    """A fault happens a given number of times, and two of a kind to two requests."""
    await create()
    gateway.faults.http_error(path=QUERY, times=1)
    gateway.faults.http_error(path=QUERY, times=1)
    for _ in range(2):
        with pytest.raises(NoReply):
            await client.order_query(out_trade_no="20881")
    await client.order_query(out_trade_no="20881")
    assert gateway.faults.active == []


async def test_passing_refusal_is_written_down_as_answered(gateway, client, create):
    """A passing refusal is logged as answered, with the request in clear."""
    await create()
    gateway.faults.passing_refusal("请稍后再试", path=QUERY, times=1)
    with pytest.raises(RequestFailed):
        await client.order_query(out_trade_no="20881")
    await client.order_query(out_trade_no="20881")
    busy, fine = gateway.requests[-2:]
    assert (busy.ret_code, busy.content, busy.faults) == (-1, "请稍后再试", ("passing_refusal",))
    assert busy.params == fine.params
    assert fine.ret_code == 0


async def test_stranger_learns_nothing_of_a_passing_refusal(gateway):
    """An unknown id gets what it always gets: there is no key to seal a refusal with."""
    gateway.faults.passing_refusal()
    stranger = attrs.evolve(gateway.credentials, app_id="77")
    async with Client(stranger, base_url=gateway.base_url) as client:
        with pytest.raises(BadSignature):
            await client.order_query(out_trade_no="20881")


async def test_fault_on_one_path(gateway, client, create):
    """A fault on one path leaves others alone."""
    gateway.faults.reset_before(path=QUERY)
    await create()


async def test_fault_by_probability():
    """A fault by probability happens to the same requests for the same seed."""

    async def fate() -> list[bool]:
        async with Sandbox(faults=Faults(seed=7)) as gateway, connect(gateway) as client:
            gateway.faults.http_error(probability=0.5)
            return [await lives(client) for _ in range(20)]

    first = await fate()
    assert 3 < sum(first) < 17
    assert await fate() == first


async def lives(client) -> bool:
    try:
        await client.order_query(out_trade_no="never")
    except NoReply:
        return False
    except GatewayError:
        return True
    raise AssertionError("there is no such order")


async def test_faults_end(gateway, client, create):
    """Clear removes every fault."""
    gateway.faults.reset_before()
    gateway.faults.clear()
    await create()


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        (lambda faults: faults.reset_before(path="/pay_api/order_querry"), "path"),
        (lambda faults: faults.reset_before(path=[]), "path"),
        (lambda faults: faults.reset_before(times=-1), "times"),
        (lambda faults: faults.reset_before(times=1.0), "times"),
        (lambda faults: faults.reset_before(times=True), "times"),
        (lambda faults: faults.reset_before(probability=50.0), "probability"),
        (lambda faults: faults.reset_before(probability=-0.1), "probability"),
        (lambda faults: faults.reset_before(probability=float("nan")), "probability"),
        (lambda faults: faults.reset_before(probability="0.5"), "probability"),
        (lambda faults: faults.reset_before(probability=None), "probability"),
        (lambda faults: faults.reset_before(tmies=1), "tmies"),
        (lambda faults: faults.http_error(99999), "status"),
        (lambda faults: faults.http_error(100), "status"),
        (lambda faults: faults.http_error("503"), "status"),
        (lambda faults: faults.delay(-1), "seconds"),
        (lambda faults: faults.delay(float("inf")), "seconds"),
        (lambda faults: faults.delay(None), "seconds"),
        (lambda faults: faults.oversize(-5), "size"),
        (lambda faults: faults.oversize(5.5), "size"),
        (lambda faults: faults.passing_refusal(""), "sentence"),
        (lambda faults: faults.passing_refusal(None), "sentence"),
        (lambda faults: faults.passing_refusal(ret_code=0), "ret_code"),
        (lambda faults: faults.passing_refusal(ret_code="-1"), "ret_code"),
        (lambda faults: faults.speak("nulls"), "dialect"),
    ],
)
def test_nonsense_is_refused(fault, field):
    """A senseless argument is refused by name, and injects nothing."""
    faults = Faults()
    with pytest.raises(InvalidRequest) as caught:
        fault(faults)
    assert caught.value.field == field
    assert faults.active == []


def test_no_times_is_never():
    """A fault with times=0 is never injected."""
    faults = Faults()
    faults.truncate(times=0)
    assert faults.active == []


async def test_retrying_client_survives_a_reset(gateway, create):
    """A client with the default policy repeats a read after a reset."""
    await create()
    gateway.faults.reset_after(path=QUERY, times=1)
    async with Client(gateway.credentials, base_url=gateway.base_url) as client:
        assert (await client.order_query(out_trade_no="20881")).out_trade_no == "20881"
    assert [request.faults for request in gateway.requests[-2:]] == [("reset_after",), ()]


async def test_created_order_survives_a_lost_reply(gateway, client):
    """An order whose reply was lost is found by a query."""
    gateway.faults.reset_after(path="/pay_api/order_create", times=1)
    with pytest.raises(OutcomeUnknown):
        await client.order_create(**order_fields())
    assert (await client.order_query(out_trade_no="20881")).out_trade_no == "20881"
