"""The rules that values keep, in one vocabulary: :mod:`zhixiao_async.messages.rules` words them.

Each function makes a :class:`Check`, which is an attrs validator and can be asked of any value.
"""

from .check import Check, not_shown, refusal
from .combinations import needs, one_of
from .kinds import choice, each, flag, instance_of, mapping, member, moment
from .numbers import LARGEST, YEAR, duration, is_number, is_whole, number, seconds_or_none, whole
from .texts import LONGEST_ID, header_text, id_rule, identifier, text
from .urls import is_host, web_address

__all__ = [
    "LARGEST",
    "LONGEST_ID",
    "YEAR",
    "Check",
    "choice",
    "duration",
    "each",
    "flag",
    "header_text",
    "id_rule",
    "identifier",
    "instance_of",
    "is_host",
    "is_number",
    "is_whole",
    "mapping",
    "member",
    "moment",
    "needs",
    "not_shown",
    "number",
    "one_of",
    "refusal",
    "seconds_or_none",
    "text",
    "web_address",
    "whole",
]
