"""What went wrong, what is known about the money, and what to do next, in Chinese."""

from __future__ import annotations

TEXTS = {
    # The parts of a text.
    "error.and_next": "{message}；{next_step}",
    "error.about": "{text}［{place}］",
    "error.separator": "，",
    "error.out_trade_no": "商户订单号 {number}",
    "error.order_id": "知校订单号 {number}",
    "error.out_refund_no": "退款流水号 {number}",
    # Broken rules.
    "invalid": "{field} {rule}",
    "invalid.got": "{field} {rule}，实际为 {given}",
    "invalid.very_long": "过长的 {type}",
    "invalid.text_of": "{size} 个字符的文本",
    "invalid.value_of": "{type} 类型的值",
    "unreadable.got": "{rule}，实际为 {given}",
    # A call.
    "error.attempt": "{name}：{reason}",
    "error.last_attempt": "{name}：{reason}（第 {attempts} 次尝试）",
    "error.not_sent": "{said}；请求未发出，未生效，可重新调用",
    "error.nothing_sent": "{reason}；请求未发出，未生效",
    "error.no_reply": "{said}；查询不影响资金，可稍后重新调用",
    "error.bad_reply": "{said}；不可据此处理",
    "error.may_be_applied": "{said}；可能已生效，切勿重发，请查明是否生效：{query}",
    "error.applied": "{said}；已生效，仅结果丢失，切勿重发，结果可查询：{query}",
    "error.refused_when_resent": (
        "{name}：应答丢失后重发，重发的请求被拒绝（{reason}）；首次请求可能已生效，"
        "请查明是否生效：{query}"
    ),
    "error.interrupted": "{name} 已发出，可能已生效；请查明是否生效：{query}",
    # The query that finds out.
    "resolve_by.order_create": (
        "用同一 out_trade_no 调用 order_query（支付链接已随应答丢失：如未支付，"
        "请撤销后用新的商户订单号重新下单）"
    ),
    "resolve_by.order_cancel": (
        "用同一 out_trade_no 调用 order_query（已支付说明撤销未生效；文档未规定已撤销订单的状态）"
    ),
    "resolve_by.order_refund": (
        "用 order_list 或 iter_orders 配合 Mask.REFUND，按该 order_id "
        "的明细核对（文档未提供退款查询接口）"
    ),
    "resolve_by.piaoju_create": "用同一编号调用 piaoju_query",
    "resolve_by.raw": "使用自行选用的查询接口",
    # A reply that can't be trusted.
    "next.bad_envelope": "应答可能并非来自网关，请检查 base_url 和代理",
    "next.bad_signature": "请检查 app_secret；如无误，应怀疑网络链路",
    "next.undecryptable": "请检查 aes_key",
    "next.unexpected_content": "请核对所发内容，或向厂商询问接口变动",
    "next.receipt_file": "请在浏览器中打开票据地址查看，或稍后重新下载",
    "next.redirect": "不跟随重定向；如网关地址已变更，请修改 base_url",
    "next.no_genuine_reply": "迄今没有任何应答通过验签，请检查 app_id 和 app_secret",
    # A refusal.
    "error.refused": "网关拒绝该请求，ret_code 为 {ret_code}：{sentence}",
    "error.refused_sealed": "（其说明无法解密，请检查 aes_key）",
    "error.refused_without_reason": "（无说明）",
    "next.refused": "未生效；请向厂商询问该代码的含义",
    "next.refused_for_now": "所述为暂时性故障，不能证明未生效；查询类请求可稍后重试",
    "next.refused_sealed": "未生效；使用网关所用的 aes_key 可解读其说明",
    "next.refused_without_reason": "未说明原因，也不能证明未生效，请向厂商核实",
    "next.request_failed": "未生效；原因见网关说明",
    "next.parameter_rejected": "未生效；请更正参数后重新调用",
    "next.account_frozen": "未生效；商户账号或用户账号已被冻结，请联系厂商",
    # A listing, and the journal.
    "error.listing_of_another_loop": (
        "该明细读取是在另一进程或另一事件循环中开始的，只能在原处继续；请求未发出，请在此处重新开始"
    ),
    "error.window_changed": "{begin} 至 {end}（北京时间）的明细{why}",
    "error.entry_in_doubt": "{name}：{kind}（编号 {number}）{why}；请用 resume() 查明",
    "error.not_sent_for": "{name}：未发出，未生效，原因：{why}",
    # A notification.
    "error.not_confirmed": "该笔支付未获确认：{reason}；未入账",
    "next.not_confirmed": "未入账，请转人工核查",
    "error.handler_not_async": (
        "处理函数须为 async def：传入的 AsyncSession 或 AsyncConnection 须以 await 使用"
    ),
    "error.handler_not_plain": "处理函数须为普通的 def：此处无法等待协程",
    "error.handler_yields": "处理函数不能含有 yield：其代码不会执行",
    "error.handler_rolled_back": "事务由收件箱管理：处理函数回滚之后不能再继续写入",
    "error.handler_ends": "事务由收件箱管理：处理函数不能执行 {word}，它会结束事务",
    "error.handler_strays": (
        "事务由收件箱管理：处理函数不能写入不属于该事务的数据库 {using}；请放在 "
        "transaction.on_commit() 中，或将收件箱放在该数据库"
    ),
    "error.handler_left": (
        "事务由收件箱管理：处理函数不能让会话用于其他事务（回滚之后，或另一个 Engine 上）"
    ),
    "error.handler_commits": "事务由收件箱管理：处理函数不能自行提交",
    "error.handler_broke": "处理函数已返回，但其所在事务已被结束或破坏，此处未提交",
    "error.session_uncommitted": (
        "处理函数自行打开的 SQLAlchemy session 中有改动既未 flush 也未提交，已丢失：请调用该 "
        "session 的 commit()，或为收件箱改用 SessionStore(sessionmaker) 并使用其传入的 session"
    ),
    "next.handler_broke": "请修正处理函数；除其已自行提交的部分外，均未入账",
    # The sandbox.
    "error.cannot_listen": "无法在 {host} 的 {port} 端口监听：{reason}",
    "error.database_in_use": "数据库 {db} 正被另一个沙箱使用",
    "error.database_not_opened": "无法打开数据库 {db}：{reason}",
    "error.database_not_usable": "无法使用数据库 {db}：{reason}",
    "error.database_of_another": "数据库 {db} 不属于本版本的沙箱",
}
