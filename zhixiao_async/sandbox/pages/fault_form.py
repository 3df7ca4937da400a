"""The console's form for faults: what it offers, and what its fields mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from ...registry import ENDPOINTS
from ..dialect import DOCUMENTED, Dialect
from ..faults import Faults, Ordered
from ..offered import DIALECTS, FAULTS, OFFERED, order_by_name
from .html import Language, text
from .words import word


def order_fault(faults: Faults, form: Mapping[str, str]) -> None:
    """Do as a posted form says; a kind that isn't offered changes nothing.

    Raises:
        ValueError: No endpoint has this path, or a number makes no sense.
    """
    name = form.get("fault", "")
    if name in OFFERED:
        fields = ("path", "times", "probability")
        order_by_name(faults, name, {one: form[one] for one in fields if form.get(one)})


def fault_form(faults: Faults, language: Language) -> str:
    """The form, and below it what is on order."""
    dialect = text(word("dialect", language))
    kinds = _options(FAULTS, language)
    kinds += f'<optgroup label="{dialect}">{_options(DIALECTS, language)}</optgroup>'
    paths = "".join(f"<option>{text(path)}</option>" for path in ENDPOINTS)
    action = f'method="post" action="/console/faults?lang={language}"'
    return (
        f'<form {action}><select name="fault" aria-label="{text(word("fault", language))}">'
        f'{kinds}</select><select name="path" aria-label="path"><option value="">'
        f"{text(word('all_paths', language))}</option>{paths}</select>"
        f'<label>{text(word("times", language))} <input name="times" type="number" min="1" '
        f'max="9999" value="1" placeholder="∞"></label>'
        f'<label>{text(word("probability", language))} <input name="probability" type="number" '
        f'min="0" max="1" step="0.05" value="1"></label>'
        f'<button name="do" value="add">{text(word("add", language))}</button></form>'
        f"{_on_order(faults.ordered, action, language)}"
    )


def _options(names: Iterable[str], language: Language) -> str:
    return "".join(
        f'<option value="{name}">{text(_named(name, language))}</option>' for name in names
    )


def _named(name: str, language: Language) -> str:
    return f"{word(name, language)} · {name}"


def _on_order(ordered: list[Ordered], action: str, language: Language) -> str:
    if not ordered:
        return ""
    rows = "".join(
        f"<li><span>{_described(one, language)}</span>"
        f'<button name="remove" value="{number}">{text(word("remove", language))}</button></li>'
        for number, one in enumerate(ordered)
    )
    clear = f'<button name="do" value="clear">{text(word("clear", language))}</button>'
    return f'<form {action} style="display:block"><ul>{rows}</ul>{clear}</form>'


def _described(one: Ordered, language: Language) -> str:
    if isinstance(one.what, Dialect):
        spoken = [
            _named(name if value is True else f"{name}_{value}", language)
            for name, value in attrs.asdict(one.what).items()
            if getattr(DOCUMENTED, name) != value
        ]
        what = f"{word('dialect', language)}: {', '.join(spoken)}"
    else:
        amount = f" {one.what.amount:g}" if one.what.amount else ""
        what = f"{_named(one.what.kind.name.lower(), language)}{amount}"
    left = "∞" if one.left is None else one.left
    path = one.path or word("all_paths", language)
    when = f"{path} × {left}, p = {one.probability:g}"
    return f'{text(what)}<br><span class="muted">{text(when)}</span>'
