"""A broken rule in Chinese, as the real gateway would put it; the client's own are in English."""

from __future__ import annotations

import re
from collections.abc import Callable

Sentence = Callable[[re.Match[str]], str]


def _always(sentence: str) -> Sentence:
    return lambda _: sentence


# The phrases of _checks, of the request classes, of _codec and of fields; before each of them
# stands at most the field's place.
_RULES: tuple[tuple[str, Sentence], ...] = (
    (r"must be text that isn't empty|is missing or empty", _always("不能为空")),
    (r"must map field names|must be a sequence of", _always("不能为空")),
    (r"must begin with http:// or https://", _always("必须是以协议名开头的完整网址")),
    (r"must name a host", _always("缺少有效的主机名")),
    (r"must be a URL without white space", _always("不能含有空白字符和控制字符")),
    (r"must be valid Unicode text", _always("含有无效字符")),
    (r"must have no white space around it", _always("首尾不能有空白字符")),
    (r"must have no control character", _always("不能含有控制字符或换行")),
    (r"must be whole", _always("含有残缺字符")),
    (
        r"must be at most (\d+) bytes in UTF-8 \(this is (\d+)\)",
        lambda found: f"不能超过 {found[1]} 字节（现为 {found[2]} 字节）",
    ),
    (
        r"must be a whole number.*, at least (-?\d+) and at most (\d+)",
        lambda found: f"必须是 {found[1]} 到 {found[2]} 之间的整数",
    ),
    (r"must be (?:an integer|a whole number)", _always("必须是整数")),
    (r"must be one of", _always("取值无效")),
    (r"must be text or an integer", _always("必须是文本或整数")),
    (r"must be a time like|must be a datetime|must be in the calendar", _always("时间格式错误")),
    (r"must be after (\w+)", lambda found: f"必须晚于 {found[1]}"),
    (r"must be given: they can't all be empty", _always("不能同时为空")),
    (r"must be given with (\w+)", lambda found: f"在填写 {found[1]} 时不能为空"),
    (r"must be given unless (\w+) is", lambda found: f"在未填写 {found[1]} 时不能为空"),
    (r"must be given for .*\((\w+)=(\d+)", lambda found: f"在 {found[1]} 为 {found[2]} 时不能为空"),
    (r"must be JSON|must be an object or the text of one", _always("内容无法解析")),
    (r"must be an object", _always("必须是键值对象")),
    (r"must be a list", _always("必须是列表")),
    (r"is nested too deep", _always("层级过多")),
)


def in_chinese(problem: str) -> str:
    """What an ``InvalidRequest`` or an ``Unreadable`` says, without repeating any value.

    Args:
        problem: The field, if there is one, and the broken rule.
    """
    problem = problem.partition(", got ")[0]
    for phrase, sentence in _RULES:
        found = re.search(phrase, problem)
        if found:
            place = _place(problem[: found.start()]) or "请求参数"
            return f"{place} {sentence(found)}"
    return "请求参数不符合要求"


def _place(before: str) -> str:
    """The field's name; of a row ``goods_detail[0].price``, of several each with a comma."""
    return before.strip(" :").replace(": ", ".").replace(" or ", "、")
