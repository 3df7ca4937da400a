"""``zhixiao inbox``: which payments were handled, a handler run again, old rows removed."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from .._either import is_blocking, settled
from ..errors import InvalidRequest
from ..fields import BEIJING, write_time, yuan
from ..notify import Handled, Handler, Inbox, Payment
from ..notify.counts import plain
from ..notify.pruning import must_be_over
from ..store import SQLiteStore
from ..store.sqlite import is_url
from .complaints import CannotDo, sentence
from .handlers import loaded
from .printing import say
from .sandbox import count

_MAX_AGE = "the greatest max_age of all receivers of this inbox; each must have one"


def register(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand to the parser."""
    parser = subcommands.add_parser(
        "inbox",
        help="show which payments were handled; run a handler again; remove old ones",
        description="Look into the inbox's table. Gives 0, 1 if there is no such payment or nothing"
        " was done, 2 if it couldn't start.",
    )
    actions = parser.add_subparsers(metavar="action", required=True)
    listing = _action(actions, "list", _list, "payments that were handled, the latest first")
    listing.add_argument("--limit", type=count, default=20, help="(default: %(default)s)")
    show = _action(actions, "show", _show, "all that is kept of one payment")
    show.add_argument("--payer", action="store_true", help="with the payer's personal data")
    rerun = _action(actions, "rerun", _rerun, "run a handler again; it may credit twice")
    rerun.add_argument("--handler", required=True, metavar="MODULE:FUNCTION")
    rerun.add_argument("--yes", action="store_true", help="do it")
    prune = _action(actions, "prune", _prune, "remove payments that no receiver accepts any more")
    prune.add_argument("--before", required=True, type=_day, metavar="YYYY-MM-DD")
    prune.add_argument("--max-age", required=True, type=count, metavar="DAYS", help=_MAX_AGE)
    prune.add_argument("--yes", action="store_true", help="do it")
    for one in (show, rerun):
        one.add_argument("app_id", metavar="APP_ID")
        one.add_argument("order_id", metavar="ORDER_ID")


def _action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    action: Callable[[Inbox[Any], argparse.Namespace], Awaitable[list[str]]],
    about: str,
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=about, description=f"{about.capitalize()}.")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--db", metavar="FILE", help="the inbox's SQLite file")
    where.add_argument("--url", metavar="SQLALCHEMY_URL", help="its database: zhixiao[sql]")
    parser.add_argument("--table", default="zhixiao_inbox", help="(default: %(default)s)")
    parser.set_defaults(run=run, action=action)
    return parser


def run(options: argparse.Namespace) -> int:
    """Do it and print; gives the exit code."""
    try:
        lines = asyncio.run(_done(options))
    except CannotDo as error:
        print(f"zhixiao inbox: {error}", file=sys.stderr)
        return error.code
    for line in lines:
        say(line)
    return 0


async def _done(options: argparse.Namespace) -> list[str]:
    try:
        with _with_handler(options) as options.run_again:
            async with _opened(options) as inbox:
                lines: list[str] = await options.action(inbox, options)
                return lines
    except CannotDo:
        raise
    except InvalidRequest as error:
        raise CannotDo(error.message) from None
    except Exception as error:  # whatever a driver raises
        said = sentence(error)
        # However a database puts it: its own trouble seldom names the table.
        hint = f" (is there a table {options.table}? --table names another)"
        raise CannotDo(said + hint * (options.table in said)) from None


def _with_handler(options: argparse.Namespace) -> AbstractContextManager[Handler[Any] | None]:
    return loaded(options.handler) if "handler" in options else nullcontext()


