"""Broken rules in Chinese."""

from __future__ import annotations

TEXTS = {
    # Text and numbers that stand for something.
    "rule.text_required": "必须是文本，且不能为空",
    "rule.not_unicode": "含有无效字符",
    "rule.white_space_around": "首尾不能有空白字符",
    "rule.control_character": "不能含有控制字符或换行",
    "rule.broken_character": "含有残缺字符（U+FFFD）",
    "rule.too_long": "按 UTF-8 编码不能超过 {maximum} 字节（现为 {size} 字节）",
    "rule.zeros_may_be_lost": (
        "必须写明完整编号：该编号以 JSON 数字形式返回，开头的零可能已丢失；"
        "请使用本方账上的编号，确知未缺零时可用 str() 转换"
    ),
    "rule.not_one_line": "必须是单行文本，且不能为空",
    # Numbers.
    "rule.not_whole_number": "必须是{noun}（int 类型）",
    "rule.not_fen": "必须是以分为单位的整数（int 类型；{hint}）",
    "rule.too_small": "必须是不小于 {minimum} 的{noun}",
    "rule.out_of_range": "必须是 {minimum} 到 {maximum} 之间的{noun}",
    "rule.not_above_zero": "必须是大于 0 的{noun}",
    "rule.not_above_zero_up_to": "必须是大于 0 且不超过 {maximum} 的{noun}",
    "rule.not_above_zero_or_none": "必须是大于 0 的{noun}，或为 None",
    "noun.number": "数值",
    "noun.whole_number": "整数",
    "noun.fen": "整数（以分为单位）",
    "noun.bytes": "整数（以字节为单位）",
    "noun.seconds": "秒数",
    "noun.days": "天数",
    "hint.text_of_fen": '如按文档写法以分为单位，请写 int("{text}")；单位为元请写 fen("{text}")',
    "hint.fen_or_yuan": '单位为分请写 {amount}，单位为元请写 fen("{amount}")',
    "hint.yuan": '元换算为分请用 fen("{amount}")',
    # Amounts turned from yuan to fen and back.
    "rule.not_exact_amount": "必须是文本、int 或 Decimal",
    "rule.not_plain_amount": '必须是 "198.00" 这样的金额',
    "rule.amount_too_large": "超出可支付的金额",
    "rule.amount_not_finite": "必须是不小于 0 的有限金额",
    "rule.fraction_of_a_fen": "不能含有不足一分的尾数",
    "rule.not_an_int": "必须是 int 类型的整数",
    "rule.not_money": "超出合理的金额",
    # Kinds of values.
    "rule.not_a_choice": "取值无效，可取 {choices}",
    "rule.wrong_type": "必须是 {name}",
    "rule.not_sequence": "必须是由 {name} 组成的序列，且不能为空",
    "rule.not_object_of": "必须是 {name}，或由其字段组成的映射",
    "rule.unknown_name": "不是 {name} 的字段，其字段为 {known}",
    "rule.unknown_name_near": "不是 {name} 的字段，是否应为 {near}？",
    "rule.not_mapping": "必须是字段名到值的映射，且不能为空",
    "rule.not_flag": "必须是 True 或 False",
    "rule.not_datetime": "必须是 datetime 类型的时间",
    "rule.not_moment": "必须是 datetime 类型的时间、日期，或形如 2026-03-02 00:00:00 的文本",
    "rule.outside_calendar": "超出日历所能表示的时间",
    "rule.not_effect": "必须是 Effect",
    "rule.not_path": "必须是 /pay_api/order_query 这样的路径",
    # Fields that depend on each other.
    "field.or": "{left}、{right}",
    "rule.one_required": "不能同时为空",
    "rule.required_with": "在填写 {other} 时不能为空：{why}",
    "rule.not_after": "必须晚于 {other}",
    "rule.user_required": "在未填写 openid 时不能为空（第 2.1 节）",
    "rule.taxnum_required": (
        "在 payer_type 为 2（PayerType.COMPANY，单位）时不能为空（第 2.1、2.8 节）"
    ),
    "why.channel_of_mini_program": "小程序支付须指明支付渠道（第 2.1 节）",
    "why.name_of_sub_item": "子缴费项须有名称（第 2.1 节）",
    "why.number_of_partial_refund": "部分退款须有退款流水号（第 2.4 节）",
    # Addresses.
    "rule.url_with_white_space": (
        "必须是不含空白字符和控制字符的网址，如 https://example.edu/notify"
    ),
    "rule.url_without_scheme": "必须以 http:// 或 https:// 开头，如 https://example.edu/notify",
    "rule.url_without_host": (
        "在 http(s):// 之后缺少有效的主机名，正确写法如 https://example.edu/notify"
    ),
    "rule.not_plain_url": "必须是 http(s)://主机[:端口] 的形式，且主机名有效",
    "rule.url_with_path": "不应包含各接口路径开头的 /pay_api，应为 {right}",
    # Values on the wire.
    "rule.missing": "缺失或为空",
    "rule.not_text_or_integer": "必须是文本或整数",
    "rule.not_integer": "必须是整数",
    "rule.beyond_64_bits": "超出数据表列的 64 位整数范围",
    "rule.not_time": "必须是 2017-07-23 16:00:00 这样的时间",
    "rule.not_object": "必须是键值对象",
    "rule.not_list": "必须是列表",
    "rule.not_form": "必须是键值对象或其文本",
    "rule.not_json": "必须是 UTF-8 编码的 JSON",
    "rule.nested_too_deep": "嵌套层级过多",
    "rule.cut_character": "含有残缺字符",
    "rule.gateway_field_missing": "缺失，可能是商户自己发出的请求",
}
