"""Finance: exports of whole days, tables, and the comparison with one's own books.

An export is a tree of days (:mod:`.targets`), each with a receipt (:mod:`.receipts`) that says what
was read and when. Needs ``zhixiao[finance]``.
"""

from importlib.util import find_spec

from ..messages.text import Text

if find_spec("pyarrow") is None:
    raise ModuleNotFoundError(Text("export.needs_finance"), name="pyarrow")
