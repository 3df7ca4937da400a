"""A page in Chinese has the structure and the examples of its English twin."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import attrs
import pytest

from tests.support.places import DOCS

CHINESE = sorted(DOCS.glob("*.zh-CN.md"))
BLOCK = re.compile(r"^(?:<!-- ([^\n]*) -->\n)?```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
HAN = re.compile(r"[\u4e00-\u9fff]")
NAME = re.compile(r"\b(?:[A-Z][a-z]+){2,}\b|\b\w+=\S+|-\d\b")
"""What no language changes in a figure or a log: a class, a field with its value, a code."""

twin_by_twin = pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.name)


@attrs.frozen
class Block:
    """A fenced block: the comment before it, its language and its text."""

    mark: str
    language: str
    text: str

    @property
    def essence(self) -> object:
        """What has to be the same in both languages; a program is compared by itself."""
        if self.language == "console":
            lines = self.text.splitlines()
            return [line.partition(" #")[0].rstrip() for line in lines if line.startswith("$ ")]
        return NAME.findall(self.text) if self.language == "" else self.text


def english(page: Path) -> Path:
    """Return the English twin of a page."""
    return page.with_name(page.name.replace(".zh-CN", ""))


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a page."""
    return [Block(*match.groups("")) for match in BLOCK.finditer(text)]


def levels(text: str) -> list[int]:
    """Return the level of each heading."""
    prose = BLOCK.sub("", text)
    return [len(marks) for marks in re.findall(r"^(#+) ", prose, re.MULTILINE)]


def same_program(text: str, chinese: str) -> bool:
    """Return whether two programs differ in comments and in strings in Chinese alone."""
    trees = ast.parse(text), ast.parse(chinese)
    for node, twin in zip(*map(ast.walk, trees), strict=False):
        if isinstance(node, ast.Constant) and isinstance(twin, ast.Constant) and is_han(twin):
            node.value = twin.value
    return ast.dump(trees[0]) == ast.dump(trees[1])


def is_han(node: ast.Constant) -> bool:
    """Return whether a constant is a string in Chinese."""
    return isinstance(node.value, str) and HAN.search(node.value) is not None


def differences(text: str, chinese: str) -> Iterator[str]:
    """Yield what differs between a page and its twin in Chinese."""
    if levels(text) != levels(chinese):
        yield f"headings: {levels(text)}, {levels(chinese)}"
    for number, (one, twin) in enumerate(zip_longest(blocks(text), blocks(chinese)), 1):
        if one is None or twin is None:
            yield f"block {number} is in one language only"
        elif one.language != twin.language or how(one) != how(twin):
            yield f"block {number} is marked differently"
        elif one.language == "python":
            if not same_program(one.text, twin.text):
                yield f"block {number} is another program"
        elif one.essence != twin.essence:
            yield f"block {number}: {one.essence}, {twin.essence}"


def how(block: Block) -> str:
    """Return how a block is run, without what it prints; that may be in Chinese."""
    return "not run" if block.mark.startswith("not run") else block.mark.partition(", prints=")[0]


@twin_by_twin
def test_twins_have_one_structure(page):
    """Their headings are of the same levels, and their examples do the same."""
    twins = (file.read_text("utf-8") for file in (english(page), page))
    assert list(differences(*twins)) == []


@twin_by_twin
def test_twins_lead_to_each_other(page):
    """Each names the other near its top, and the index names both."""
    for one, other in ((page, english(page)), (english(page), page)):
        assert f"]({other.name})" in one.read_text("utf-8")[:600]
        assert f"]({one.name})" in (DOCS / "README.md").read_text("utf-8")


PAGE = """# One

<!-- run: program, prints=ready -->
```python
print("ready")  # at once
```

```console
$ zhixiao sandbox    # until Ctrl-C
ready
```

```
ZhixiaoError -1
```

<!-- run: await, prints=PAID -->
```python
await pay()
```
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# One\n", "# One\n\n## Two\n"),
        ("print(", "repr("),
        ('"ready"', '"steady"'),
        ("run: program", "run: async"),
        ("run: await", "run: sync"),
        ("await pay", "await refund"),
        ("zhixiao sandbox", "zhixiao inbox"),
        ("ZhixiaoError", "GatewayError"),
        ("-1", "-2"),
        ("```console\n$ zhixiao sandbox    # until Ctrl-C\nready\n```\n", ""),
    ],
)
def test_drift_is_noticed(old, new):
    """A heading, a program, a way to run it, a command or a name that differs is found."""
    assert old in PAGE
    assert list(differences(PAGE, PAGE.replace(old, new))) != []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("One", "一"),
        ("# at once", "# 立即"),
        ("prints=ready", "prints=就绪"),
        ('"ready"', '"就绪"'),
        ("# until Ctrl-C\nready", "# 按 Ctrl-C 结束\n就绪"),
        ("ZhixiaoError -1", "ZhixiaoError 拒绝 -1"),
    ],
)
def test_translation_is_no_drift(old, new):
    """Prose, comments, strings and output may be in Chinese."""
    assert old in PAGE
    assert list(differences(PAGE, PAGE.replace(old, new))) == []
