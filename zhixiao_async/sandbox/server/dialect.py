"""The forms in which partners have met replies, one switch each."""

from __future__ import annotations

from typing import Literal, get_args, get_type_hints

import attrs

from ...checks import choice, instance_of


@attrs.frozen(kw_only=True)
class Dialect:
    """Switches for the way replies are written. The default is the document's own way.

    Attributes:
        ret_code_as_string: Write ``"ret_code":"0"``.
        upper_case_sign: Write the sign's hex in capitals.
        plain_text_errors: Sign a refusal's sentence, but don't encrypt it.
        empty_lists: Write an empty object as ``[]``, as PHP does.
        nulls: Write an unknown field as null instead of leaving it out.
        numbers: ``as_strings`` writes every number as text, ``as_numbers`` every text of digits
            as a number, which loses leading zeros, and ``as_32_bits`` does so as 32-bit PHP: a
            long one with an exponent, which loses its last digits as well.
        sp_data: Write a mini-program's parameters as an ``object`` (Alipay's number under
            ``tradeNO``), as the ``text`` of one, or as the only element of a ``list``.
        html_content_type: Say ``text/html`` instead of ``application/json``.
        byte_order_mark: Begin the body with one, and end it with white space; a form also with
            ``&``.
        base64_in_lines: Break base64 (CRLF) after every 76 characters, and sign it so.
        times_as_digits: Write ``20260302100000`` instead of ``2026-03-02 10:00:00``.
        odd_names: End a ``user_name`` with a raw tab, NUL, half a surrogate pair and a cut
            character.

    Raises:
        InvalidRequest: A value that isn't one of the choices.
    """

    ret_code_as_string: bool = False
    upper_case_sign: bool = False
    plain_text_errors: bool = False
    empty_lists: bool = False
    nulls: bool = False
    numbers: Literal["documented", "as_strings", "as_numbers", "as_32_bits"] = "documented"
    sp_data: Literal["documented", "object", "text", "list"] = "documented"
    html_content_type: bool = False
    byte_order_mark: bool = False
    base64_in_lines: bool = False
    times_as_digits: bool = False
    odd_names: bool = False

    def __attrs_post_init__(self) -> None:
        for name, check in _CHECKS.items():
            check.require(name, getattr(self, name))

    @property
    def content_type(self) -> str:
        """Media type of a reply."""
        return "text/html" if self.html_content_type else "application/json"

    @property
    def changes_content(self) -> bool:
        """True if the sealed content differs from the document's way."""
        written = (self.numbers, self.sp_data)
        switched = (self.empty_lists, self.nulls, self.times_as_digits, self.odd_names)
        return any(switched) or written != ("documented", "documented")


_CHECKS = {
    name: instance_of(bool) if hint is bool else choice(get_args(hint))
    for name, hint in get_type_hints(Dialect).items()
}

DOCUMENTED = Dialect()
