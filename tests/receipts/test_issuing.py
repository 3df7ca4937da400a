"""A receipt created once and waited for, on a gateway and a clock made of numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

from zhixiao_async import (
    InvalidRequest,
    NoReply,
    OutcomeUnknown,
    ParameterRejected,
    PiaojuQuery,
    PiaojuQueryResult,
    PiaojuStatus,
    RequestFailed,
)
from zhixiao_async.receipts import IssuedReceipt, issuing
from zhixiao_async.receipts.issuing import Calls, issue
from zhixiao_async.resolving import wait_paid

from .receipt import WANTED, receipt_at

NONE = PiaojuStatus.NOT_ISSUED
PENDING, ISSUED, FAILED = PiaojuStatus.PENDING, PiaojuStatus.ISSUED, PiaojuStatus.FAILED
UNKNOWN_TO_IT = RequestFailed(-1, "未查到票据")
BUSY = RequestFailed(-1, "系统繁忙")


def lost(*, applied: bool = False) -> OutcomeUnknown:
    """Return the error of a lost reply."""
    return OutcomeUnknown("lost", resolve_by="piaoju_query", applied=applied, request=WANTED)


@attrs.define
class Desk:
    """A gateway that answers one query after the other; the last answer stands."""

    answers: list[Any]
    created: Any = None
    now: float = 1000.0
    log: list[str] = attrs.Factory(list)

    async def query(self, asked: PiaojuQuery, seconds: float) -> PiaojuQueryResult:
        self.log.append("query")
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, PiaojuStatus):
            there = answer in (ISSUED, PiaojuStatus.PRINTED)
            return receipt_at("https://inv.jss.com.cn/a.pdf" if there else None, status=answer)
        return answer

    async def create(self, request: object) -> Any:
        assert request is WANTED
        self.log.append("create")
        if isinstance(self.created, Exception):
            raise self.created

    async def download(self, receipt: PiaojuQueryResult, place: Path) -> Path:
        self.log.append("download")
        return place / "a.pdf"

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Return a function that issues the receipt at such a gateway, with a minute to wait."""

    async def issued(desk: Desk, directory: Any = tmp_path, **more: Any) -> IssuedReceipt:
        for module in (wait_paid, issuing):
            monkeypatch.setattr(module, "monotonic", lambda: desk.now)
        calls = Calls(
            query=desk.query,
            create=desk.create,
            download=desk.download,
            sleep=desk.sleep,
            closed=lambda: False,
        )
        options = {"timeout": 60, "retry_failed": False} | more
        return await issue(calls, WANTED, directory, **options)

    return issued


async def test_receipt_that_takes_its_time(run, tmp_path):
    """It is created, waited for, and fetched once it is there."""
    desk = Desk([NONE, PENDING, BUSY, NoReply("?"), ISSUED])
    issued = await run(desk)
    assert (issued.issued, issued.path) == (True, tmp_path / "a.pdf")
    assert desk.log == ["query", "create", "query", "query", "query", "query", "download"]


@pytest.mark.parametrize("first", [ISSUED, PiaojuStatus.PRINTED, PENDING])
async def test_receipt_that_is_there(run, first):
    """A call goes on where an earlier one stopped: nothing is created."""
    desk = Desk([first, ISSUED])
    assert (await run(desk)).issued
    assert "create" not in desk.log
    assert desk.log[-1] == "download"


async def test_gateway_that_knows_no_receipt(run):
    """A refused query, in words that aren't of a passing fault, says that there is none."""
    desk = Desk([UNKNOWN_TO_IT, UNKNOWN_TO_IT, ISSUED])
    assert (await run(desk)).issued
    assert desk.log[:3] == ["query", "create", "query"]


@pytest.mark.parametrize("error", [BUSY, NoReply("?"), ParameterRejected(-2, "单号有误")])
async def test_first_query_that_says_nothing(run, error):
    """Nothing is created while it isn't known whether there is a receipt."""
    desk = Desk([error])
    with pytest.raises(type(error)):
        await run(desk)
    assert desk.log == ["query"]


async def test_receipt_of_another_payer(run):
    """A receipt that was made out to somebody else is refused, without any name."""
    other = receipt_at("https://inv.jss.com.cn/a.pdf", payer_name="小红")
    desk = Desk([other])
    with pytest.raises(InvalidRequest) as refused:
        await run(desk)
    assert (refused.value.field, refused.value.code) == ("payer_name", "another_receipt")
    assert not {"小红", "小明"} & set(str(refused.value))
    assert desk.log == ["query"]


