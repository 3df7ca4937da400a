"""The pages' words in both languages."""

from __future__ import annotations

from ..delivery import Verdict
from ..refusals import Refusal
from .html import Language

_WORDS: dict[str, tuple[str, str]] = {
    # The payer's pages.
    "title": ("收银台", "Checkout"),
    "sandbox": ("沙箱环境，不会扣款", "A sandbox: no money moves"),
    "order_id": ("订单号", "Order"),
    "out_trade_no": ("商户订单号", "Reference"),
    "user": ("用户", "Payer"),
    "expires": ("支付截止", "Pay before"),
    "time_end": ("支付时间", "Paid at"),
    "pay_type": ("支付方式", "Paid by"),
    "refunded": ("已退款", "Refunded"),
    "1": ("微信支付", "WeChat Pay"),
    "2": ("支付宝", "Alipay"),
    "open": ("待支付", "open"),
    "paid": ("支付成功", "Paid"),
    "failed": ("支付失败", "Payment failed"),
    "cancelled": ("订单已取消", "The order was cancelled"),
    "expired": ("订单已过期", "The order has expired"),
    "expired_hint": (
        "支付链接一小时内有效，请返回商户重新下单",
        "A pay link works for an hour. Please order again.",
    ),
    "unknown": ("订单不存在", "There is no such order"),
    "back": ("返回商户", "Back to the merchant"),
    "only_1": ("商户指定用微信支付", "This order can only be paid with WeChat Pay"),
    "only_2": ("商户指定用支付宝", "This order can only be paid with Alipay"),
    # The receipt.
    "receipt": ("电子票据", "Electronic receipt"),
    "reversed": ("已冲红", "Reversed"),
    "ebill_code": ("电子票据代码", "Receipt code"),
    "ebill_no": ("电子票据号", "Receipt number"),
    "check_code": ("校验码", "Check code"),
    "payer_name": ("开票抬头", "Made out to"),
    "payer_taxnum": ("纳税人识别号", "Tax number"),
    "payer_address": ("地址及电话", "Address and telephone"),
    "payer_bank": ("开户行及账号", "Bank and account"),
    "piaoju_memo": ("备注", "Note"),
    "receipt_void": ("沙箱环境生成，不具有任何效力", "Made by a sandbox: it is worth nothing"),
    # The mini-program's stand-in.
    "mini_program": ("小程序支付", "Mini-program payment"),
    "sp_data": ("sp_data", "sp_data"),
    "sp_data_hint": (
        "在真实的小程序里，sp_data 交给 wx.requestPayment 或 my.tradePay；在这里请粘贴："
        "微信为 JSON 字符串，支付宝为交易号。",
        "A real mini-program hands sp_data to wx.requestPayment or my.tradePay. Paste it here: "
        "WeChat's JSON string or Alipay's trade number.",
    ),
    "pay": ("支付", "Pay"),
    "sp_data_unreadable": (
        "既不是微信的 JSON 字符串，也不是支付宝的交易号",
        "Neither WeChat's JSON string nor Alipay's trade number",
    ),
    "sp_data_unknown": ("没有与此 sp_data 对应的订单", "No order belongs to this sp_data"),
    "sp_data_changed": (
        "支付验证签名失败：sp_data 与下单时返回的不一致",
        "The signature doesn't fit: this isn't what order_create returned",
    ),
    # The console.
    "console": ("知校沙箱控制台", "Zhixiao sandbox console"),
    "refresh": ("刷新", "Refresh"),
    "clock": ("时钟", "Clock"),
    "running": ("运行中", "running"),
    "frozen": ("已暂停", "frozen"),
    "freeze": ("暂停", "Freeze"),
    "resume": ("继续", "Resume"),
    "15": ("+15 秒", "+15 s"),
    "60": ("+1 分钟", "+1 min"),
    "3600": ("+1 小时", "+1 hour"),
    "86400": ("+1 天", "+1 day"),
    "orders": ("订单", "Orders"),
    "refunds": ("退款", "Refunds"),
    "receipts": ("票据", "Receipts"),
    "notifications": ("支付通知", "Notification attempts"),
    "requests": ("请求记录", "Requests"),
    "faults": ("故障注入", "Faults"),
    "none": ("暂无", "none"),
    "clear": ("全部清除", "Clear all"),
    "add": ("添加", "Add"),
    "remove": ("移除", "Remove"),
    "fault": ("故障", "fault"),
    "dialect": ("应答写法", "dialect"),
    "all_paths": ("全部接口", "every path"),
    "times": ("次数", "times"),
    "probability": ("概率", "probability"),
    "delay": ("延迟 5 秒后回复", "reply held back for 5 s"),
    "reset_before": ("处理前断开连接", "reset before the work"),
    "reset_after": ("处理后断开连接", "reset after the work"),
    "http_error": ("503，未处理", "503, nothing done"),
    "http_error_after": ("503，已处理", "503 after the work"),
    "truncate": ("回复被截断", "reply cut off"),
    "oversize": ("回复超大", "reply far too long"),
    "wrong_sign": ("签名错误", "wrong sign"),
    "other_order": ("回复的是另一订单", "about another order"),
    "passing_refusal": ("拒绝：系统繁忙，未处理", "refused as busy, nothing done"),
    "passing_refusal_after": ("拒绝：系统繁忙，已处理", "refused as busy after the work"),
    "snapshots": ("快照", "Snapshots"),
    "snapshot": ("保存快照", "Take a snapshot"),
    "snapshots_hint": (
        "快照连同时钟一起保存，网关停止即丢失。",
        "Kept with the clock's time until the gateway stops.",
    ),
    "restore": ("恢复", "Restore"),
    "reset": ("清空全部数据", "Reset everything"),
    "replay": ("重发", "Replay"),
    "param": ("解密后的参数", "param, decrypted"),
    "form": ("原始内容", "as it came"),
    "signed": ("签名原文", "signed string"),
    "expected": ("应为", "expected"),
    "ret_content": ("回复内容", "ret_content, in clear"),
    "answer": ("商户应答", "answer"),
    "notify_url": ("通知地址", "notify_url"),
    "verdict": ("判定", "verdict"),
    "SEALED": ("成功（已加密签名）", "success, sealed and signed"),
    "PLAIN": ("成功（纯文本）", "success, as bare text"),
    "CODE_ONLY": ("成功（仅 ret_code 正确）", "success by its ret_code alone"),
    "REFUSED": ("商户拒绝", "refused"),
    "UNREADABLE": ("应答无法识别", "unreadable answer"),
    "HTTP_ERROR": ("HTTP 错误", "HTTP error"),
    "UNREACHABLE": ("无应答", "no answer"),
    "DROPPED": ("按测试要求丢弃", "dropped, as a test had ordered"),
    "NOT_ALLOWED": ("未发送：不是本机地址", "not posted: not on this machine"),
    # Why a form doesn't open, by the error's name.
    "BadEnvelope": (
        "不是含有 id、param、sign 各一次的表单",
        "not a form that holds id, param and sign, once each",
    ),
    "BadSignature": (
        "签名与 id、param 和 app_secret 不符",
        "the sign doesn't fit id, param and this app_secret",
    ),
    "Undecryptable": ("签名正确，但 param 解密失败", "the sign fits, but param doesn't open"),
    "cut": (
        "收到时签名正确；此处保存的内容不完整，或当时用的是别的密钥，不能再核对",
        "it fitted on arrival; what is kept here is cut off, or was for other credentials",
    ),
    # Dialects, by their names in the form.
    "ret_code_as_string": ("ret_code 写成字符串", "ret_code as a string"),
    "upper_case_sign": ("签名为大写", "sign in capitals"),
    "plain_text_errors": ("错误说明不加密", "refusals not encrypted"),
    "empty_lists": ("空对象写成 []", "empty objects as []"),
    "nulls": ("缺失的字段写成 null", "what is unknown as null"),
    "numbers_as_strings": ("数字写成字符串", "numbers as strings"),
    "numbers_as_numbers": ("整数写成数字", "whole numbers as numbers"),
    "numbers_as_32_bits": ("长整数写成科学计数法", "long numbers with an exponent"),
    "sp_data_object": ("sp_data 写成对象", "sp_data as an object"),
    "sp_data_text": ("sp_data 写成 JSON 字符串", "sp_data as an object's text"),
    "sp_data_list": ("sp_data 写成数组", "sp_data in a list"),
    "html_content_type": ("Content-Type 为 text/html", "Content-Type text/html"),
    "byte_order_mark": ("带 BOM 和多余空白", "a byte order mark, and white space"),
    "base64_in_lines": ("base64 每 76 字符换行", "base64 in lines of 76 characters"),
    "times_as_digits": ("时间为 14 位数字", "times of fourteen digits"),
    "odd_names": ("姓名含残缺字符和制表符", "names with broken characters and tabs"),
}

