"""The rules that values keep, in one vocabulary: :mod:`zhixiao_async.messages.rules` words them.

Each function makes a :class:`Check`, which is an attrs validator and can be asked of any value.
"""

from .check import Check, not_shown, refusal, shape
from .combinations import needs, one_of
from .document_json import arguments_of
from .kinds import choice, each, flag, instance_of, mapping, member, moment
from .names import WrongArguments, named_arguments, near
from .numbers import LARGEST, YEAR, duration, is_number, is_whole, number, seconds_or_none, whole
from .objects import made, made_if_mapping, object_of, objects_of
from .texts import LONGEST_ID, header_text, id_rule, identifier, text
from .urls import is_host, web_address

__all__ = [
    "LARGEST",
    "LONGEST_ID",
    "YEAR",
    "Check",
    "WrongArguments",
    "arguments_of",
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
    "made",
    "made_if_mapping",
    "mapping",
    "member",
    "moment",
    "named_arguments",
    "near",
    "needs",
    "not_shown",
    "number",
    "object_of",
    "objects_of",
    "one_of",
    "refusal",
    "seconds_or_none",
    "shape",
    "text",
    "web_address",
    "whole",
]