async def test_lost_reply_that_is_found(run):
    """A create whose reply was lost isn't sent again: the receipt shows up."""
    desk = Desk([NONE, NONE, PENDING, ISSUED], lost())
    assert (await run(desk)).issued
    assert desk.log.count("create") == 1


@pytest.mark.parametrize(
    "answer",
    [NONE, UNKNOWN_TO_IT, NoReply("?"), BUSY, PiaojuStatus("9"), receipt_at(None, payer_name="红")],
    ids=["none", "unknown", "unanswered", "busy", "new status", "another payer"],
)
async def test_lost_reply_that_is_not_found(run, answer):
    """The call ends in the lost reply's own error if no query shows the receipt."""
    error = lost()
    desk = Desk([NONE, answer], error)
    with pytest.raises(OutcomeUnknown) as raised:
        await run(desk)
    assert raised.value is error
    assert desk.log.count("create") == 1


async def test_success_that_cannot_be_read(run):
    """A signed success counts, whatever its content."""
    assert (await run(Desk([NONE, PENDING], lost(applied=True)))).receipt.status is PENDING
    assert (await run(Desk([NONE], lost(applied=True)))).receipt.status is NONE


async def test_time_is_up(run):
    """A receipt that is still pending is returned as it is, after the time that was given."""
    desk = Desk([NONE, PENDING])
    issued = await run(desk)
    assert (issued.issued, issued.path, issued.receipt.status) == (False, None, PENDING)
    assert desk.now == pytest.approx(1060)


async def test_refused_to_the_end(run):
    """A refusal that stands until the time is up is the caller's error."""
    with pytest.raises(RequestFailed, match="未查到票据"):
        await run(Desk([UNKNOWN_TO_IT]))


@pytest.mark.parametrize("status", [FAILED, PiaojuStatus.REVERSED])
async def test_receipt_that_came_to_nothing(run, status):
    """A receipt that failed, or was reversed, ends the wait: nothing is fetched or made anew."""
    for answers, created in (([NONE, status], 1), ([status], 0)):
        desk = Desk(answers)
        issued = await run(desk)
        assert (issued.issued, issued.path, issued.receipt.status) == (False, None, status)
        assert desk.now == 1000
        assert desk.log.count("create") == created


async def test_failed_receipt_is_tried_again(run):
    """On request a failed receipt is created anew; its old failure doesn't end the wait."""
    desk = Desk([FAILED, FAILED, PENDING, ISSUED])
    assert (await run(desk, retry_failed=True)).issued
    assert desk.log.count("create") == 1


async def test_second_failure(run):
    """A failure after an earlier one is believed when the time is up, or proves nothing."""
    assert (await run(Desk([FAILED]), retry_failed=True)).receipt.status is FAILED
    with pytest.raises(OutcomeUnknown):
        await run(Desk([FAILED], lost()), retry_failed=True)


async def test_issued_without_its_file(run):
    """An issued receipt whose file isn't named yet is waited for, if the file is wanted."""
    desk = Desk(
        [receipt_at(None), receipt_at("https://inv.jss.com.cn/a.pdf", ebill_no=None), ISSUED]
    )
    assert (await run(desk)).path
    nameless = Desk([receipt_at(None)])
    assert (await run(nameless)).path is None
    assert nameless.now == pytest.approx(1060)
    assert (await run(Desk([receipt_at(None)]), None)).issued


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("timeout", {"timeout": 0}),
        ("retry_failed", {"retry_failed": 1}),
        ("directory", {"directory": 7}),
    ],
)
async def test_malformed_argument(run, field, more):
    """A malformed argument is refused before anything is asked."""
    desk = Desk([NONE])
    with pytest.raises(InvalidRequest) as refused:
        await run(desk, **more)
    assert (refused.value.field, desk.log) == (field, [])


async def test_folder_that_cannot_be_made(run, tmp_path):
    """Nothing is created where the file couldn't be put."""
    (tmp_path / "file").write_bytes(b"")
    desk = Desk([NONE])
    with pytest.raises(OSError, match="file"):
        await run(desk, tmp_path / "file" / "receipts")
    assert desk.log == []
