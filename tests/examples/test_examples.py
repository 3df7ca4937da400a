"""Each example does what its first line says, against a real sandbox."""

from __future__ import annotations

import csv
import re
import runpy
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from zhixiao_async import BEIJING, REFUSAL
from zhixiao_async.sandbox import SandboxThread, Verdict
from zhixiao_sync import Client as SyncClient

EXAMPLES = Path(__file__).parents[2] / "examples"
REFUND = "/pay_api/order_refund"
NOTIFY_URL = "http://127.0.0.1:9/notify"


@pytest.mark.parametrize("name", ["pay_async", "pay_sync"])
def test_pay_example_sees_the_payment(run_program, name):
    """The order is created, its link shown, and the payment noticed."""
    printed = run_program(EXAMPLES / f"{name}.py", "20881", "198.00")
    assert re.fullmatch(
        r"order (\d+): keep this number with 20881\n"
        r"pay here until \d\d:\d\d: http://127\.0\.0\.1:\d+/pay/orderId/\1\.html\n"
        r"paid at 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\+08:00\n",
        printed,
    )


@pytest.mark.parametrize("name", ["pay_async", "pay_sync"])
def test_pay_example_asks_for_the_amount(gateway, run_program, name):
    """198.00 yuan are 19800 fen."""
    run_program(EXAMPLES / f"{name}.py", "20881", "198.00")
    with connect(gateway) as client:
        [order] = client.order_query_form(out_trade_no="20881")
    assert order.fee == 19800


@pytest.mark.parametrize("name", ["pay_async", "pay_sync"])
def test_pay_example_after_a_lost_reply(gateway, run_program, name):
    """An order whose link never came isn't sent again; the example says to use a new number."""
    gateway.faults.reset_after(path="/pay_api/order_create", times=1)
    printed = run_program(EXAMPLES / f"{name}.py", "20881", "198.00")
    assert printed.startswith("use a new out_trade_no: ")
    assert len(gateway.requests) == 1


@pytest.mark.parametrize("name", ["pay_async", "pay_sync"])
def test_pay_example_shows_a_refusal(run_program, name):
    """The gateway's own sentence is shown."""
    run_program(EXAMPLES / f"{name}.py", "20881", "198.00")
    assert run_program(EXAMPLES / f"{name}.py", "20881", "198.00") == "refused: 商户订单号重复\n"


@pytest.fixture
def paid(gateway: SandboxThread) -> str:
    """The ``order_id`` of the paid order 20881 over 198.00 yuan."""
    with connect(gateway) as client:
        order = client.order_create(
            body="学费",
            out_trade_no="20881",
            total_fee=19800,
            user_no="2013141516",
            notify_url=NOTIFY_URL,
        )
    gateway.pay(order.order_id)
    return order.order_id


@pytest.fixture
def run_refund(run_program) -> Callable[..., str]:
    """Runs refund.py with one file of books for the whole test."""
    return lambda number, yuan: run_program(
        EXAMPLES / "refund.py", "refunds.db", number, "20881", yuan
    )


def test_refund_example_refunds(gateway, run_refund, paid):
    """The part that was asked for goes back."""
    printed = run_refund("R1", "50.00")
    assert printed.startswith("50.00 yuan refunded at ")
    assert gateway.order(paid).refunded == 5000


def test_refund_example_sends_a_number_once(gateway, run_refund, paid):
    """A number that was used before isn't sent again."""
    run_refund("R1", "50.00")
    assert run_refund("R1", "50.00") == "R1 was made before\n"
    assert sent(gateway) == 1


def test_refund_example_refuses_another_amount(gateway, run_refund, paid):
    """A number stands for one refund, and not for another amount."""
    run_refund("R1", "50.00")
    printed = run_refund("R1", "60.00")
    assert printed == "R1 is on the books for another order or amount\n"
    assert sent(gateway) == 1


def test_refund_example_finds_a_lost_refund(gateway, run_refund, paid):
    """A refund whose reply was lost is found in the listing."""
    gateway.faults.reset_after(path=REFUND, times=1)
    assert run_refund("R1", "50.00").startswith("50.00 yuan refunded: the reply was lost")
    assert sent(gateway) == 1


def test_refund_example_counts_refunds_alike(gateway, run_refund, paid):
    """An earlier refund of the same amount isn't taken for the one in doubt."""
    run_refund("R1", "50.00")
    gateway.faults.reset_before(path=REFUND, times=1)
    assert run_refund("R2", "50.00").startswith("unknown: R2 isn't listed")
    assert gateway.order(paid).refunded == 5000


def test_refund_example_never_resends_on_a_guess(gateway, run_refund, paid):
    """What is still in doubt is looked for once more, and not sent."""
    gateway.faults.reset_before(path=REFUND, times=1)
    run_refund("R1", "50.00")
    assert run_refund("R1", "50.00").startswith("unknown: R1 isn't listed")
    assert sent(gateway) == 1


