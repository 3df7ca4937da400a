"""Reports: what a finance office closes a month with, as tables that every form is made from.

A function makes a :class:`.model.Report` from data, in Chinese or English: :mod:`.monthly` (月报),
:mod:`.reconciliation_report` (对账差异表), :mod:`.journal_report` (在途退款、未决),
:mod:`.receipt_ledger` (票据台账), :mod:`.inbox_report`. Another writes it as a page
(:mod:`.html_page`), a workbook (:mod:`.workbook_file`), JSON (:mod:`.json_text`) or CSV
(:mod:`.csv_text`). The page needs ``zhixiao[report]``, everything else ``zhixiao[finance]``.
"""
