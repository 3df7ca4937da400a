"""The words of a refusal tell a fault that passes from an answer that stays."""

from __future__ import annotations

import pytest

from zhixiao_async.errors import refusal_class

NOT_NOW = {
    "busy": """
        系统繁忙 / 系统忙，请稍等 / 请稍后再来 / 请稍候再来 / 请等待 / 请重试 / 请再试一次
        请过一会儿再试 / 5分钟后再试 / 操作频繁 / 请勿频繁操作 / 超出频率 / 接口限流 / 请求过多
        操作太快
        当前人数过多 / 并发过高 / 排队中 / 拥挤 / 熔断 / 服务降级 / 系统维护 / 系统升级
        系统正在升级，请明天再来
        服务不可用 / 服务暂不可用 / 服务暂时不可用 / 暂停服务 / 暂时无法处理
        SYSTEM BUSY / Please try again / Too many requests / rate limit / Overloaded
        Service Unavailable / Service Currently Unavailable / FREQUENCY_LIMITED
        系統繁忙 / 請稍後再試 / 請求過多
    """,
    "timeout": """
        请求超时 / 处理超时 / 逾時 / 網絡錯誤 / 网络不通 / 无响应 / 渠道无响应 / 渠道响应失败
        通讯失败
        连接失败 / 服务器连接失败 / 连接渠道失败 / 调用支付渠道失败 / 連線逾時
        gateway timeout / Request timed out / Read timed out / time out / connect reset
        Connection refused / 502 Bad Gateway / no response
    """,
    "internal error": """
        服务异常 / 系统错误 / 内部错误 / 未知错误 / 未知异常 / 系统故障 / 银行系统故障
        系统出错 / 系统出错了
        服务器错误 / 服务器开小差 / 系统开小差了 / 发生错误 / 数据库错误 / 接口返回错误
        事务回滚失败
        获取锁失败 / 退款结果未知 / 系統錯誤 / 數據庫錯誤 / 伺服器異常
        SYSTEMERROR / SYSTEM_ERROR / System error / internal error / Internal Server Error
        unknown error / java.lang.NullPointerException
    """,
    "an earlier request is at work": """
        订单处理中 / 正在处理 / 退款正在处理 / 退款中 / 正在退款中 / 退款审核中 / 开票中 / 锁定中
        退款申请已受理 / 退款申请已提交 / 受理成功 / 退款待处理 / 请勿重复提交 / 重复提交
        请勿重复操作
        退款中，请等待 / 處理中 / 請勿重複提交
        Refund is processing / in progress / request already accepted / duplicate request
    """,
}
ANSWERS = """
    余额不足 / 账户余额不足，请充值后再试 / 可退金额不足 / 商户余额不足 / 退款金额超过可退金额
    订单不存在 / 订单号不存在 / 退款单不存在 / 已退款 / 订单已退款 / 订单已全额退款 / 已撤销
    订单已关闭
    订单未支付，不能退款 / 订单已支付，不能取消 / 订单已过期 / 已超过退款期限 / 订单支付失败
    订单已开票
    订单未支付，不能开票 / 订单已全额退款，不能开票 / 订单支付失败，不能取消 / 订单已取消
    商户订单号重复，且订单内容不一致 / 退款流水号重复 / 退款流水号重复，且退款内容不一致
    退款失败 / 不支持部分退款 / 暂不支持该功能 / 无权限 / 签名错误 / 参数错误 / 金额错误
    商户不存在
    用户不存在 / 不予受理 / 请到退款中心办理 / 请联系处理中心 / 银行账号错误 / 数据库中没有该订单
    接口返回错误：余额不足 / 调用退款接口失败：订单不存在 / 请求失败，订单不存在 / 等待买家付款
    NOT ENOUGH / order not found / already refunded / invalid sign / not accepted / 餘額不足
    訂單不存在
"""


def sentences(text):
    """Those of one text, without the blanks around them."""
    return [one.strip() for line in text.strip().splitlines() for one in line.split(" / ")]


@pytest.mark.parametrize(
    "sentence", [one for kind in NOT_NOW.values() for one in sentences(kind)], ids=str
)
@pytest.mark.parametrize("code", [-1, 1, -4])
def test_not_now(code, sentence):
    """A sentence that means "not now" is no proof that nothing was done."""
    error = refusal_class(code)(code, sentence)
    assert error.passing
    assert error.proves_nothing
    assert "nothing was done" not in str(error)
    assert "ask again later" in str(error)


@pytest.mark.parametrize("sentence", sentences(ANSWERS))
@pytest.mark.parametrize("code", [-1, -2, 1])
def test_answer(code, sentence):
    """A sentence that says what is wrong stays a refusal."""
    error = refusal_class(code)(code, sentence)
    assert not error.passing
    assert not error.proves_nothing
    assert "nothing was done" in str(error)
    assert "ask again later" not in str(error)


@pytest.mark.parametrize(
    ("code", "sentence", "passing"),
    [
        *[(-2, said, True) for said in ("调用支付渠道超时", "系统忙", "退款中", "请勿重复提交")],
        *[(-2, said, True) for said in ("系统异常", "未知异常", "服务器出错", "过一会儿再试")],
        *[
            (-2, said, False)
            for said in ("参数异常", "参数错误，请核对后重试", "请核对参数，再试一次")
        ],
        *[(code, "参数异常", True) for code in (-1, 1)],
        *[(-3, said, False) for said in ("操作频繁，账号被冻结，请稍后再试", "账号处理中")],
        *[(code, "", False) for code in (-1, -2, 1)],
    ],
)
def test_code_and_words(code, sentence, passing):
    """With -2 vague words blame the parameter; a frozen account doesn't pass."""
    assert refusal_class(code)(code, sentence).passing is passing
