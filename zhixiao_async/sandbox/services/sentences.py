"""A broken rule as the gateway puts it to a merchant, who may write in any language."""

from __future__ import annotations

from ...errors import InvalidRequest
from ...fields import Unreadable
from ...messages.text import Text, in_language

SENTENCES = {
    "rule.missing": "不能为空",
    "rule.text_required": "不能为空",
    "rule.not_mapping": "不能为空",
    "rule.not_sequence": "不能为空",
    "rule.url_without_scheme": "必须是以协议名开头的完整网址",
    "rule.url_without_host": "缺少有效的主机名",
    "rule.url_with_white_space": "不能含有空白字符和控制字符",
    "rule.not_unicode": "含有无效字符",
    "rule.white_space_around": "首尾不能有空白字符",
    "rule.control_character": "不能含有控制字符或换行",
    "rule.broken_character": "含有残缺字符",
    "rule.cut_character": "含有残缺字符",
    "rule.too_long": "不能超过 {maximum} 字节（现为 {size} 字节）",
    "rule.out_of_range": "必须是 {minimum} 到 {maximum} 之间的整数",
    "rule.not_integer": "必须是整数",
    "rule.not_a_choice": "取值无效",
    "rule.not_text_or_integer": "必须是文本或整数",
    "rule.not_time": "时间格式错误",
    "rule.outside_calendar": "时间格式错误",
    "rule.not_after": "必须晚于 {other}",
    "rule.one_required": "不能同时为空",
    "rule.required_with": "在填写 {other} 时不能为空",
    "rule.user_required": "在未填写 openid 时不能为空",
    "rule.taxnum_required": "在 payer_type 为 2 时不能为空",
    "rule.not_json": "内容无法解析",
    "rule.not_form": "内容无法解析",
    "rule.not_object": "必须是键值对象",
    "rule.not_list": "必须是列表",
    "rule.nested_too_deep": "层级过多",
}


def in_chinese(problem: InvalidRequest | Unreadable) -> str:
    """Return what an error says of a parameter, without repeating any value."""
    rule = problem.rule
    if not isinstance(rule, Text) or rule.key not in SENTENCES:
        return "请求参数不符合要求"
    place = problem.place if isinstance(problem, Unreadable) else problem.field
    sentence = SENTENCES[rule.key].format_map(rule.values)
    return f"{in_language(place, 'zh') or '请求参数'} {sentence}"
