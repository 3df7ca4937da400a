"""The console's two logs: a line for each exchange, which opens to show all of it in clear."""

from __future__ import annotations

from collections.abc import Iterable

from ...fields import write_time
from ..attempts import Attempt
from ..delivery import Verdict
from ..journal import Entry
from .html import Language, tag, text
from .opened import Opener, row
from .words import word

_GLANCE = 90


def notifications(opener: Opener, attempts: list[Attempt], language: Language) -> str:
    """Attempts to deliver, with what was in them and what was answered."""
    return _log(
        _line(
            write_time(one.time),
            f"{text(one.order_id)} #{one.number}",
            _verdict(one.verdict, language),
            opener.line(one.url),
            opener.form(one.form, language)
            + row(word("notify_url", language), f"<code>{opener.line(one.url)}</code>")
            + row(
                word("answer", language),
                f"{text(f'HTTP {one.status}') if one.status else ''}{opener.answer(one.answer)}",
            )
            + row(word("verdict", language), text(word(f"verdict_{one.verdict.name}", language)))
            + row("", _replay(one.order_id, language)),
        )
        for one in attempts
    )


def requests(opener: Opener, entries: list[Entry], language: Language) -> str:
    """Merchants' requests, with what was in them and what was answered."""
    return _log(
        _line(
            write_time(one.time),
            f"<code>{text(one.path)}</code>",
            tag(*_code(one.ret_code)) + "".join(f" {tag(name, 'wait')}" for name in one.faults),
            text(_glance(opener.readable(one.content, indent=None))),
            opener.form(one.form, language, known=one.params)
            + row(word("ret_content", language), opener.block(opener.readable(one.content))),
        )
        for one in entries
    )


def _log(lines: Iterable[str]) -> str:
    return f'<div class="card log">{"".join(lines)}</div>'


def _line(time: str, subject: str, state: str, glance: str, rows: str) -> str:
    return (
        f"<details><summary><span>{text(time)}</span><span>{subject}</span><span>{state}</span>"
        f'<span class="muted">{glance}</span></summary><dl>{rows}</dl></details>'
    )


def _code(ret_code: int | None) -> tuple[str, str]:
    if ret_code is None:
        return "—", "wait"
    return f"ret_code {ret_code}", "bad" if ret_code else "good"


def _glance(line: str) -> str:
    return line if len(line) <= _GLANCE else f"{line[:_GLANCE]}…"


def _verdict(verdict: Verdict, language: Language) -> str:
    return tag(word(verdict.name, language), "good" if verdict.success else "bad")


def _replay(order_id: str, language: Language) -> str:
    return (
        f'<form class="inline" method="post" action="/console/replay?lang={language}">'
        f'<button name="order_id" value="{text(order_id)}">'
        f"{text(word('replay', language))}</button></form>"
    )
