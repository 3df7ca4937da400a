"""Reports: what a finance office closes a month with, as tables that every form is made from.

A function makes a :class:`.model.Report` from data (:mod:`.monthly`), in Chinese or English;
another writes it as a page (:mod:`.html_page`), a workbook (:mod:`.workbook_file`) or JSON
(:mod:`.json_text`). The page needs ``zhixiao[report]``, everything else ``zhixiao[finance]``.
"""