def test_refund_example_books_a_refusal(gateway, run_refund, paid):
    """A refusal is final for its number."""
    assert run_refund("R1", "500.00") == "refused: 退款金额超过可退金额\n"
    assert run_refund("R1", "500.00") == "R1 was refused before\n"


@pytest.fixture
def run_journal(run_program) -> Callable[..., str]:
    """Runs refund_journal.py with one journal for the whole test."""
    return lambda number, yuan: run_program(
        EXAMPLES / "refund_journal.py", "journal.db", number, "20881", yuan
    )


@pytest.fixture
def two_hours_pass(tmp_path) -> Callable[[], None]:
    """Whatever the journal has begun was begun two hours ago."""

    def pass_() -> None:
        ago = (datetime.now(BEIJING) - timedelta(hours=2)).isoformat()
        with closing(sqlite3.connect(tmp_path / "journal.db", isolation_level=None)) as database:
            database.execute("UPDATE zhixiao_journal SET sent_at = ?", (ago,))

    return pass_


def test_journal_example_refunds_once(gateway, run_journal, paid):
    """Run twice, it refunds once and says the same."""
    printed = run_journal("R1", "50.00")
    assert printed == f"50.00 yuan of order {paid} are refunded\n"
    assert run_journal("R1", "50.00") == printed
    assert (sent(gateway), gateway.order(paid).refunded) == (1, 5000)


def test_journal_example_finds_a_lost_refund(gateway, run_journal, paid, two_hours_pass):
    """What was made is found in the listing, and not sent again."""
    gateway.faults.reset_after(path=REFUND, times=1)
    assert run_journal("R1", "50.00").startswith("unknown, run it again to find out: ")
    two_hours_pass()
    assert run_journal("R1", "50.00").startswith("R1: applied, the listing has the refund\n50.00")
    assert sent(gateway) == 1


def test_journal_example_repeats_what_was_not_made(gateway, run_journal, paid, two_hours_pass):
    """What isn't listed after five minutes is sent again, under its number."""
    gateway.faults.reset_before(path=REFUND, times=1)
    run_journal("R1", "50.00")
    two_hours_pass()
    assert run_journal("R1", "50.00").startswith("R1: not applied, ")
    assert (sent(gateway), gateway.order(paid).refunded) == (2, 5000)


def test_journal_example_shows_a_refusal(gateway, run_journal, paid):
    """The gateway's own sentence is shown."""
    assert run_journal("R1", "500.00") == "refused: 退款金额超过可退金额\n"


@pytest.fixture
def reconcile(gateway: SandboxThread, run_program) -> Callable[[str], str]:
    """Runs reconcile_day.py for a day that has 1200 rows."""

    def run(day: str) -> str:
        ending = datetime.fromisoformat(f"{day} 23:59:59")
        gateway.seed_orders(1200, 0.9, ending=ending)
        return run_program(EXAMPLES / "reconcile_day.py", day, "day.csv")

    return run


def test_reconcile_example_totals_every_channel(gateway, reconcile):
    """The totals are those of the listing, in fen and in yuan."""
    lines = [line.split() for line in reconcile("2026-03-02").splitlines()]
    with connect(gateway) as client:
        rows = list(client.iter_orders(datetime(2026, 3, 2), datetime(2026, 3, 3)))
    expected = []
    for kind, channel in [
        ("REFUND", "alipay"),
        ("REFUND", "wechat"),
        ("TRADE", "alipay"),
        ("TRADE", "wechat"),
    ]:
        fees = [
            row.fee for row in rows if (row.operate_type.name, row.channel.value) == (kind, channel)
        ]
        total = sum(fees)
        expected.append(
            [kind.lower(), channel, str(len(fees)), str(total), f"{total // 100}.{total % 100:02d}"]
        )
    assert lines[1:5] == expected


