"""What is wrong with books, and what a comparison has found, in Chinese."""

from __future__ import annotations

TEXTS = {
    "books.cell": "{source}：第 {row} 行“{column}”列：{rule}",
    "books.cell_got": "{place}（原值：{given}）",
    "books.no_column": "{source}：没有“{column}”列；现有列：{found}。请将该字段对应到其中一列",
    "books.twice": "{source}：有多列的表头为“{column}”；现有列：{found}",
    "books.no_encoding": "{source}：按 {tried} 均无法解码。请另存为 UTF-8，或指定其编码",
    "books.open_quote": "{source}：第 {row} 行之后有未配对的引号；如分隔符不同，请另行指定",
    "books.not_csv": "{source}：第 {row} 行无法按 CSV 读取",
    "books.ragged": (
        "{source}：第 {row} 行有 {cells} 个单元格，表头有 {columns} 个：单元格内含分隔符时"
        "请加引号，或指定其他分隔符"
    ),
    "books.not_workbook": "{source}：无法按 .xls 或 .xlsx 工作簿读取（{reason}）",
    "books.no_sheet": "{source}：没有工作表“{sheet}”；现有：{found}",
    "rule.ruined_number": (
        "订单号已被电子表格改为科学计数或小数：请将该列设为文本后重新导出，中途不要用电子表格另存"
    ),
    "rule.number_cell": (
        "单元格为数值，前导零和第 15 位以后的数字已丢失：请在生成账表时将该列设为文本"
    ),
    "rule.not_amount": "不是金额",
    "rule.more_than_two_decimals": "金额超过两位小数",
    "rule.fen_with_decimals": "以分为单位时不应有小数：单位是否为元",
    "rule.not_cell_time": "不是可识别的时间，应形如 2026-11-02 09:05:00",
    "rule.no_kind": "未写明收退类型：请对应到写明交易或退款的列",
    "rule.unknown_kind": '无法识别“{word}”：请用 kinds 说明，如 kinds={{"{word}": "trade"}}',
    "rule.negative_trade": (
        "交易金额不能为负：若为退款，请在类型列写明；或不对应类型列，按正负号区分收退"
    ),
    "rule.no_merchant": "未写明商户",
    "rule.not_column_mapping": "须将下列字段中的若干个对应到表头：{fields}",
    "rule.lacks_columns": "须指明 {fields} 所在的列",
    "rule.not_encoding": "须为可识别的编码名称",
    "rule.not_frame": "须为 pandas 或 polars 的 DataFrame，或 pyarrow.Table",
    "rule.async_engine": "须为同步的 Engine，或同步驱动的连接地址",
    "rule.no_day_of_range": "没有这些商户 {begin} 至 {end} 的完整数据：请先导出",
    "rule.pool_in_use": "在此期间已由另一次对账更新：请重新对账",
    "rule.not_pool": "须为此前对账生成的文件，或尚不存在的文件",
    "reconcile.range": "{begin} 至 {end}",
    "reconcile.matched": "相符：{rows} 笔，{yuan} 元",
    "reconcile.no_difference": "无差异",
    "reconcile.count": "{label}：{count}",
    "reconcile.open_days": "明细仍可能变动的天数：{count}，当日缺少的笔数尚不能确定",
    "reconcile.missing_days": "未导出的天数：{count}，对账不完整",
    "reconcile.same": "双方金额相同",
    "reconcile.gateway_more": "渠道多 {yuan} 元（长款）",
    "reconcile.books_more": "账上多 {yuan} 元（短款）",
}
