"""What is wrong with an export or its arguments, in Chinese."""

from __future__ import annotations

TEXTS = {
    "export.needs_finance": "未安装 pyarrow，请执行 pip install 'zhixiao[finance]'",
    "export.read_back": (
        "{app_id} {day}：写入 {rows} 行、合计 {fee} 分，读回 {rows_back} 行、合计 {fee_back} 分；"
        "原有数据未作改动"
    ),
    "export.rows_differ": (
        "{app_id} {day}：收到 {rows} 行，知校统计为 {total_size} 行；原有数据未作改动"
    ),
    "export.not_written": "{day}：无法写入（{reason}）；原有数据保持不变",
    "rule.nothing_exported": "没有已导出的日期",
    "rule.no_days": "不得早于 {other}，也不得与其为同一时刻",
    "rule.not_whole_days": "必须是日期或北京时间零点：按整日处理",
    "rule.not_merchants": "必须是 Client、商户环境变量的前缀，或由其组成的序列",
    "rule.merchant_twice": "每个商户只能出现一次",
    "verify.missing": "{app_id} {day}：当日未导出，而前后日期均已导出",
    "verify.differs": (
        "{app_id} {day}：知校现统计为 {total_size} 行，导出时为 {said} 行；请重新导出当日"
    ),
    "rule.merchants_by_prefix": (
        "必须是环境变量的前缀：工作进程按前缀查找凭据，含有密钥的 Client 不会发送给工作进程"
    ),
    "rule.password_travels": (
        "不得含有密码，因为它会发送给工作进程：请在其环境中将变量设为该地址，并传入 env:NAME"
    ),
    "rule.workers_or_dask": "不能与 workers 同时给出：集群自有工作进程",
    "rule.not_dask": (
        "必须是 Dask 调度器的地址（如 tcp://10.0.0.5:8786），或已打开的 distributed.Client"
    ),
    "export.no_scheduler": (
        "{address} 没有 Dask 调度器应答：请启动调度器（dask scheduler），或更正地址"
    ),
    "export.scheduler_lost": (
        "与 {address} 的 Dask 调度器失去联系，或其已重启；已完成的日期不受影响：再次导出即可继续"
    ),
    "export.worker_died": (
        "{day}：{times} 个工作进程在导出当日时终止，最后的退出状态为 {status}（-9 表示被强制结束，"
        "多因内存不足）；原有数据保持不变。请减少工作进程数"
    ),
    "export.damaged": "{app_id} {day}：{what}；请重新导出，且重新核对天数须覆盖当日",
    "export.missing": "文件缺失",
    "export.unlike": "文件长度或哈希与回执不符",
    "export.unreadable": "无法读取（{reason}）",
    "export.sums_differ": "实有 {rows} 行、合计 {fee} 分，回执为 {said} 行、合计 {said_fee} 分",
    # Reports.
    "rule.not_month": "须为月份（如 2026-11）或其中一日",
    "rule.not_a_section": "须为本报表的一节：{choices}",
    "rule.export_is_empty": "未包含任何完整导出的日期，请先导出",
    # Workbooks.
    "rule.sheet_is_full": "超出工作表 {maximum} 行的上限：{sheet}",
    "rule.beyond_a_cell": "有 {size} 个字符，超出单元格 {maximum} 个字符的上限",
    "export.absent": "数据库中没有当日数据",
    "export.other_rows": "数据与写入时不一致",
    "export.database": "数据库出错（{reason}）",
    "export.file_taken": "其他进程占用 DuckDB 文件已超过 {seconds} 秒，请先结束该进程",
    "export.does_not_fit": "{app_id} {day}：{column} 列有一项文本{what}",
    "export.nul": "含有空字符，该数据库无法保存：请导出为文件，或改用其他数据库",
    "export.too_many_characters": (
        "超过 {maximum} 个字符，该数据库此列无法保存：请导出为文件，或改用其他数据库"
    ),
    "export.too_many_bytes": (
        "超过 {maximum} 字节，该数据库此列无法保存：请导出为文件，或改用其他数据库"
    ),
    "rule.not_target_url": (
        '须为 SQLite、PostgreSQL、MariaDB 或 MySQL 数据库的 URL，如 "postgresql://user@host/database"，'
        "驱动为 psycopg 或 PyMySQL；密码中的 @ 须写作 %40"
    ),
    "rule.database_in_memory": "须指定文件：内存数据库随进程结束而消失",
    "rule.not_target": '须为目录、数据库的 URL 或文件，或以 "env:NAME" 指明存放它的环境变量',
    "rule.not_a_directory": "须为目录，而此处是文件",
    "rule.format_of_a_database": "目标为数据库时不得指定：数据库没有文件格式",
    "rule.header_without_titles": "仅在格式为 csv 或 xlsx 时才能指定，其他目标的列名固定",
    "rule.directory_of_another_format": (
        "须为 {found}，与目录中已有文件一致；其他格式请导出到另一目录"
    ),
    "rule.not_installed": "需要安装 {module}：执行 \"pip install '{package}'\"",
    # Days as workbooks.
    "export.beyond_a_sheet": (
        "当日共 {rows} 行，超出工作表 {maximum} 行的上限：请改以 csv 或 parquet 格式导出"
    ),
    "export.beyond_a_cell": (
        "{column} 列有一项文本超出单元格 {maximum} 个字符的上限：请改以 csv 或 parquet 格式导出当日"
    ),
    "sheet.rows": "明细",
    "sheet.totals": "合计",
    "sheet.note": "说明",
    "sheet.kind": "类型",
    "sheet.channel": "渠道",
    "sheet.count": "笔数",
    "sheet.amount": "金额（元）",
    "sheet.net": "净额（元）",
    "sheet.proves": (
        "明细为交易金额，不含手续费，不代表银行到账；到账以微信、支付宝或银行的对账单为准"
    ),
}