def test_reconcile_example_writes_every_row(reconcile, tmp_path):
    """The CSV holds each row of the day once."""
    reconcile("2026-03-02")
    with (tmp_path / "day.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (len(rows), len({row["id"] for row in rows})) == (1200, 1200)


def test_reconcile_example_keeps_ids(gateway, reconcile, tmp_path):
    """A spreadsheet is told that they are text: none begins as a number does, or as a formula."""
    reconcile("2026-03-02")
    with connect(gateway) as client:
        rows = list(client.iter_orders(datetime(2026, 3, 2), datetime(2026, 3, 3)))
    with (tmp_path / "day.csv").open("rb") as file:
        first = file.readline()
    assert (first[:3], first[-2:]) == (b"\xef\xbb\xbf", b"\r\n")
    with (tmp_path / "day.csv").open(encoding="utf-8-sig", newline="") as file:
        kept = {(row["id"], row["order_id"]) for row in csv.DictReader(file)}
    assert kept == {(f"\t{row.id}", f"\t{row.order_id}") for row in rows}


@pytest.mark.parametrize(
    ("number", "cell"),
    [("0179", "\t0179"), ("1E5", "\t1E5"), ("=1+1", "'=1+1"), ("-1", "'-1"), (None, "")],
)
def test_reconcile_example_runs_no_formula(number, cell):
    """Whatever a gateway may write as an id stays text."""
    as_text = runpy.run_path(str(EXAMPLES / "reconcile_day.py"))["as_text"]
    assert as_text(number) == cell


def test_reconcile_example_leaves_nothing_unfinished(reconcile, tmp_path):
    """The half-written file is gone once the whole is there."""
    reconcile("2026-03-02")
    assert [one.name for one in tmp_path.iterdir()] == ["day.csv"]


def test_reconcile_example_is_quiet_about_a_closed_day(reconcile):
    """A day long gone needs no warning."""
    assert reconcile("2026-03-02").splitlines()[-1] == "1200 rows of 2026-03-02 in day.csv"


def test_reconcile_example_warns_of_an_open_day(reconcile):
    """A day that may still change is read again later."""
    assert reconcile("2999-03-02").splitlines()[-1].startswith("WARNING: this day may still change")


CONFIG = Path(__file__).parents[1] / "gunicorn_conf.py"
GUNICORN = ("-m", "gunicorn", f"--config={CONFIG}", "--workers=2", "--preload")
GUNICORN += ("--bind=127.0.0.1:{port}",)
RECEIVERS = {
    "aiohttp": (str(EXAMPLES / "receive_aiohttp.py"), "payments.db", "{port}"),
    "fastapi": (str(EXAMPLES / "receive_fastapi.py"), "payments.db", "{port}"),
    "flask": (*GUNICORN, "receive_flask:make_app('payments.db')"),
    "django": (*GUNICORN, "receive_django:make_app('payments.db')"),
}


@pytest.fixture(params=RECEIVERS)
def notify_url(request, environment, tmp_path) -> Iterator[str]:
    """The address of a receiving example, which ends without a complaint."""
    with closing(socket.create_server(("127.0.0.1", 0))) as one:
        port = one.getsockname()[1]
    command = [part.format(port=port) for part in RECEIVERS[request.param]]
    said = tmp_path / "output.txt"
    with (
        said.open("wb") as output,
        subprocess.Popen(
            [sys.executable, *command],
            cwd=tmp_path,
            env=environment | {"PYTHONPATH": str(EXAMPLES)},
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            wait_for(process, port)
            yield f"http://127.0.0.1:{port}/notify"
        finally:
            process.terminate()  # SIGINT has gunicorn drop what it is writing
            process.wait(timeout=120)  # each process works for a third of a second
    text = said.read_text("utf-8")
    assert "Traceback" not in text, text
    assert "outcome=" in text


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Until it can be connected to; it mustn't end before."""
    for _ in range(400):
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            with suppress(subprocess.TimeoutExpired):
                raise AssertionError(process.wait(timeout=0.05)) from None
    raise AssertionError("nobody listens")


def test_receive_example_books_a_payment_once(gateway, notify_url, tmp_path):
    """A repeated notification is answered with success as well, and a forgery is refused."""
    with connect(gateway) as client:
        order = client.order_create(
            body="学费",
            out_trade_no="20881",
            total_fee=19800,
            user_no="2013141516",
            notify_url=notify_url,
        )
    gateway.pay(order.order_id)
    gateway.settle()
    gateway.run(lambda sandbox: sandbox.notifier.replay(order.order_id))
    with urllib.request.urlopen(notify_url, data=b"id=x&param=x&sign=x", timeout=30) as answer:
        refusal = answer.read()
    with closing(sqlite3.connect(tmp_path / "payments.db")) as books:
        booked = books.execute("SELECT out_trade_no, order_id FROM payments").fetchall()
    assert booked == [("20881", order.order_id)]
    assert [one.verdict for one in gateway.notifications] == [Verdict.SEALED, Verdict.SEALED]
    assert refusal == REFUSAL


@pytest.fixture
def shop(gateway, paid, tmp_path) -> Path:
    """Books with one paid order and one that isn't."""
    with connect(gateway) as client:
        client.order_create(
            body="学费", out_trade_no="2", total_fee=1, user_no="2", notify_url=NOTIFY_URL
        )
    file = tmp_path / "shop.db"
    with closing(sqlite3.connect(file)) as books, books:
        books.execute("CREATE TABLE orders (out_trade_no PRIMARY KEY, paid_at, created_at)")
        books.execute("INSERT INTO orders VALUES ('20881', NULL, 1), ('2', NULL, 2)")
    return file


def test_sweep_example_books_what_was_never_notified(run_program, shop):
    """The paid order is booked, and isn't asked for again."""
    first, second = (run_program(EXAMPLES / "sweep_cron.py", "shop.db") for _ in range(2))
    assert first == "2 asked for: 1 paid now, 1 unpaid\n"
    assert second == "1 asked for: 0 paid now, 1 unpaid\n"


def connect(gateway: SandboxThread) -> SyncClient:
    """A synchronous client of the sandbox."""
    return SyncClient(gateway.credentials, base_url=gateway.base_url)


def sent(gateway: SandboxThread) -> int:
    """How many refunds reached the gateway."""
    return sum(one.path == REFUND for one in gateway.requests)
