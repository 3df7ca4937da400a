"""Write docs/errata.md and its Chinese twin from errata.toml: ``python docs/make_errata.py``."""

from __future__ import annotations

import tomllib
from pathlib import Path

HERE = Path(__file__).parent
ENTRIES: list[dict[str, str]] = tomllib.loads((HERE / "errata.toml").read_text("utf-8"))["entry"]

INTRODUCTIONS = {
    "errata": """\
# Errata of the vendor's document

<!-- Made by docs/make_errata.py from errata.toml; don't edit. -->

[中文](errata.zh-CN.md)

This page lists where version 1.36 contradicts itself or is silent, what this library does about
it, and the question to put to the vendor. If an answer differs from what the library assumes,
please open an issue.

| section | the document | the library | to ask |
|---|---|---|---|
""",
    "errata.zh-CN": """\
# 接口文档勘误

<!-- 由 docs/make_errata.py 根据 errata.toml 生成，请勿直接修改。 -->

[English](errata.md)

下表列出接口文档 1.36 版中自相矛盾或未作说明之处、本库的处理方式，以及需向知校确认的问题。\
知校的说明如与本库的假定不符，请提交 issue。

| 章节 | 文档 | 本库的处理 | 需确认的问题 |
|---|---|---|---|
""",
}
PAGES = tuple(INTRODUCTIONS)


def page(name: str) -> str:
    """Return the whole of docs/<name>.md."""
    ending = "_zh" if name.endswith("zh-CN") else ""
    columns = ("says", "does", "ask")
    rows = [
        f"| {_section(entry['section'], ending)} | "
        + " | ".join(entry[column + ending] for column in columns)
        + " |\n"
        for entry in ENTRIES
    ]
    return INTRODUCTIONS[name] + "".join(rows)


def _section(section: str, ending: str) -> str:
    return (
        section.replace("all", "全文").replace(" to ", "–").replace(", ", "、")
        if ending
        else section
    )


if __name__ == "__main__":
    for one in PAGES:
        HERE.joinpath(f"{one}.md").write_text(page(one), encoding="utf-8", newline="\n")
