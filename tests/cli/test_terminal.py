"""What is printed on a terminal and what into a pipe."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from rich.cells import cell_len

from zhixiao_async.cli.terminal import Terminal
from zhixiao_async.cli.wording import Text
from zhixiao_async.messages.catalogue import Language

HEADINGS = ["order_id", "name"]
ROWS = [["0193155501", "张三"], ["0193155502", "李四"]]
ANSI = re.compile("\x1b")


@pytest.fixture
def on_terminal(on_tty) -> Callable[..., str]:
    """Take steps on a terminal; return what comes out."""

    def printed(*steps: Callable[[Terminal], object], language: Language = "en") -> str:
        def take() -> None:
            terminal = Terminal(language)
            for step in steps:
                step(terminal)

        return on_tty(take)

    return printed


def test_table_in_a_pipe(capsys):
    """Each row is a line, two spaces between its cells; no headings."""
    Terminal("en").table(HEADINGS, ROWS)
    assert capsys.readouterr().out == "0193155501  张三\n0193155502  李四\n"


def test_table_on_a_terminal(on_terminal):
    """A table on a terminal has headings, and its numbers are whole."""
    out = on_terminal(lambda terminal: terminal.table(HEADINGS, ROWS))
    assert "order_id" in out
    assert ANSI.search(out)
    assert all(f" {number} " in out for number, _ in ROWS)


@pytest.mark.parametrize(("columns", "is_table"), [(21, True), (20, False)])
def test_table_on_a_narrow_terminal(on_terminal, monkeypatch, columns, is_table):
    """A table whose numbers would be cut becomes lines, which the terminal breaks."""
    monkeypatch.setenv("COLUMNS", str(columns))
    out = on_terminal(lambda terminal: terminal.table(HEADINGS, ROWS))
    assert ("order_id" in out) is is_table
    assert all(number in out for number, _ in ROWS)


def test_cells_in_a_language(on_terminal):
    """Headings and cells are in the terminal's language."""
    cells = [[Text("inbox.unconfirmed")]]
    out = on_terminal(
        lambda terminal: terminal.table([Text("inbox.field.fee")], cells), language="zh"
    )
    assert "金额（元）" in out
    assert "未核实" in out


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_terminal_that_can_do_no_more(on_terminal, monkeypatch, term):
    """A terminal that can do no more gets what a pipe gets."""
    monkeypatch.setenv("TERM", term)
    out = on_terminal(
        lambda terminal: terminal.say("a", "bold red"),
        lambda terminal: terminal.panel("b", "green"),
        lambda terminal: terminal.table(HEADINGS, ROWS[:1]),
        lambda terminal: terminal.fields([("c", "d")]),
    )
    assert out == "a\nb\n0193155501  张三\nc             d\n"


@pytest.mark.parametrize(("no_color", "out"), [("", "\x1b[31ma\x1b[0m\n"), ("1", "a\n")])
def test_colour(on_terminal, monkeypatch, no_color, out):
    """A terminal shows colours unless NO_COLOR is set."""
    monkeypatch.setenv("NO_COLOR", no_color)
    assert on_terminal(lambda terminal: terminal.say("a", "red")) == out


def test_long_line(on_terminal):
    """A long line isn't broken: what is copied from it is what was printed."""
    assert on_terminal(lambda terminal: terminal.say("x" * 200)) == "x" * 200 + "\n"


def test_markup(capsys):
    """Square brackets, emoji names and addresses are printed as they are."""
    Terminal("en").say("[bold]a[/] :smile: http://h/")
    assert capsys.readouterr().out == "[bold]a[/] :smile: http://h/\n"


@pytest.mark.parametrize(
    ("language", "lines"),
    [("en", "fee           1\nreruns        2\n"), ("zh", "金额（元）    1\n重新执行次数  2\n")],
)
def test_fields(language, lines, capsys):
    """Names are as wide as the terminal's cells have it, a Chinese character two."""
    fields = [(Text("inbox.field.fee"), "1"), (Text("inbox.field.reruns"), "2")]
    Terminal(language).fields(fields)
    assert capsys.readouterr().out == lines


def test_panel(on_terminal):
    """A text in a frame is whole."""
    assert "│ All is well. │" in on_terminal(lambda terminal: terminal.panel("All is well."))


@pytest.mark.parametrize(("language", "line"), [("en", "a: b\\x1b\n"), ("zh", "a：b\\x1b\n")])
def test_complaint(language, line, capsys):
    """A complaint goes to standard error, without control characters."""
    Terminal(language).complain("a", "b\x1b")
    assert capsys.readouterr() == ("", line)


def steps(terminal: Terminal) -> None:
    """Take two steps of a bar, of which the first says how many there are."""
    words = {"step": Text("orders.export.step"), "rate": Text("orders.export.rate")}
    with terminal.progress(None, **words) as advance:
        advance(10, 2)
        advance(20)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ["2/2 days", "orders/s left: 0:00:00"]), ("zh", ["2/2 日", "笔／秒 剩余 0:00:00"])],
)
def test_progress(on_terminal, language, said):
    """A bar says how far it is, how fast, and how long it will take."""
    out = re.sub("\x1b\\[[0-9;?]*[A-Za-z]", "", on_terminal(steps, language=language))
    assert [words for words in said if words not in out] == []


def test_progress_in_a_pipe(capsys):
    """In a pipe nothing is said of progress."""
    steps(Terminal("en"))
    assert capsys.readouterr() == ("", "")


def shown(on_terminal, rows, **options) -> list[str]:
    """Return the lines that a table takes on a terminal of 80 cells, without colours."""
    headings = [str(place) for place in range(len(rows[0]))]
    out = on_terminal(lambda terminal: terminal.table(headings, rows, **options))
    return re.sub("\x1b\\[[0-9;?]*[A-Za-z]", "", out).splitlines()


def test_sentence_is_broken_into_lines(on_terminal):
    """A column of sentences gives way, so that the table has room, and loses nothing."""
    lines = shown(on_terminal, [["x" * 40, "学" * 40]], prose=[1])
    assert lines[0].startswith("┏")
    assert sum(line.count("学") for line in lines) == 40
    assert all(cell_len(line) <= 80 for line in lines)


def test_table_without_room_is_aligned(on_terminal):
    """Rows that have no room in a table stand below each other, amounts at the right."""
    rows = [["学费", "1.00", "x" * 80], ["水电费合计", "1,234.00", "y"]]
    assert shown(on_terminal, rows, numbers=[1], prose=[0]) == [
        f"学费            1.00  {'x' * 80}",
        "水电费合计  1,234.00  y",
    ]
