"""Broken rules in English."""

from __future__ import annotations

TEXTS = {
    # Text and numbers that stand for something.
    "rule.text_required": "must be text that isn't empty",
    "rule.not_unicode": "must be valid Unicode text",
    "rule.white_space_around": "must have no white space around it",
    "rule.control_character": "must have no control character and no line break in it",
    "rule.broken_character": "must be whole: U+FFFD in it stands for what was no character",
    "rule.too_long": "must be at most {maximum} bytes in UTF-8 (this is {size})",
    "rule.zeros_may_be_lost": (
        "must be spelled out: this one came as a JSON number, which has no zeros at its "
        "beginning; use a number from your own books, or str() of this one if you know that it "
        "lacks none"
    ),
    "rule.not_one_line": "must be text on one line, and not be empty",
    # Numbers.
    "rule.not_whole_number": "must be {noun} (an int)",
    "rule.not_fen": "must be a whole number of fen (an int; {hint})",
    "rule.too_small": "must be {noun}, {minimum} or more",
    "rule.out_of_range": "must be {noun}, at least {minimum} and at most {maximum}",
    "rule.not_above_zero": "must be {noun} above 0",
    "rule.not_above_zero_up_to": "must be {noun} above 0, at most {maximum}",
    "rule.not_above_zero_or_none": "must be {noun} above 0, or None",
    "noun.number": "a number",
    "noun.whole_number": "a whole number",
    "noun.fen": "a whole number of fen",
    "noun.bytes": "a whole number of bytes",
    "noun.seconds": "seconds",
    "noun.days": "days",
    "hint.text_of_fen": (
        'int("{text}") if it is fen, as the document writes it, fen("{text}") if it is yuan'
    ),
    "hint.fen_or_yuan": '{amount} if it is fen, fen("{amount}") if it is yuan',
    "hint.yuan": 'fen("{amount}") turns yuan into fen',
    # Amounts turned from yuan to fen and back.
    "rule.not_exact_amount": "must be text, an int or a Decimal",
    "rule.not_plain_amount": 'must be a plain amount such as "198.00"',
    "rule.amount_too_large": "must be a payable amount",
    "rule.amount_not_finite": "must be a finite amount, 0 or more",
    "rule.fraction_of_a_fen": "must have no fraction of a fen",
    "rule.not_an_int": "must be an int",
    "rule.not_money": "must be an amount of money",
    # Kinds of values.
    "rule.not_a_choice": "must be one of {choices}",
    "rule.wrong_type": "must be a {name}",
    "rule.not_sequence": "must be a sequence of {name}, and not be empty",
    "rule.not_object_of": "must be a {name}, or a mapping of its fields",
    "rule.unknown_name": "is no field of {name}, which has {known}",
    "rule.unknown_name_near": "is no field of {name}; did you mean {near}?",
    "rule.not_mapping": "must map field names to values, and not be empty",
    "rule.not_flag": "must be True or False",
    "rule.not_datetime": "must be a datetime",
    "rule.not_moment": "must be a datetime, a date or text (2026-03-02 00:00:00)",
    "rule.outside_calendar": "must be in the calendar",
    "rule.not_effect": "must be an Effect",
    "rule.not_path": "must be a plain path such as /pay_api/order_query",
    # Fields that depend on each other.
    "field.or": "{left} or {right}",
    "rule.one_required": "must be given: they can't all be empty",
    "rule.required_with": "must be given with {other}: {why}",
    "rule.not_after": "must be after {other}",
    "rule.user_required": "must be given unless openid is (section 2.1)",
    "rule.taxnum_required": (
        "must be given for PayerType.COMPANY (payer_type=2, sections 2.1 and 2.8)"
    ),
    "why.channel_of_mini_program": "a mini-program's payment names its channel (section 2.1)",
    "why.name_of_sub_item": "a sub-item has a name (section 2.1)",
    "why.number_of_partial_refund": "a partial refund has a number (section 2.4)",
    # Addresses.
    "rule.url_with_white_space": (
        "must be a URL without white space and control characters, such as "
        "https://example.edu/notify"
    ),
    "rule.url_without_scheme": (
        "must begin with http:// or https://, such as https://example.edu/notify"
    ),
    "rule.url_without_host": (
        "must name a host that can exist, after http(s)://, such as https://example.edu/notify"
    ),
    "rule.not_plain_url": "must be http(s)://host[:port], with a host that can exist",
    "rule.url_with_path": "must end before /pay_api, with which every path begins: {right}",
    # Values on the wire.
    "rule.missing": "is missing or empty",
    "rule.not_text_or_integer": "must be text or an integer",
    "rule.not_integer": "must be an integer",
    "rule.beyond_64_bits": "must fit into 64 bits, as a table's column has them",
    "rule.not_time": "must be a time like 2017-07-23 16:00:00",
    "rule.not_object": "must be an object",
    "rule.not_list": "must be a list",
    "rule.not_form": "must be an object or the text of one",
    "rule.not_json": "must be JSON in UTF-8",
    "rule.nested_too_deep": "is nested too deep",
    "rule.cut_character": "must be whole, a character of it was cut",
    "rule.gateway_field_missing": "is missing, so it may be a merchant's own request",
}
