"""The console's form for faults: what its fields mean, and how an injected fault is described."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from ...messages.catalogue import Language
from ..faults import Faults
from ..injections import Injected
from ..presets import PRESETS, inject_by_name
from ..server.dialect import DOCUMENTED, Dialect
from .texts import CATALOGUE

_FIELDS = ("path", "times", "probability")


def inject(faults: Faults, form: Mapping[str, str]) -> None:
    """Inject what a posted form names; a name that isn't offered changes nothing.

    Raises:
        InvalidRequest: No endpoint has this path, or a number makes no sense.
    """
    name = form.get("fault", "")
    if name in PRESETS:
        inject_by_name(faults, name, {field: form[field] for field in _FIELDS if form.get(field)})


def describe(injected: Injected, language: Language) -> str:
    """Return what an injected fault or dialect does, in words and by its presets' names."""
    effect = injected.effect
    if isinstance(effect, Dialect):
        spoken = [
            _named(name if value is True else f"{name}_{value}", language)
            for name, value in attrs.asdict(effect).items()
            if getattr(DOCUMENTED, name) != value
        ]
        return CATALOGUE.text("spoken", language, dialects=", ".join(spoken))
    amount = f" {effect.amount:g}" if effect.amount else ""
    return f"{_named(effect.kind.name.lower(), language)}{amount}"


def _named(preset: str, language: Language) -> str:
    return f"{CATALOGUE.text(f'preset_{preset}', language)} · {preset}"
