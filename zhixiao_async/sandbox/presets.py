"""Faults and dialects by name, as the console and the command line offer them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..checks import choice, whole
from .faults import Faults
from .injections import When, must_be_of_a_fault
from .server.dialect import Dialect

Preset = Callable[[Faults, When], None]


def _speak(dialect: Dialect) -> Preset:
    return lambda faults, when: faults.speak(dialect, **when)


FAULTS: dict[str, Preset] = {
    "reset_after": lambda faults, when: faults.reset_after(**when),
    "reset_before": lambda faults, when: faults.reset_before(**when),
    "delay": lambda faults, when: faults.delay(5.0, **when),
    "http_error": lambda faults, when: faults.http_error(503, **when),
    "http_error_after": lambda faults, when: faults.http_error(503, after_work=True, **when),
    "truncate": lambda faults, when: faults.truncate(**when),
    "oversize": lambda faults, when: faults.oversize(**when),
    "wrong_sign": lambda faults, when: faults.wrong_sign(**when),
    "other_order": lambda faults, when: faults.other_order(**when),
    "passing_refusal": lambda faults, when: faults.passing_refusal(**when),
    "passing_refusal_after": lambda faults, when: faults.passing_refusal(after_work=True, **when),
}
"""Faults, each with one measure: a delay of 5 seconds, an HTTP error 503, a refusal -1."""

DIALECTS: dict[str, Preset] = {
    "ret_code_as_string": _speak(Dialect(ret_code_as_string=True)),
    "upper_case_sign": _speak(Dialect(upper_case_sign=True)),
    "plain_text_errors": _speak(Dialect(plain_text_errors=True)),
    "empty_lists": _speak(Dialect(empty_lists=True)),
    "nulls": _speak(Dialect(nulls=True)),
    "numbers_as_strings": _speak(Dialect(numbers="as_strings")),
    "numbers_as_numbers": _speak(Dialect(numbers="as_numbers")),
    "numbers_as_32_bits": _speak(Dialect(numbers="as_32_bits")),
    "sp_data_object": _speak(Dialect(sp_data="object")),
    "sp_data_text": _speak(Dialect(sp_data="text")),
    "sp_data_list": _speak(Dialect(sp_data="list")),
    "html_content_type": _speak(Dialect(html_content_type=True)),
    "byte_order_mark": _speak(Dialect(byte_order_mark=True)),
    "base64_in_lines": _speak(Dialect(base64_in_lines=True)),
    "times_as_digits": _speak(Dialect(times_as_digits=True)),
    "odd_names": _speak(Dialect(odd_names=True)),
}
"""Dialects, each with one switch."""

PRESETS: dict[str, Preset] = {**FAULTS, **DIALECTS}


def inject_by_name(faults: Faults, name: str, wanted: Mapping[str, str]) -> None:
    """Inject a preset.

    Args:
        faults: What it is added to.
        name: The preset's.
        wanted: May hold path, times and probability, as text.

    Raises:
        InvalidRequest: Nothing has this name, or a value makes no sense.
    """
    choice(PRESETS).require("fault", name)
    must_be_of_a_fault(wanted)
    when: When = {}
    if "path" in wanted:
        when["path"] = wanted["path"]
    if "times" in wanted:
        when["times"] = whole().require("times", _times(wanted["times"]))
    if "probability" in wanted:
        when["probability"] = _probability(wanted["probability"])
    PRESETS[name](faults, when)


def _times(text: str) -> Any:
    """Return the count in a text, or the text, which no check takes for a count."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text


def _probability(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text
