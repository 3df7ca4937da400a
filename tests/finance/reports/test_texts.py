"""The reports' texts are whole in both languages, and each is used."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files

import pytest

from zhixiao_async import InvalidRequest, cli
from zhixiao_async.finance import reports
from zhixiao_async.finance.reconciliation.difference import Difference
from zhixiao_async.finance.reports.cells import grouped_yuan, shown
from zhixiao_async.finance.reports.model import Column, Kind, Table
from zhixiao_async.finance.reports.texts import CATALOGUE, Words

EN, ZH = ({**CATALOGUE._tables[language]} for language in ("en", "zh"))
FOLDERS = (files(reports), files(reports) / "templates", files(cli))
CODE = "\n".join(
    path.read_text("utf-8")
    for folder in FOLDERS
    for path in folder.iterdir()
    if path.name.endswith((".py", ".html", ".svg")) and not path.name.endswith(("en.py", "zh.py"))
)

CODE += "".join(f'"{kind.value.lower()}"' for kind in Difference)


def test_both_tables_say_the_same():
    """Every text is there in both languages, with the same placeholders."""
    CATALOGUE.check()


def test_every_text_is_used():
    """No text outlives the code that says it: its key, or its last part, stands in the code."""
    unused = [
        key
        for key in EN
        if f'"{key}"' not in CODE and not re.search(rf'"{key.partition(".")[2]}"', CODE)
    ]
    assert unused == []


def test_each_table_is_in_its_language():
    """No Chinese is in the English table, and no English word in the Chinese one."""
    assert [key for key, text in EN.items() if re.search("[\u3000-\u9fff，：（）]", text)] == []
    bare = {
        key: re.sub(r"\{\w+\}|app_id|CSV|JSON|resume\(\)", "", text) for key, text in ZH.items()
    }
    assert [key for key, text in bare.items() if re.search("[A-Za-z]", text)] == []


def test_other_language_is_refused():
    """A language that there are no texts in is refused by name."""
    with pytest.raises(InvalidRequest, match="language must be"):
        Words("de")


def test_days_in_a_row_are_shortened():
    """Days that follow each other are named by the first and the last."""
    days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 3)]
    assert Words("en").days(days) == "2026-10-31 to 2026-11-01, 2026-11-03"


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "0.00"),
        (-5, "-0.05"),
        (123456789, "1,234,567.89"),
        (-(10**20), "-" + "1" + ",000" * 6 + ".00"),
    ],
)
def test_yuan_with_its_thousands(fen, text):
    """Amounts are exact, whatever their size, and keep their sign."""
    assert grouped_yuan(fen) == text


def test_control_characters_are_escaped():
    """What a payment item is called can't command a terminal."""
    assert shown("学费\x1b[2J", Kind.TEXT) == "学费\\x1b[2J"


def test_row_of_another_length_is_refused():
    """A row that its columns don't fit is a mistake that shows at once."""
    with pytest.raises(ValueError, match="another number of cells"):
        Table((Column("a", "A"),), [("x", "y")])
