"""Every fault does what it says: to the connection, and to the money."""

import attrs
import pytest

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
)
from zhixiao_async.registry import MIB
from zhixiao_async.sandbox import Faults, Sandbox

from .conftest import connect, order_fields

REFUND = "/pay_api/order_refund"
QUERY = "/pay_api/order_query"


@pytest.fixture
async def paid(gateway, create):
    """A paid order of 198 yuan."""
    order = await create()
    await gateway.pay(order.order_id)
    return order


@pytest.mark.parametrize(
    ("fault", "done"),
    [
        (lambda faults: faults.reset_before(path=REFUND), False),
        (lambda faults: faults.http_error(502, path=REFUND), False),
        (lambda faults: faults.reset_after(path=REFUND), True),
        (lambda faults: faults.http_error(502, after_work=True, path=REFUND), True),
        (lambda faults: faults.truncate(path=REFUND), True),
        (lambda faults: faults.oversize(path=REFUND), True),
        (lambda faults: faults.wrong_sign(path=REFUND), True),
        (lambda faults: faults.other_order(path=REFUND), True),
        (lambda faults: faults.passing_refusal(path=REFUND), False),
        (lambda faults: faults.passing_refusal("超时", after_work=True, path=REFUND), True),
        (lambda faults: faults.passing_refusal(ret_code=99, path=REFUND), False),
    ],
)
async def test_outcome_is_unknown_either_way(gateway, client, paid, fault, done):
    """The client can't tell what happened to the refund; the gateway can."""
    fault(gateway.faults)
    with pytest.raises(OutcomeUnknown):
        await client.order_refund(out_trade_no="20881")
    assert gateway.order(paid.order_id).refunded == (19800 if done else 0)
    assert len(gateway.requests[-1].faults) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (lambda faults: faults.reset_before(), NoReply),
        (lambda faults: faults.reset_after(), NoReply),
        (lambda faults: faults.http_error(), NoReply),
        (lambda faults: faults.truncate(), NoReply),
        (lambda faults: faults.oversize(), BadReply),
        (lambda faults: faults.wrong_sign(), BadSignature),
        (lambda faults: faults.other_order(), UnexpectedContent),
        (lambda faults: faults.passing_refusal(), RequestFailed),
        (lambda faults: faults.passing_refusal(ret_code=-2, after_work=True), ParameterRejected),
    ],
)
async def test_read_fails_accordingly(gateway, client, create, caplog, fault, error):
    """Each fault is its own kind of failure to a read, and none is one of the sandbox's own."""
    await create()
    fault(gateway.faults)
    with pytest.raises(error):
        await client.order_query(out_trade_no="20881")
    await gateway.stop()
    assert [one.getMessage() for one in caplog.records if one.name == "aiohttp.server"] == []


async def test_client_that_hangs_up_in_time_is_no_error(caplog):
    """It doesn't read an endless reply to its end, and the sandbox logs no traceback for that."""
    async with Sandbox() as gateway, connect(gateway) as client:
        gateway.faults.oversize(64 * MIB)
        with pytest.raises(BadReply):
            await client.order_query(out_trade_no="20881")
    assert [one.getMessage() for one in caplog.records if one.name == "aiohttp.server"] == []


async def test_delay_holds_the_reply_back(gateway, paid):
    """The work is done all the same, and stopping the sandbox doesn't wait for it."""
    gateway.faults.delay(3600, path=REFUND)
    limits = Timeouts(total=0.2)
    async with Client(gateway.credentials, base_url=gateway.base_url, timeouts=limits) as client:
        with pytest.raises(OutcomeUnknown, match="timed out"):
            await client.order_refund(out_trade_no="20881")
    assert gateway.order(paid.order_id).refunded == 19800


async def test_short_delay_is_only_a_delay(gateway, client, create):
    """The reply comes in the end."""
    gateway.faults.delay(0.01, times=1)
    assert (await create()).out_trade_no == "20881"


async def test_bare_sentence_names_no_other_order(gateway, client, paid):
    """A reply without any number can't be about another order."""
    gateway.faults.other_order(path="/pay_api/piaoju/create")
    person = {"payer_type": PayerType.PERSON, "payer_name": "明", "phone": "1"}
    assert (await client.piaoju_create(out_trade_no="20881", **person)).message == "开票成功"


async def test_fault_by_count(gateway, client, create):
    """Two times, then all is well; two faults of a kind happen to two requests."""
    await create()
    gateway.faults.http_error(path=QUERY, times=1)
    gateway.faults.http_error(path=QUERY, times=1)
    for _ in range(2):
        with pytest.raises(NoReply):
            await client.order_query(out_trade_no="20881")
    await client.order_query(out_trade_no="20881")
    assert gateway.faults.ordered == []


async def test_passing_refusal_is_written_down_as_answered(gateway, client, create):
    """The log shows the request in clear and the refusal, whether or not the work was done."""
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
    """There is no key to seal it with: an id that isn't known gets what it always gets."""
    gateway.faults.passing_refusal()
    stranger = attrs.evolve(gateway.credentials, app_id="77")
    async with Client(stranger, base_url=gateway.base_url) as client:
        with pytest.raises(BadSignature):
            await client.order_query(out_trade_no="20881")


async def test_fault_on_one_path(gateway, client, create):
    """Others go through."""
    gateway.faults.reset_before(path=QUERY)
    await create()


async def test_fault_by_probability():
    """The same seed, the same fate."""

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
    """clear() is the end of them."""
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
    """Whatever is said that can't be meant: the error names it, and nothing is ordered."""
    faults = Faults()
    with pytest.raises(InvalidRequest) as caught:
        fault(faults)
    assert caught.value.field == field
    assert faults.ordered == []


def test_no_times_is_never():
    """A count that has come down to nothing orders nothing."""
    faults = Faults()
    faults.truncate(times=0)
    assert faults.ordered == []


async def test_retrying_client_survives_a_reset(gateway, create):
    """A read is repeated by the default policy."""
    await create()
    gateway.faults.reset_after(path=QUERY, times=1)
    async with Client(gateway.credentials, base_url=gateway.base_url) as client:
        assert (await client.order_query(out_trade_no="20881")).out_trade_no == "20881"
    assert [one.faults for one in gateway.requests[-2:]] == [("reset_after",), ()]


async def test_created_order_survives_a_lost_reply(gateway, client):
    """Done, but the reply never came: the query settles it."""
    gateway.faults.reset_after(path="/pay_api/order_create", times=1)
    with pytest.raises(OutcomeUnknown):
        await client.order_create(**order_fields())
    assert (await client.order_query(out_trade_no="20881")).out_trade_no == "20881"
