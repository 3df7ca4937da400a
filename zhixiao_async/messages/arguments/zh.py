"""Broken rules of the library's own arguments in Chinese."""

from __future__ import annotations

TEXTS = {
    # Credentials, and where they come from.
    "rule.not_text": "必须是文本，不能是 {type}",
    "rule.secret_required": "不能为空，且必须是有效文本",
    "rule.not_32_characters": "必须恰为 32 个 ASCII 字符，现为 {size} 个字符",
    "rule.pasted_around": "首尾不能有{what}",
    "noun.line_break": "换行",
    "noun.byte_order_mark": "字节顺序标记（BOM）",
    "noun.white_space": "空白字符",
    "noun.invisible_character": "不可见字符",
    "noun.quotes": "引号",
    "rule.empty": "不能为空",
    "rule.empty_url": "不能为空；不设置时使用 {default}",
    "rule.not_set": "必须在环境变量中设置（zhixiao sandbox 启动时会列出可供试用的值）",
    "rule.secret_not_set": (
        "必须在环境变量中设置，或由 {by_file} 指定文件（zhixiao sandbox 启动时会列出可供试用的值）"
    ),
    "rule.set_twice": "不能与 {other} 同时设置",
    "rule.file_not_utf_8": "所指文件必须是 UTF-8 编码",
    "rule.file_unreadable": "所指文件无法读取：{reason}",
    # Clients, their connections and their calls.
    "rule.not_headers": "必须是标头名到文本的映射",
    "rule.reserved_header": "不能设置 {name}，该标头由报文自身决定",
    "rule.not_ssl_context": "必须是 ssl.SSLContext，或为 None",
    "rule.not_traces": "必须是由 aiohttp.TraceConfig 组成的序列",
    "rule.not_portal": "必须是 zhixiao_sync 的 Portal",
    "rule.other_package": "此处须使用 {package} 的，不能使用 {other} 的",
    "rule.other_package_clients": "此处的客户端须属于 {package}，不能是 {other} 的",
    "rule.not_request": "必须是已注册的 Request",
    "rule.not_params": "必须是参数名到值的映射",
    "rule.not_json_value": "必须是 JSON 所能表示的内容（{reason}）",
    # Receipts' files.
    "rule.not_folder_path": "必须是目录路径",
    "rule.receipt_without_url": "不能为空：票据尚无文件，请稍后重新查询",
    "rule.receipt_without_number": "不能为空：文件以票据号命名",
    "rule.receipt_number_not_plain": "只能由字母、数字、- 和 _ 组成，因为文件以此命名",
    "rule.receipt_url_with_user": "不能包含用户名或密码",
    "rule.receipt_without_tls": (
        "必须是 https 地址（如需不经 TLS 下载，例如连接沙箱，请指定 allow_http=True）"
    ),
    "rule.receipt_at_private_address": (
        "必须指向公网地址（如需连接本机沙箱等内网地址，请指定 allow_private=True）"
    ),
    "rule.another_receipt_file": "须为 True 才能覆盖内容不同的已有文件 {name}",
    "rule.another_receipt": "与该订单已有票据的 {names} 不一致，请先用 piaoju_query 核对",
    # Listings.
    "rule.not_split": "必须是不少于一秒的 timedelta，或为 None",
    "rule.not_columns": "必须是不重复的列名，可选：{known}",
    "rule.not_timedelta": "必须是不小于 0 的 timedelta",
    "rule.not_masks": "必须是 Mask.TRADE、Mask.REFUND、由二者组成且不重复的序列，或为 None",
    # Resolving, and the journal.
    "rule.not_outcome_unknown": "必须是 OutcomeUnknown",
    "rule.not_amounts": "必须是以分为单位的金额列表，或为 None",
    "rule.clock_behind": "不能晚于本机时钟，现晚 {seconds} 秒：请校准各机器的时钟",
    "rule.before_the_window_closes": (
        "不能少于 {seconds} 秒：退款可能延迟 {late} 分钟才出现在明细中，时钟也可能相差 {off} 分钟"
    ),
    "rule.before_first_probe": "不能早于 first_probe",
    "rule.calls_outlast_it": "不能少于 Timeouts.deadline，即 {seconds} 秒",
    "rule.not_client_of_async": "必须是 zhixiao_async 的 Client",
    "rule.not_client_of_sync": "必须是 zhixiao_sync 的 Client",
    "rule.no_deadline": (
        "须设置 Timeouts.deadline：没有时限的调用，可能在 resume() 判定其未生效之后才发出"
    ),
    "rule.blocking_store": "不能像同步 Engine 那样阻塞事件循环，请使用 AsyncEngine",
    "rule.not_amounts_by_order": (
        "必须是 order_id（保留开头的零，不能以 JSON 数字形式返回）到其各笔退款金额的映射，"
        "金额为不小于 1 分的 int"
    ),
    "rule.another_entry": "与此前发起的{kind}（编号 {number}）不一致",
    "rule.zeros_differ": (
        "可能就是 {number}，其{kind}{state}：二者开头的零不同，请按登记簿中的写法填写"
    ),
    "noun.refund_entry": "退款",
    "noun.whole_refund_entry": "全额退款",
    "noun.receipt_entry": "开票",
    "noun.open": "存疑",
    "noun.applied": "已生效",
    # Notifications.
    "rule.not_credentials": "必须是一个或多个 Credentials",
    "rule.not_bytes": "必须是请求的原始字节",
    "rule.max_age_too_short": "不能少于 {seconds} 秒（8 天）：网关会在一周内重发",
    "rule.not_clients": "必须是一个或多个 Client",
    "rule.clients_of_both_packages": "须全部属于 zhixiao_async，或全部属于 zhixiao_sync",
    "rule.not_maker": (
        "必须是不带参数、用于创建客户端的函数，例如 Client.from_env"
        "（{function}() 本身须连同括号一起填写）"
    ),
    "rule.not_confirmation": "必须是 Confirmation，例如 Confirmation(client)",
    "rule.not_receiver": (
        "必须是 NotificationReceiver，例如 NotificationReceiver(Credentials.from_env())"
    ),
    "rule.not_expected_fee": "须返回以分为单位的 int",
    "rule.not_service": "必须是 NotificationService",
    "rule.not_async_inbox": "必须是 zhixiao_async 的 Inbox",
    "rule.not_sync_inbox": "必须是 zhixiao_sync 的 Inbox",
    "rule.blocking_inbox": (
        "此处须使用 AsyncEngine 或 zhixiao_async 的 SQLiteStore；同步 Engine 和 zhixiao_sync 的 "
        "SQLiteStore 供 zhixiao_sync 使用"
    ),
    "noun.handler_gets": "支付和数据库连接",
    "noun.on_error_gets": "支付、异常和投递",
    "rule.not_function": "必须是函数，调用时传入{gets}",
    "rule.class_as_function": "必须是函数，不能是类 {name}；调用时传入{gets}",
    "rule.other_parameters": "须接受 {count} 个位置参数：{gets}；{function} 无法这样调用",
    "rule.async_function": "必须是普通的 def：此处无法等待协程，{name} 的代码不会执行",
    "rule.generator_function": "不能含有 yield：{name} 的代码不会执行",
    "rule.not_in_the_inbox": "不在 {app_id} 的收件箱中",
    "rule.no_number": "与 out_trade_no 须提供其一",
    "rule.several_merchants": "须提供：多个商户有该单号的支付（{app_ids}）",
    "rule.number_without_zeros": (
        "须保留开头的零：以 JSON 数字形式返回的编号不能作为主键，请按 out_trade_no 查找（latest）"
    ),
    "rule.too_late_to_prune": "不能晚于 {last}：此前须留出 max_age 以及一天的时钟误差",
    # Stores.
    "rule.not_store": "必须是文件路径、SQLiteStore、SQLStore 或 SessionStore",
    "rule.not_sync_store": (
        "必须是 zhixiao_sync 的 SQLiteStore 或 SessionStore，或使用同步 Engine 的 SQLStore"
    ),
    "rule.not_file_path": "必须是文件路径",
    "rule.url_instead_of_a_file": (
        "必须是 SQLite 文件的路径；其他数据库请使用 SQLStore(engine)，在 zhixiao_async 中用 "
        "SQLAlchemy 的 create_async_engine(url)，在 zhixiao_sync 中用 create_engine(url)"
    ),
    "rule.not_sqlite_connection": "必须是 sqlite3.Connection",
    "rule.connection_of_one_thread": "打开时须指定 check_same_thread=False",
    "rule.not_engine": "必须是 SQLAlchemy 的 Engine 或 AsyncEngine",
    "rule.not_sync_engine": "必须使用同步驱动；事件循环所用的异步驱动请配合 zhixiao_async",
    "rule.not_sessionmaker": "必须是 SQLAlchemy 的 {name}，并已绑定引擎",
    "rule.not_session_of_its_kind": "必须是与其 sessionmaker 对应的 SQLAlchemy {name}",
    "rule.session_without_engine": "必须有引擎：请为 sessionmaker 指定 bind=",
    "rule.several_engines": ("只能有一个引擎：两个数据库无法同处一个事务；请另建一个 sessionmaker"),
    "rule.twophase": "不能使用 twophase=True：进程中断后会留下被锁定的行",
    "rule.unsupported_database": "须使用 PostgreSQL、MariaDB、MySQL 或 SQLite",
    "rule.sqlite_without_file": (
        "必须是 SQLite 文件，且每个事务使用各自的连接：不能用 :memory:，也不能用 StaticPool"
    ),
    "rule.not_connection_of_its_kind": "必须是与引擎对应的 SQLAlchemy {name}",
    "rule.not_database_url": "须为 postgresql+asyncpg://user@host/database 的形式",
    "rule.autocommit": "不能处于 AUTOCOMMIT 模式：全部操作须在同一事务中",
    "rule.not_in_databases": "必须是 DATABASES 中的数据库名",
    "rule.unsupported_in_django": "须使用 PostgreSQL、MariaDB、MySQL 或 SQLite",
    "rule.autocommit_off": "所指数据库不能设置 AUTOCOMMIT: False，"
    "否则 transaction.atomic() 不会提交",
    "rule.inside_atomic": "在 transaction.atomic() 之内必须给出，因为外层事务提交仍可能失败："
    "请在自行提交之后再应答或退款，或用 non_atomic_requests 把视图移出请求事务",
    "rule.not_migrated": "不存在或缺少列：请执行 manage.py migrate --database={using}",
    "rule.outside_atomic": "须处于您自己的 transaction.atomic() 之内，否则不必给出",
    "rule.not_django_connection": "必须是本线程中 Django 与 {using} 的连接",
    "rule.not_table_name": "只能由字母、数字和 _ 组成，不超过 60 个字符，且不能以 sqlite_ 开头",
    "rule.no_table": (
        "不在数据库中：请先调用一次 create_table()（或执行建表的迁移），"
        "并核对表名以及所连接的数据库"
    ),
    "rule.no_column": "缺少本版本需要的列：请再次调用 create_table() 补齐（或执行迁移）",
    "rule.another_table": "已存在，但没有 {column} 列，请换用其他表名",
    "rule.rows_alike": (
        "存在 {columns} 相同的行：请用 GROUP BY … HAVING count(*) > 1 查出，"
        "更正相应业务后每组只留一行，再重新建表"
    ),
    # The sandbox.
    "rule.not_endpoint": "必须是接口路径（{paths}）",
    "rule.not_refusal": "必须是表示拒绝的代码：非 0 整数",
    "rule.unknown_argument": "无此参数，可用参数为 {names}",
    "rule.clock_turned_back": "不能将时钟拨回，请改为恢复快照",
    "rule.leads_out_of_the_calendar": "所至时间超出日历范围",
    "rule.not_pay_type": "必须是 PayType.WECHAT 或 PayType.ALIPAY",
    "rule.not_snapshot": "必须是本版本沙箱的 snapshot() 所返回的内容",
    "rule.broken_snapshot": "必须是本版本沙箱的 snapshot() 所返回的内容（{problem}）",
    "snapshot.other_version": "其版本为 {version}，应为 {expected}",
    "snapshot.other_tables": "其中的表不同",
}
