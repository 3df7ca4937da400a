"""The pages of --help: every command, argument and option, in both languages."""

from __future__ import annotations

import re
from importlib.metadata import version

import pytest
from rich.cells import cell_len

from zhixiao_async.cli import main
from zhixiao_async.cli.command import name_of
from zhixiao_async.cli.help_page import section, wrapped

from .pages import PAGES


@pytest.mark.parametrize("words", PAGES)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_page_names_every_parameter(words, option, capsys):
    """A page tells what each parameter is about, in either language, in lines of 80 cells."""
    texts = []
    for language in ("en", "zh"):
        assert main([*words.split(), "--lang", language, option]) == 0
        page = capsys.readouterr().out
        assert all(cell_len(line) <= 80 for line in page.splitlines())
        assert not re.search(" $", page, re.MULTILINE)
        for parameter in PAGES[words].params:
            assert re.search(rf"^  {re.escape(name_of(parameter))}\b", page, re.MULTILINE)
        texts.append(page)
    assert len(re.findall("[\u4e00-\u9fff]", texts[1])) > 20
    assert texts[0] != texts[1]


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (
            "inbox",
            ["Commands:", "  list    List the payments that were handled, the latest first."],
        ),
        ("inbox show", ["Usage: zhixiao inbox show [OPTIONS] NUMBER"]),
        ("explain", ["Usage: zhixiao explain [OPTIONS] [TEXT]"]),
        ("sandbox", ["  --port PORT            0 takes a free one (default: 8765)"]),
        (
            "sandbox --lang zh",
            [
                "用法：zhixiao sandbox [选项]",
                "  --port PORT            监听端口，0 表示任取一个空闲端口（默认 8765）",
            ],
        ),
        (
            "inbox list --lang zh",
            [
                "  --table TABLE                收件箱的表名（默认 zhixiao_inbox）",
                "列出已处理的支付，最近处理的在前。",
            ],
        ),
    ],
)
def test_lines_of_a_page(words, lines, capsys):
    """The usage, the defaults and the subcommands stand on the page."""
    assert main([*words.split(), "--help"]) == 0
    page = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line not in page] == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two three", ["one two", "three"]),
        ("abcdefghijkl", ["abcdefghijkl"]),
        ("一二三四五", ["一二三四", "五"]),
        ("一二三四，五", ["一二三", "四，五"]),
        ("一二 abc 三", ["一二 abc", "三"]),
        ("", [""]),
    ],
)
def test_lines_of_eight_cells(text, lines):
    """Lines break at spaces and beside Chinese characters, never before a closing sign."""
    assert wrapped(text, 8) == lines


def test_long_name():
    """A name that is too long for its column has its text below it."""
    name = "x" * 29
    assert section("H:", [("a", "one two"), (name, "three")], 12) == [
        *["", "H:", "  a  one two"],
        *[f"  {name}", "     three"],
    ]


def test_section_without_rows():
    """A section without rows isn't there."""
    assert section("H:", [], 80) == []


def test_version_in_a_language(capsys):
    """The version is told whatever stands beside it."""
    assert main(["--lang", "zh", "--version"]) == 0
    assert capsys.readouterr().out.split() == ["zhixiao", version("zhixiao")]


def test_first_page_in_a_language(capsys):
    """The first page is the same one behind --lang."""
    assert main(["--lang", "zh", "--help"]) == 0
    assert capsys.readouterr().out.startswith("用法：zhixiao [选项] 命令")
