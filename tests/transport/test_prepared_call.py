"""The pool of connections that a prepared call may use."""

from __future__ import annotations

from datetime import datetime

import pytest

import zhixiao_async as z
from zhixiao_async.protocol.reply_match import expected_fields
from zhixiao_async.transport.prepared_call import pool_key

DAY = {"begin_time": datetime(2019, 10, 22), "end_time": datetime(2019, 10, 23)}
UNCHECKABLE = {
    "a change": z.OrderCancel(out_trade_no="1"),
    "a read that names no number": z.UserIdentity(uid="2088"),
    "a school's": z.UserCard(user_no="1", school_id="A"),
    "a form's": z.OrderQueryForm(out_trade_no="1", form_data={"学号": "1"}),
}


@pytest.mark.parametrize("request_", UNCHECKABLE.values(), ids=UNCHECKABLE)
def test_connection_to_itself(request_):
    """A call whose reply could be a stale one, unnoticed, uses no kept connection."""
    assert pool_key(request_, expected_fields(request_)) is None


def test_reads_that_can_be_checked_share_connections():
    """Reads whose replies repeat a number share connections."""
    requests = [z.OrderQuery(out_trade_no="1"), z.UserCard(user_no="1")]
    assert {pool_key(request, expected_fields(request)) for request in requests} == {""}


def test_masks_have_connections_of_their_own():
    """Each mask has its own pool, and so do other reads: a page doesn't repeat its mask."""
    requests = [z.OrderList(**DAY, mask=mask) for mask in (None, *z.Mask)]
    pools = {pool_key(request, expected_fields(request)) for request in requests}
    assert len(pools) == 3
    assert pools.isdisjoint({None, ""})