_TOLD = {
    Verdict.SEALED: "成功：已加密并签名",
    Verdict.PLAIN: "成功：纯文本 success",
    Verdict.CODE_ONLY: "仅凭 ret_code 算作成功：签名或内容不对",
    Verdict.REFUSED: "商户答复失败",
    Verdict.UNREADABLE: "应答既不是约定的 JSON，也不是 success 一词",
    Verdict.HTTP_ERROR: "应答的 HTTP 状态码不是 200",
    Verdict.UNREACHABLE: "没有收到应答",
    Verdict.DROPPED: "按测试的要求在途中丢弃",
    Verdict.NOT_ALLOWED: "没有发送：notify_url 不在本机，且未打开 allow_remote_notify",
}
_WORDS |= {f"verdict_{one.name}": (told, one.value) for one, told in _TOLD.items()}

# The gateway speaks Chinese; its payers may not.
_SENTENCES = {
    "订单不存在": _WORDS["unknown"][1],
    "订单已支付": "The order has been paid already",
    "订单已取消": _WORDS["cancelled"][1],
    "订单支付失败": _WORDS["failed"][1],
    "订单已过期": _WORDS["expired"][1],
    "账号被冻结": "The payer's account is frozen",
}


def word(name: str, language: Language) -> str:
    """One phrase."""
    return _WORDS[name][0 if language == "zh" else 1]


def sentence(refusal: Refusal, language: Language) -> str:
    """Why a payer is refused; in Chinese if the page has no other words for it."""
    told = refusal.sentence
    return told if language == "zh" else _SENTENCES.get(told, told)
