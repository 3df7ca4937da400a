"""Finance: exports of whole days, tables, and the comparison with one's own books.

An export is a tree of days (:mod:`.targets`), each with a receipt (:mod:`.receipts`) that says what
was read and when. Needs ``zhixiao[finance]``.
"""
