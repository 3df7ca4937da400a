"""What became of a lost request, and what to do, in Chinese."""

from __future__ import annotations

TEXTS = {
    # The verdict.
    "found.told": "{verdict}：{explanation}",
    "found.applied": "已生效",
    "found.not_applied": "未生效",
    "found.unknown": "尚未查明",
    "found.look_again": "{explanation}；{reason}，请稍后再查",
    "found.too_early": "此时尚不能下结论",
    "found.said_otherwise": "此前的说法不同",
    # Whatever the request.
    "found.signed": "网关已返回经验签的成功应答",
    "found.no_query": "文档未提供相应的查询接口，请自行选用查询接口或向厂商核实",
    "found.not_asked_yet": "尚未向网关查询",
    "found.not_asked": "无法向网关查询：{reason}",
    "found.not_asked_at_all": "无法向网关查询：{reason}；请稍后再查",
    "found.not_answered": "网关在本次调用的时限内没有应答",
    # An order, and its cancellation.
    "found.no_order": "order_query 查无此单：{sentence}",
    "found.orders_of_several_amounts": "该编号对应多笔金额不同的订单，请向厂商核实哪一笔属于本方",
    "found.order_of_another_amount": "该编号对应的是另一金额的订单，请用新的商户订单号重新下单",
    "found.order_is_paid": "订单已创建，且已支付",
    "found.order_without_link": (
        "订单已创建，但支付链接已随应答丢失：请撤销后用新的商户订单号重新下单，"
        "或待其过期（创建后一小时）"
    ),
    "found.cancel_refused": (
        "order_query 被拒绝（{sentence}），可能因订单已撤销所致；请将其视为仍可能被支付的订单"
    ),
    "found.paid_not_cancelled": "订单已支付，未被撤销：请入账或退款",
    "found.unpaid": "订单未支付，无法区分已撤销与未支付；创建后一小时内仍可能被支付",
    # A receipt.
    "found.no_receipt": "piaoju_query 查无此票据：{sentence}",
    "found.another_receipt": (
        "该订单票据的 {names} 与存疑的不同：可能是此前开具的，也可能是网关的写法不同；"
        "请查看票据，或向厂商核实"
    ),
    "field.and": "{left}、{right}",
    "found.receipt_status": "该订单的票据状态为 {status}",
    "found.receipt_status_unclear": "该订单的票据状态为 {status}，请向厂商核实",
    # A refund.
    "found.query_refused": "order_query 被拒绝：{sentence}",
    "found.time_of_payment_unknown": "order_query 未说明订单的支付时间，无从确定退款的起始时间",
    "found.paid_in_the_future": "订单的支付时间尚未到来：时钟有误，暂时无法据此查询明细",
    "found.order_not_spelled_out": (
        "order_query 以 JSON 数字形式返回该订单编号，开头的零可能已丢失，无法据此查找明细："
        "请在请求中用 order_id 指定订单，或向厂商核实"
    ),
    "found.row_of_both_kinds": (
        "明细中该订单的同一行既列为交易又列为退款，无法判定属于哪一种：请凭 out_refund_no "
        "向厂商核实"
    ),
    "found.row_not_spelled_out": (
        "明细以 JSON 数字形式或以不同数目的开头零列出该订单编号，无法判定是哪一笔订单的退款："
        "请凭 out_refund_no 向厂商核实"
    ),
    "found.no_such_refund": "明细中没有该订单的此笔退款",
    "found.may_be_an_earlier_refund": (
        "明细中有该订单的此类退款，可能是此前的一笔：请用 known_refunds= "
        "说明此前各笔退款（没有则为空列表）"
    ),
    "found.known_refunds_missing": "明细中缺少已知的退款",
    "found.only_known_refunds": "明细中除已知的退款外，没有该订单的其他退款",
    "found.refund": "明细中已有该笔退款",
    "found.equal_refunds": (
        "明细中有该订单的此类退款 {found} 笔，存疑 {in_doubt} 笔：金额相同的退款无法区分，请凭 "
        "out_refund_no 向厂商核实"
    ),
    # An entry of the journal.
    "found.dated_ahead": (
        "sent_at（{sent_at}）晚于数据库时钟，发出时间不明：请校准时钟，或更正 sent_at"
    ),
    "found.written_applied": "发起该请求的进程已登记为已生效",
    "found.written_refused": "发起该请求的进程已登记为被拒绝",
    "found.written_not_sent": "发起该请求的进程已登记为未发出",
    "found.written_not_applied": "发起该请求的进程已登记为未生效",
    "found.on_its_way": "刚刚登记，可能正在发送；请稍后再查",
    "found.never_sent": "已登记而从未发出，登记者也已不能再发出",
    "found.others_begun": "其间该订单又发起了其他退款；请稍后再查",
    "found.or_another_refund": (
        "{explanation}，但也可能是此前判定为未生效、实际延迟执行的另一笔（{numbers}）；"
        "二者无法区分，请凭 out_refund_no 向厂商核实"
    ),
}