@asynccontextmanager
async def _opened(options: argparse.Namespace) -> AsyncGenerator[Inbox[Any], None]:
    if options.url is None:
        yield Inbox(_existing(options.db), table=options.table)
        return
    try:
        from ..store.sql import SQLStore, engine_for

        blocking = options.run_again is not None and is_blocking(options.run_again)
        engine: Any = engine_for(options.url, blocking=blocking)
    except ImportError as error:
        raise CannotDo(f"{error.name or error} isn't installed") from None
    if engine.dialect.name == "sqlite":  # which would create a file that isn't there
        raise CannotDo("a SQLite file is given by --db")
    try:
        yield Inbox(SQLStore(engine), table=options.table)
    finally:
        await settled(engine.dispose())


def _existing(file: str) -> SQLiteStore:
    if is_url(file):
        raise CannotDo("--db must be a SQLite file's path; another database is given by --url")
    if not Path(file).is_file():  # SQLite would create it
        raise CannotDo(f"there is no file {file}")
    return SQLiteStore(file)


async def _list(inbox: Inbox[Any], options: argparse.Namespace) -> list[str]:
    return ["  ".join(_columns(one)) for one in await inbox.latest(options.limit)]


def _columns(handled: Handled) -> list[str]:
    payment = handled.payment
    again = [f"reruns={handled.reruns}"] if handled.reruns else []
    numbers = (payment.app_id, payment.order_id, payment.out_trade_no)
    shown = [write_time(handled.handled_at), *map(plain, numbers), _fee(handled)]
    return [*shown, payment.source, *again]


async def _show(inbox: Inbox[Any], options: argparse.Namespace) -> list[str]:
    handled = await _found(inbox, options)
    payment = handled.payment
    shown = {
        "app_id": plain(payment.app_id),
        "order_id": plain(payment.order_id),
        "out_trade_no": plain(payment.out_trade_no),
        "fee": _fee(handled),
        "source": payment.source,
        "paid": _paid(payment),
        "handled": write_time(handled.handled_at),
        "reruns": str(handled.reruns),
    }
    if options.payer:
        for name in ("uid", "user_no", "user_name"):
            shown[name] = plain(getattr(payment, name) or "unknown")
        shown["pay_type"] = payment.pay_type.name if payment.pay_type else "unknown"
        shown |= {f"{name} is": plain(text) for name, text in payment.unreadable.items()}
    return [f"{name:<13} {value}" for name, value in shown.items()]


async def _rerun(inbox: Inbox[Any], options: argparse.Namespace) -> list[str]:
    await _found(inbox, options)
    what = f"{options.handler} again for order {plain(options.order_id)} of {plain(options.app_id)}"
    if not options.yes:
        raise CannotDo(
            f"this would run {what}, which was handled before and may be credited twice;"
            " nothing was done, --yes does it",
            code=1,
        )
    try:
        handled = await inbox.rerun(options.app_id, options.order_id, options.run_again)
    except Exception as error:
        raise CannotDo(f"nothing was changed: {sentence(error)}", code=1) from None
    return [f"ran {what} (reruns={handled.reruns})"]


async def _prune(inbox: Inbox[Any], options: argparse.Namespace) -> list[str]:
    max_age = options.max_age * 86400
    must_be_over(options.before, max_age)
    what = f"the payments made and handled before {options.before:%Y-%m-%d} from {options.table}"
    if not options.yes:
        raise CannotDo(f"this would remove {what}; nothing was done, --yes does it", code=1)
    removed = await inbox.prune(before=options.before, max_age=max_age)
    return [f"removed {what}: {removed}"]


def _day(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time(), BEIJING)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day like 2026-03-02") from None


async def _found(inbox: Inbox[Any], options: argparse.Namespace) -> Handled:
    handled = await inbox.find(options.app_id, options.order_id)
    if handled is None:
        numbers = f"order {plain(options.order_id)} of {plain(options.app_id)}"
        raise CannotDo(f"{numbers} isn't in {options.table}", code=1)
    return handled


def _paid(payment: Payment) -> str:
    if payment.time_end is None:
        return plain(payment.unreadable.get("time_end", "unknown"))
    return write_time(payment.time_end)


def _fee(handled: Handled) -> str:
    fee = handled.payment.fee
    return "unconfirmed" if fee is None else yuan(fee)
