"""The reports' texts in Chinese."""

from __future__ import annotations

TEXTS = {
    # Around every report.
    "period.days": "{first} 至 {last}（北京时间，整日）",
    "period.now": "截至 {moment}（北京时间）",
    "fact.period": "期间",
    "fact.app_ids": "收款单位（app_id）",
    "fact.made_at": "编制时间",
    "fact.state": "导出状态",
    "footer.proves": (
        "明细为交易金额，不含手续费，不代表银行到账；到账以微信、支付宝或银行的对账单为准。"
    ),
    "footer.period": "期间：{period}。编制时间：{made_at}（北京时间）。",
    "footer.state": "导出状态：{state}。",
    "state.days": "{final} 日明细不再变动，{open} 日明细仍可能变动，{missing} 日未导出",
    "state.read": "{state}；最近读取于 {read_at}",
    "incomplete": "本报表数据不完整",
    "attention": "请注意",
    "list.separator": "、",
    "days.run": "{first} 至 {last}",
    "sheet.about": "说明",
    "detail.elsewhere": "共 {count} 行，见网页、工作簿或 JSON。",
    "total": "合计",
    "none": "无。",
    # Charts.
    "chart.alt": "{title}。收款最多的是“{label}”：{amount} 元。",
    "chart.others": "其余 {count} 项",
    "chart.by_channel": "各渠道收款与退款",
    "chart.by_day": "每日收款与退款",
    "chart.by_hour": "各时段收款与退款",
    "chart.by_item": "各缴费项收款与退款",
    # Columns.
    "column.app_id": "收款单位（app_id）",
    "column.channel": "渠道",
    "column.day": "日期",
    "column.state": "明细状态",
    "column.hour": "时段（时）",
    "column.item_name": "缴费项",
    "column.operate_type": "类型代码",
    "column.count": "笔数",
    "column.listed_fee": "明细金额（元）",
    "column.received_count": "收款笔数",
    "column.received": "收款（元）",
    "column.refunded_count": "退款笔数",
    "column.refunded": "退款（元）",
    "column.net": "净额（元）",
    # Values.
    "channel.wechat": "微信",
    "channel.alipay": "支付宝",
    "channel.none": "（渠道不明）",
    "channel.unknown": "（未知渠道 {code}）",
    "item.none": "（未注明缴费项）",
    "kind.none": "（空）",
    "hour.none": "时间不明",
    "state.final": "不再变动",
    "state.open": "仍可能变动",
    "state.missing": "未导出",
    "state.to_come": "尚未结束",
    # The monthly report.
    "title.monthly": "收退款月报（{month}）",
    "section.by_merchant": "按收款单位",
    "section.by_channel": "按渠道",
    "section.by_day": "按日",
    "section.by_hour": "按时段",
    "section.by_item": "按缴费项",
    "section.by_item_and_channel": "按缴费项和渠道",
    "section.detail": "按缴费项、渠道和日期",
    "section.unknown": "类型不明的明细",
    "warning.days_missing": "{app_id}：缺 {count} 日，未导出：{days}。",
    "warning.days_open": "{app_id}：{count} 日的明细仍可能变动：{days}。",
    "warning.days_to_come": "{app_id}：{count} 日尚未结束：{days}。",
    "warning.unknown_kinds": (
        "有 {rows} 笔明细既非收款也非退款（类型代码：{codes}），未计入任何合计，"
        "另列于“类型不明的明细”。"
    ),
}
