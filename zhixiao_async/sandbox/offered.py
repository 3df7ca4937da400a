"""Faults and dialects by name, as the console and the command line offer them."""

from __future__ import annotations

from collections.abc import Callable

from .dialect import Dialect
from .faults import Faults, When

Order = Callable[[Faults, When], None]


def _speak(dialect: Dialect) -> Order:
    return lambda faults, when: faults.speak(dialect, **when)


FAULTS: dict[str, Order] = {
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
"""What can go wrong; a delay is 5 seconds, an HTTP error 503, a refusal -1.

Other measures: from code.
"""

DIALECTS: dict[str, Order] = {
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
"""How replies can be written; several at once: from code."""

OFFERED: dict[str, Order] = {**FAULTS, **DIALECTS}


def order_by_name(faults: Faults, name: str, wanted: dict[str, str]) -> None:
    """Order what is offered under a name; ``wanted`` may hold path, times and probability.

    Raises:
        ValueError: Nothing has this name, or a value makes no sense; the text says which.
    """
    if name not in OFFERED:
        raise ValueError(f"no fault is called {name!r}; there are {', '.join(OFFERED)}")
    odd = set(wanted) - {"path", "times", "probability"}
    if odd:
        raise ValueError(f"{', '.join(sorted(odd))}: a fault takes path, times and probability")
    when: When = {}
    if "path" in wanted:
        when["path"] = wanted["path"]
    if "times" in wanted:
        when["times"] = _times(wanted["times"])
    if "probability" in wanted:
        when["probability"] = _probability(wanted["probability"])
    OFFERED[name](faults, when)


def _times(given: str) -> int:
    if not (given.isascii() and given.isdecimal()) or len(given) > 9 or int(given) < 1:
        raise ValueError(f"times must be a whole number from 1 up, not {given!r}")
    return int(given)


def _probability(given: str) -> float:
    try:
        probability = float(given)
    except ValueError:
        probability = -1.0
    if not 0 <= probability <= 1:
        raise ValueError(f"probability must lie between 0 and 1, not {given!r}")
    return probability
