"""The pool: a row without a partner on a run's last day finds it in the next run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhixiao_async.errors import InvalidRequest
from zhixiao_async.finance.reconciliation.rows import RawRows, Source

from .sides import DAY, NEXT, Difference, booked, books, export, gateway, reconcile, told

AFTER = NEXT + timedelta(days=1)


def run(path, pool, own, first, last=None, **options):
    """Compare some days with the pool."""
    return reconcile(path, books(*own), first, last or first, pool=pool, **options)


def test_partner_in_the_next_run(tmp_path):
    """Rows that a run leaves without partners find them in the next, from either side."""
    path = export(tmp_path, gateway("A", 100), gateway("B", 200, day=NEXT), days=(DAY, NEXT))
    pool = tmp_path / "pool.parquet"
    first = run(path, pool, [booked("B", 200)], DAY)
    assert told(first) == [
        (Difference.MISSING_IN_BOOKS, 100, None),
        (Difference.MISSING_AT_GATEWAY, None, 200),
    ]
    second = run(path, pool, [booked("A", 100, day=NEXT)], NEXT)
    assert told(second) == [(Difference.OTHER_DAY, 100, 100), (Difference.OTHER_DAY, 200, 200)]
    carried = [(each.gateway_carried, each.books_carried) for each in second.differences]
    assert carried == [(True, False), (False, True)]
    one = next(iter(second.differences))
    assert one.gateway is not None
    assert (one.day, one.gateway["day"], one.gateway["item_name"]) == (NEXT, DAY, "学费")


def test_same_run_again(tmp_path):
    """Every run once more has the same result, and leaves the same bytes in the pool."""
    path = export(tmp_path, gateway("A", 100), days=(DAY, NEXT))
    pool = tmp_path / "pool.parquet"
    own = [booked("A", 100, day=NEXT), booked("C", 300, day=NEXT)]
    for first in (DAY, NEXT):
        once = run(path, pool, own, first).to_json()
        kept = pool.read_bytes()
        assert run(path, pool, own, first).to_json() == once
        assert pool.read_bytes() == kept
    run(path, pool, own, DAY)
    assert run(path, pool, own, NEXT).to_json() == once
    assert pool.read_bytes() == kept


def test_partner_is_found_once(tmp_path):
    """A row that has found its partner isn't there for a later run's rows."""
    path = export(tmp_path, gateway("A", 100), days=(DAY, NEXT, AFTER))
    pool = tmp_path / "pool.parquet"
    found = [
        told(run(path, pool, own, day, days_apart=2))
        for day, own in (
            (DAY, []),
            (NEXT, [booked("A", 100, day=NEXT)]),
            (AFTER, [booked("A", 100, day=AFTER)]),
        )
    ]
    assert found == [
        [(Difference.MISSING_IN_BOOKS, 100, None)],
        [(Difference.OTHER_DAY, 100, 100)],
        [(Difference.MISSING_AT_GATEWAY, None, 100)],
    ]


def test_only_the_last_days_are_carried(tmp_path):
    """A row that is too old for any partner isn't kept; one without a partner isn't told again."""
    path = export(tmp_path, gateway("A", 100), gateway("B", 100, day=NEXT), days=(DAY, NEXT, AFTER))
    pool = tmp_path / "pool.parquet"
    run(path, pool, [], DAY, NEXT)
    assert pq.read_table(pool).column("order_id").to_pylist() == ["B"]
    assert told(run(path, pool, [], AFTER)) == []


def test_selections_have_their_own_rows(tmp_path):
    """A run over some merchants leaves the rows of others' runs alone."""
    rows = [gateway("A", 100), gateway("A", 100, app_id="0059")]
    path = export(tmp_path, *rows, days=(DAY, NEXT), app_ids=("0058", "0059"))
    pool = tmp_path / "pool.parquet"
    for merchants in (["0058"], ["0059"], ["0058"]):
        run(path, pool, [], DAY, merchants=merchants)
    assert sorted(pq.read_table(pool).column("scope").to_pylist()) == ["0058", "0059"]
    again = run(path, pool, [booked("A", 100, day=NEXT)], NEXT, merchants=["0059"])
    assert [each.app_id for each in again.differences] == ["0059"]


def test_pool_keeps_nobodys_name(tmp_path):
    """A run with personal data leaves none of it in the pool."""
    path = export(tmp_path, gateway("A", 100, user_name="张三", user_no="S1", remark="R1"))
    pool = tmp_path / "pool.parquet"
    (one,) = run(path, pool, [], DAY, personal=True).differences
    assert one.gateway is not None
    assert one.gateway["user_name"] == "张三"
    assert not {"user_name", "user_no", "remark"} & {*pq.read_schema(pool).names}


def test_other_file_is_no_pool(tmp_path):
    """A file that is something else is refused, and left as it is."""
    path = export(tmp_path, gateway("A", 100))
    pool = tmp_path / "pool.parquet"
    pq.write_table(pa.table({"a": [1]}), pool)
    kept = pool.read_bytes()
    for _ in range(2):
        with pytest.raises(InvalidRequest, match="pool must be a file that an earlier comparison"):
            run(path, pool, [], DAY)
        assert pool.read_bytes() == kept
        pool.write_text("订单号")
        kept = pool.read_bytes()


def test_failed_run_leaves_the_pool(tmp_path):
    """A run that breaks leaves the pool as it was, and nothing beside it."""
    path = export(tmp_path, gateway("A", 100))
    pool = tmp_path / "pool" / "pool.parquet"
    run(path, pool, [], DAY)
    kept = pool.read_bytes()
    with pytest.raises(InvalidRequest):
        run(path, pool, [], AFTER)
    assert (pool.read_bytes(), [*pool.parent.iterdir()]) == (kept, [pool])


@attrs.frozen
class Meanwhile:
    """Books that are read only after something else has happened."""

    books: Source
    happens: Callable[[], object]
    name: str = "books"

    def read(self, *arguments: Any, **options: Any) -> Iterator[RawRows]:
        """Yield the rows."""
        self.happens()
        return self.books.read(*arguments, **options)


def test_two_runs_at_once(tmp_path):
    """What one run has left in the pool isn't lost to another that began before."""
    path = export(tmp_path, gateway("A", 100), days=(DAY, NEXT))
    pool = tmp_path / "pool.parquet"
    other = partial(run, path, pool, [booked("A", 100, day=NEXT)], NEXT)
    slow = books()
    slow = attrs.evolve(slow, source=Meanwhile(slow.source, other))
    with pytest.raises(InvalidRequest, match="pool was replaced by another comparison meanwhile"):
        reconcile(path, slow, DAY, DAY, pool=pool)
    assert pq.read_table(pool).column("day").to_pylist() == [NEXT]
