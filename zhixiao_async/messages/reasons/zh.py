"""Reasons in Chinese."""

from __future__ import annotations

TEXTS = {
    # Of a form or a reply, by its envelope.
    "reason.no_form": "报文不是由 id、param、sign 组成的表单",
    "reason.not_once_each": "表单格式有误：id、param、sign 须各出现一次",
    "reason.wrong_sign_of_form": "验签不通过：sign 与 id、param 及本方 app_secret 不符",
    "reason.no_reply": "应答不是由 ret_code、ret_content、sign 组成的 JSON 对象",
    "reason.no_plain_code": "应答的 ret_code 不是整数",
    "reason.no_sign": "应答没有 sign，不足为凭；其未签名内容为 ret_code {ret_code}：{sentence}",
    "reason.without_a_word": "（无内容）",
    "reason.wrong_sign_of_reply": (
        "验签不通过：sign 与 ret_code、ret_content 及本方 app_secret 不符"
    ),
    "reason.reflected": "应答是以本 app_id 发出的请求，被当作应答送回",
    "reason.wrong_key": "无法用本方 aes_key 解密",
    # Of a reply, by its content.
    "reason.empty_content": "应答内容为空",
    "reason.unreadable_content": "应答内容有误：{problem}",
    "reason.about_another": "应答针对的是另一个 {name}：所查为 {asked}，应答为 {got}",
    "reason.masked_out": "查询条件为 mask={mask}，明细中却有{kind}",
    "noun.trade": "交易",
    "noun.refund": "退款",
    "reason.proves_nothing": "{refusal}，不能证明未生效",
    # Of an answer, by its status.
    "reason.status": "网关返回 HTTP {status}{wish}{quoted}",
    "reason.wish": "，并要求等待 {seconds} 秒",
    "reason.quoted": "：{reason}",
    "reason.redirect": "网关返回 HTTP {status} 重定向{target}{quoted}",
    "reason.target": "，指向 {url}",
    "reason.answer_too_long": "应答超过 {maximum} 字节",
    # Of a connection.
    "reason.no_free_connection": "等待空闲连接超时",
    "reason.connect_timeout": "连接{peer}超时",
    "reason.no_connection": "无法与{peer}建立连接",
    "reason.name_not_resolved": "无法解析{peer}的主机名",
    "reason.invalid_certificate": "网关的证书无效",
    "reason.tls_failed": "TLS 握手失败",
    "reason.proxy_refused": "代理以 HTTP {status} 拒绝",
    "reason.with_remark": "{reason}（{remark}）",
    "reason.proxy_not_used": (
        '已设置 {variable}，但仅在指定 Connections(proxy="environment") 时使用'
    ),
    "noun.proxy": "代理",
    "noun.gateway_at": " {url} ",
    "reason.reply_timeout": "等待应答超时",
    "reason.connection_lost": "收到应答之前连接中断",
    "reason.reply_cut_off": "应答不完整，连接中断",
    "reason.no_valid_http": "应答不符合 HTTP 规范",
    # Of a receipt's file.
    "noun.receipt_host": " {url} ",
    "reason.receipt_certificate": "{peer}的证书无效",
    "reason.receipt_status": "{url} 返回 HTTP {status}",
    "reason.receipt_misled": "重定向指向 {url}，其地址{rule}",
    "reason.receipt_redirects": "重定向超过 {maximum} 次",
    "reason.receipt_too_long": "文件超过 {maximum} 字节（max_bytes）",
    "reason.receipt_not_pdf": "下载的内容不是 PDF 文件",
    "reason.receipt_pdf_cut_off": "下载的 PDF 文件不完整，缺少结尾",
    # Of this machine.
    "reason.no_descriptor": "没有可用于连接{peer}的文件描述符",
    "reason.lost_here": "应答在本机因 {error} 而丢失",
    "reason.too_late": "已超过允许发送的时间",
    "reason.client_closed": "客户端已关闭",
    "reason.closed_before_resending": "客户端在再次发送之前已关闭",
    "reason.closed": "该 Client 已关闭，调用被中断",
    "reason.no_loop": (
        "无法创建事件循环（{reason}）；如已达打开文件数上限，请提高上限（ulimit "
        "-n）或让多个客户端共用一个 Portal"
    ),
    "reason.no_thread": "无法启动线程（解释器可能正在退出；请让主线程等待使用客户端的线程结束）",
    "reason.forked": "调用进行期间本进程由 fork 产生，该调用由父进程继续",
    "reason.never_begun": "客户端的事件循环始终未处理该调用",
    "reason.loop_silent": "客户端的事件循环已 {seconds} 秒没有响应",
    "reason.loop_late": "客户端的事件循环未在时限内结束该调用",
    "reason.no_port": "端口号范围为 0 到 65535",
    # Of a notification.
    "refused.because": "{reason}：{detail}",
    "refused.too_long": "报文超过 {maximum} 字节",
    "refused.unknown_id": "没有与其 id 对应的商户凭据",
    "refused.not_a_payment": "不是支付通知",
    "refused.too_old": "其 time_end 距今已超过 max_age，属重放或过期的重发",
    # Of a payment that isn't confirmed.
    "reason.credited_before": "其 out_trade_no 已在另一 order_id 下入账",
    "reason.no_client_for_it": "未提供 app_id {app_id} 对应的客户端",
    "reason.nobody_to_ask": (
        "其 {name} 为 JSON 数字，开头的零可能已丢失：请通过 confirm=Confirmation(client) "
        "提供用于查询的客户端"
    ),
    "reason.nobody_to_ask_for_own": (
        "其 {name} 为 JSON 数字，开头的零可能已丢失：请通过 confirm=Confirmation(client) "
        "提供用于查询的客户端；如本方编号均不以 0 开头，也可指定 NotificationReceiver(…, "
        "no_leading_zeros=True)"
    ),
    "reason.spelled_out_nowhere": "网关只以 JSON 数字形式返回该订单编号，开头的零可能已丢失",
    "reason.another_order": "order_query 返回的是另一笔订单",
    "reason.status_queried": "order_query 返回的状态为 {status}",
    "reason.form_of_another": "order_query_form 返回的是另一笔订单",
    "reason.form_unknown_for_now": "order_query_form 暂时无法给出结果",
    "reason.status_in_form": "order_query_form 返回的状态为 {status}",
    "reason.several_fees": "order_query_form 返回了多个不同金额",
    "reason.fee_differs": "网关记录的金额为 {fee} 分，应为 {expected} 分",
    # Of a journal's entry.
    "reason.begun_before": "此前已发起，是否生效未知，不再重发",
    "reason.refused_after_all": "此前已发出，本次被拒绝（{refusal}），此前那次是否生效未知",
    "reason.entry_not_updated": "已生效，但登记未能更新，仍为存疑",
    "reason.taken_over": "登记{kind}（编号 {number}）耗时过长，已由另一进程的 resume() 接管",
    "reason.number_not_asked": "无法查询该订单的编号：{reason}",
    "reason.number_not_spelled_out": (
        "网关以 JSON 数字形式返回该订单编号，开头的零可能已丢失，无法据此查找明细；"
        "请在请求中按本方账上的写法指定 order_id="
    ),
    # Of a listing.
    "reason.read_twice": "两次读取均不吻合：{difference}；请稍后重新读取",
    "reason.contradictory": (
        "中有两行 id 同为 {row_id} 而内容不同：明细自相矛盾，两行均不可略过；请用 order_list "
        "查看，并向厂商核实"
    ),
    "reason.contradictory_across": (
        "与前一时间段的明细中有两行 id 同为 {row_id} 而内容不同：明细自相矛盾，两行均不可略过；"
        "请用 order_list 查看，并向厂商核实"
    ),
    "reason.masks_ignored": (
        "在两种 mask 下列出了同一行，其 operate_type 未说明属于哪一种：网关似乎未理会 mask，"
        "为免重复不再返回；请不带 mask 读取"
    ),
    "reason.page_size_keeps_changing": (
        "无法读取：网关已 {times} 次改变每页行数，请求 page_size={asked} 时返回 {given} 行"
    ),
    "reason.window_grew": "读取期间增加了 {pages} 页以上",
    "reason.another_page": "请求第 {asked} 页，返回第 {got} 页",
    "reason.another_page_size": "请求每页 {asked} 行，返回的 page_size 为 {got}",
    "reason.page_too_long": "第 {page} 页有 {rows} 行，超过其 page_size {page_size}",
    "reason.page_without_rows": "第 {page} 页（共 {pages} 页）没有明细",
    "reason.totals_differ": "total_page 为 {total_page}，而 total_size 为 {total_size}",
    "reason.total_changed": "读取期间 total_size 变为 {total_size}",
    "reason.total_fell": "读取期间 total_size 降为 {total_size}",
    "reason.page_repeated": "第 {page} 页的各行均已在之前各页出现",
    "reason.same_page_again": "第 {page} 页与前一页相同",
    "reason.page_1_changed": "读完最后一页时，第 1 页的明细已有变化",
    "reason.row_without_id": "读取期间出现了没有 id 的明细",
    "reason.rows_missing": "首次读取到的明细中有 {rows} 行未再出现",
    "reason.rows_differ": "total_size 为 {total_size}，实际返回 {rows} 行不同的明细",
    "reason.rows_differ_and_repeat": (
        "total_size 为 {total_size}，实际返回 {rows} 行不同的明细，其中 {twice} 行重复"
    ),
}
