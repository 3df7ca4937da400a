"""Write docs/faults.md from what the tests assert: ``python docs/make_faults.py``."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the tests aren't installed

from tests.transport.faults import FAULTS, GROUPS, INTERRUPTIONS, Fault, Interruption  # noqa: E402
from zhixiao_async import Effect, NotSent  # noqa: E402

TARGET = Path(__file__).with_name("faults.md")

INTRODUCTION = f"""\
# Faults, and what a caller is told

<!-- Made by docs/make_faults.py from tests/transport/faults.py; don't edit. -->

This page lists {len(FAULTS)} faults of a call, one by one. The tests bring each about over real
sockets (but for the unknown host name, for which the look-up is replaced), on the async and on
the sync client. They assert what this page says: the error, how often the request was sent, and
that no connection and no task is left behind. They do so with `order_query`, `order_create` and
`order_refund`; a sample of the faults is asserted of `order_cancel` and `piaoju_create` as well.
[errors.md](errors.md) says what each error means and what to do next.

READ, KEYED and MONEY are the effects of the endpoints ([endpoints.md](endpoints.md)): a READ
changes nothing, a KEYED request changes something under your own number, and a MONEY request
moves money or issues a receipt. The page is about the default policy: with
`RetryPolicy(resend_keyed=True)` KEYED is retried like READ, and then ends in `OutcomeUnknown` as
well.
"Retried" means until the attempts are used up.
"""

ABOUT = {
    "Before anything is sent": "Nothing has left this machine, so everything is safe to repeat.",
    "The connection": "The request may have arrived.",
    "HTTP": "Something answered, perhaps not the gateway. A status means little by itself:\n"
    "the envelope counts.",
    "The envelope": "HTTP was fine, but its body isn't the documented one, or isn't genuine.",
    "A signed success": "The envelope says that the request was done; its content can't be used.",
    "Too large": "A reply is read no further than 4 MB (64 MB for `order_list`), packed or not.",
    "A signed refusal": "The gateway said no: nothing was done, unless it speaks of a passing\n"
    "fault (系统繁忙, 超时, 退款中 …) or says nothing at all, which proves nothing.",
    "Odd, and believed all the same": "Partners have met these; none is a reason to lose an order.",
}

HEAD = "| what happens | READ | KEYED | MONEY |\n|---|---|---|---|\n"


def page() -> str:
    """Return the whole of docs/faults.md."""
    parts = [INTRODUCTION]
    for group, faults in GROUPS.items():
        rows = [
            _row(name, [_told(fault, effect) for effect in Effect])
            for name, fault in faults.items()
        ]
        parts.append(f"\n## {group}\n\n{ABOUT[group]}\n\n{HEAD}{''.join(rows)}")
    rows = [
        _row(f"{moment}", [_cut_short(one, effect) for effect in Effect])
        for moment, one in INTERRUPTIONS.items()
    ]
    parts.append(
        "\n## Cancelled, or Ctrl-C\n\n`asyncio.CancelledError` from a coroutine, "
        "`KeyboardInterrupt` from a sync call. A note on it says\nthat the request may have been "
        f"applied, and which query finds out.\n\n{HEAD}{''.join(rows)}"
    )
    return "".join(parts)


def _row(name: str, cells: list[str]) -> str:
    return f"| {' | '.join([name, *cells])} |\n"


def _told(fault: Fault, effect: Effect) -> str:
    verdict = fault.verdict
    error, again = verdict.error(effect), verdict.tries(effect) > 1
    if error is None:
        return "the result, if need be after another try" if again else "the result"
    told = f"retried, then `{error.__name__}`" if again else f"`{error.__name__}`"
    if verdict.done(effect):
        told += ", `applied` is True"
    if verdict.race:
        told += f"; retried, then `{NotSent.__name__}`, if it came before the first byte had left"
    return told


def _cut_short(one: Interruption, effect: Effect) -> str:
    noted = one.noted and effect is not Effect.READ
    return "cancelled, with a note" if noted else "cancelled"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8", newline="\n")
