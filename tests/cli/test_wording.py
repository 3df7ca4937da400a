"""The command line's texts: what the code asks for is in the tables, and nothing else is."""

from __future__ import annotations

import ast
from pathlib import Path

import click

import zhixiao_async.cli
from zhixiao_async.cli import en
from zhixiao_async.cli.command import name_of
from zhixiao_async.cli.explain import en as explain_en
from zhixiao_async.cli.orders import en as orders_en
from zhixiao_async.cli.wording import Text

from .pages import PAGES

FOLDER = Path(zhixiao_async.cli.__file__).parent
MAKERS = {"Text", "fine", "wrong", "note"}
KEYS = {*en.TEXTS, *explain_en.TEXTS, *orders_en.TEXTS}
NODES = [
    node
    for path in FOLDER.rglob("*.py")
    if path.stem not in ("en", "zh")
    for node in ast.walk(ast.parse(path.read_text("utf-8")))
]
SPELT = {node.value for node in NODES if isinstance(node, ast.Constant)}
BEGINNINGS = tuple(
    str(node.values[0].value)
    for node in NODES
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant)
)


def called(parameter: click.Parameter) -> str:
    """Return the name by which a page knows an argument or an option."""
    if isinstance(parameter, click.Argument):
        return parameter.name or ""
    return name_of(parameter).removeprefix("--").replace("-", "_")


def on_pages() -> set[str]:
    """Return the keys that --help makes of commands and their parameters."""
    commands = {words.replace(" ", "."): command for words, command in PAGES.items()}
    return set(commands) | {
        f"{words}.{called(parameter)}"
        for words, command in commands.items()
        for parameter in command.params
    }


def test_tables():
    """Both tables say the same things, with the same placeholders."""
    Text.tables.check()


def test_every_key_is_in_the_tables():
    """No text is asked for that isn't there."""
    asked = {
        node.args[0].value
        for node in NODES
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MAKERS
        if isinstance(node.args[0], ast.Constant)
    }
    assert len(asked) > 100
    assert asked - KEYS == set()


def test_every_text_is_asked_for():
    """No text stands in the tables that nothing asks for."""
    beginnings = tuple(start for start in BEGINNINGS if start.endswith((".", "_")))
    unused = KEYS - SPELT - on_pages()
    assert [key for key in sorted(unused) if not key.startswith(beginnings)] == []
