"""The console: clock, faults and snapshots above, everything that has happened below."""

from __future__ import annotations

from ...fields import write_time
from ..clock import Clock
from ..faults import Faults
from .console_tables import ConsoleTables
from .fault_form import fault_form
from .html import Language, language_switch, link, page, tag, text
from .mini_program import PATH
from .shelf import Shelf
from .words import word

_STEPS = ("15", "60", "3600", "86400")


def console_page(
    clock: Clock, faults: Faults, shelf: Shelf, tables: ConsoleTables, language: Language
) -> str:
    """The whole page."""
    sections = tables.sections(language)
    controls = (
        ("clock", _clock(clock, language)),
        ("faults", fault_form(faults, language)),
        ("snapshots", _snapshots(shelf, language)),
    )
    cards = "".join(
        f'<section class="card" id="{name}"><h2>{text(word(name, language))}</h2>{html}</section>'
        for name, html in controls
    )
    records = "".join(
        f'<section id="{one.name}"><h2>{text(word(one.name, language))}'
        f"<small>{one.count}</small></h2>{one.html}</section>"
        for one in sections
    )
    links = [link(f"#{one.name}", f"{word(one.name, language)} {one.count}") for one in sections]
    links += [
        link(f"{PATH}?lang={language}", word("mini_program", language)),
        link(f"?lang={language}", word("refresh", language)),
    ]
    return page(
        word("console", language),
        f'<nav>{"".join(links)}</nav><div class="controls">{cards}</div>{records}',
        language=language,
        wide=True,
        corner=language_switch(language),
        foot=word("sandbox", language),
    )


def _clock(clock: Clock, language: Language) -> str:
    state, tone = ("frozen", "wait") if clock.frozen else ("running", "good")
    toggle = "resume" if clock.frozen else "freeze"
    buttons = "".join(_button(name, language) for name in (toggle, *_STEPS))
    return (
        f'<p><span class="time">{text(write_time(clock.now()))} UTC+8</span> '
        f"{tag(word(state, language), tone)}</p>"
        f'<form method="post" action="/console/clock?lang={language}">{buttons}</form>'
    )


def _snapshots(shelf: Shelf, language: Language) -> str:
    rows = "".join(
        f"<li><span>#{one.number} · {text(write_time(one.time))}</span>"
        f'<button name="restore" value="{one.number}">{text(word("restore", language))}</button>'
        "</li>"
        for one in reversed(shelf.kept)
    )
    return (
        f'<p class="muted">{text(word("snapshots_hint", language))}</p>'
        f'<form method="post" action="/console/snapshots?lang={language}">'
        f"{_button('snapshot', language)}{_button('reset', language, style='danger')}</form>"
        f'<form method="post" action="/console/snapshots?lang={language}" style="display:block">'
        f"<ul>{rows}</ul></form>"
    )


def _button(name: str, language: Language, *, style: str = "") -> str:
    return f'<button class="{style}" name="do" value="{name}">{text(word(name, language))}</button>'
