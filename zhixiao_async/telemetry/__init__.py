"""Log lines, traces and metrics of calls.

The executor makes a :class:`~.call_record.CallRecord` for each call, and :mod:`.observers` tells
everybody who watches: the logger ``zhixiao.calls``, and OpenTelemetry where it is installed.
Numbers of orders and refunds are told, a payer's data never.
"""
