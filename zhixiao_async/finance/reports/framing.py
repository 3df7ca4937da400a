"""What every report has around its tables: the period, when it was made, and what it proves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ...fields import BEIJING, begin_of, beijing, end_of, write_time
from .model import Report, Section
from .texts import Words


def made_now(now: datetime | None) -> datetime:
    """Return a moment in Beijing time; the present one if there is none."""
    return datetime.now(BEIJING) if now is None else beijing(now)


def framed(
    words: Words,
    name: str,
    sections: Sequence[Section],
    *,
    made_at: datetime,
    days: tuple[date, date] | None = None,
    facts: Sequence[tuple[str, str]] = (),
    warnings: Sequence[str] = (),
    state: str | None = None,
    complete: bool = True,
    to_do: int = 0,
    **title: object,
) -> Report:
    """Return a report with all that every report says.

    Args:
        words: The texts.
        name: Which report it is; ``title.NAME`` is its heading.
        sections: Its tables.
        made_at: When it was made, Beijing time.
        days: The first and the last day of its period; None if it is about the moment it was made.
        facts: Further pairs for its head.
        warnings: What is missing, open or unasked.
        state: The state of what it was made from, for the head and the foot.
        complete: Whether nothing is missing, open or unasked.
        to_do: Rows that somebody has to act on.
        title: What stands in the heading's placeholders.
    """
    if days is None:
        begin = end = None
        period = words("period.now", moment=write_time(made_at))
    else:
        begin, end = begin_of(days[0]), end_of(days[1])
        period = words("period.days", first=days[0], last=days[1])
    made = write_time(made_at)
    head = [(words("fact.period"), period), *facts, (words("fact.made_at"), made)]
    foot = [words("footer.proves"), words("footer.period", period=period, made_at=made)]
    if state is not None:
        head.append((words("fact.state"), state))
        foot.append(words("footer.state", state=state))
    return Report(
        name=name,
        language=words.language,
        title=words(f"title.{name}", **title),
        facts=tuple(head),
        begin=begin,
        end=end,
        made_at=made_at,
        complete=complete,
        to_do=to_do,
        warnings=tuple(warnings),
        sections=tuple(sections),
        footer=tuple(foot),
    )
