"""The words of a refusal that means "not now", or "an earlier request is at work".

The document has one code for "there is no such thing" and for "not now", so only the words tell
them apart. A word too many costs time, since what was refused is looked for in the gateway's
books; a word too few costs money, since it is sent again. Each word is a regular expression, in
lower case and simplified Chinese.
"""

from __future__ import annotations

import re

BUSY = (
    *("忙", "稍[后候等]", "请等", "频繁", "频率", "限流", "熔断", "降级", "排队", "拥挤", "并发"),
    "(请求|访问|操作|人数|连接|流量)(次?数|量)?(过|太)[多快高大]",
    *("维护", "系统.{0,2}升级", "升级中", "暂停服务", "暂时无法", "(暂时?|服务.{0,2})不可用"),
    # "充值后再试" asks for something else first.
    *("(?<!后)再试", "[以之钟秒时天]后再试", "重试"),
    *("busy", "overload", "service.{0,20}unavailable", "temporarily", "try again", "retry"),
    *("later", "too many requests", "frequen", "rate.?limit", "throttl", "maintenance"),
)
"""The gateway, or what stands behind it, takes no request for the moment."""

TIMEOUT = (
    *("超时", "逾时", "网络", "[无未]响应", "没有响应", "响应失败", "通[信讯](失败|错误|中断)"),
    # "调用退款接口失败：余额不足" says what is wrong.
    "(连接|调用)(服务器?|银行|微信|支付宝|支付|退款|接口|渠道|通道)*(失败|断开|重置)(?! ?[:：])",
    *("time[ _-]?out", "timed out", "no response", "bad gateway"),
    "connect(ion)? (reset|refused|failed|closed|aborted|error)",
)
"""Somebody behind the gateway didn't answer it, so it doesn't know itself."""

INTERNAL_ERROR = (
    *("异常", "故障", "崩溃", "开小差", "出错", "发生错误", "回滚", "获取锁", "锁失败"),
    "(系统|服务器?|内部|未知|数据库|后台|程序)(内部)?(错误|报错|失败)",
    "(接口|渠道|通道|返回)(错误|失败)(?! ?[:：])",
    *("(结果|状态)(未知|不明|不确定)", "未知原因", "原因未知"),
    "(system|internal|server|unknown|database|network|gateway|service)[ _]?(error|failure|fault)",
    "exception",
)
"""Something broke, at an unknown point of the work."""

AT_WORK = (
    *("正在", "(处理|退款|开票|审核|受理|申请|进行|执行|锁定|撤销|取消)中(?!心)"),
    *("已经?(受理|提交|接收|接受|收到)", "(受理|提交|申请)成功", "等?待(处理|受理|审核)"),
    *("勿重复", "重复(提交|操作|请求|申请)"),
    *("processing", "in pro(gress|cess)", "(?<!not )accepted", "refund.{0,10}pending"),
    "(duplicated?|repeat(ed)?) (request|submi)",
)
"""An earlier request is being processed: it may be this very one."""

_PASSING = re.compile("|".join((*BUSY, *TIMEOUT, *INTERNAL_ERROR, *AT_WORK)))

# "系统异常" and "过一会儿再试" don't.
_OF_A_PARAMETER_TOO = re.compile(
    "(?<![统知务部器])(异常|出错|发生错误)|(?<![会儿])(重试|再试)|exception|retry|try again"
)
"""Words that blame the parameter where the code does."""

_SIMPLIFIED = str.maketrans(
    "後請頻級統暫務維護時試鐘訪問數連過網絡無應響敗錯誤斷開調銀異發滾獲鎖係報庫據內臺結狀態處復複審執進銷經訊併擁擠確",
    "后请频级统暂务维护时试钟访问数连过网络无应响败错误断开调银异发滚获锁系报库据内台结状态处复复审执进销经讯并拥挤确",
)


def speaks_of_passing(sentence: str, *, of_a_parameter: bool = False) -> bool:
    """Check whether a refusal may mean "not now".

    Args:
        sentence: The gateway's own.
        of_a_parameter: Its code says that a parameter is wrong.
    """
    said = sentence.lower().translate(_SIMPLIFIED)
    if of_a_parameter:
        said = _OF_A_PARAMETER_TOO.sub(" ", said)
    return _PASSING.search(said) is not None
