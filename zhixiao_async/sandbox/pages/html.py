"""The frame around every page. What is passed in as text is escaped here and nowhere else."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlencode

from .style import CSS

Language = Literal["zh", "en"]


def page(
    title: str,
    body: str,
    *,
    language: Language,
    wide: bool = False,
    corner: str = "",
    foot: str = "",
) -> str:
    """A whole document.

    Args:
        title: Text of the title and of the heading.
        body: Finished HTML.
        language: Of the text.
        wide: For tables instead of a phone.
        corner: Finished HTML at the upper right.
        foot: Text of the last line.
    """
    return (
        f'<!doctype html><html lang="{"zh-CN" if language == "zh" else "en"}"><head>'
        '<meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        # An empty icon: otherwise every browser asks for /favicon.ico and is told 404.
        '<link rel="icon" href="data:,">'
        f"<title>{text(title)}</title><style>{CSS}</style></head><body>"
        f'<main class="{"wide" if wide else ""}"><header><h1>{text(title)}</h1>{corner}</header>'
        f"{body}{f'<footer>{text(foot)}</footer>' if foot else ''}</main></body></html>"
    )


def text(value: object) -> str:
    """Escaped for element content and for quoted attributes; None is empty."""
    return "" if value is None else html.escape(str(value), quote=True)


def link(url: str, label: str, *, style: str = "") -> str:
    """A link, if the URL leads to a web page; otherwise (``javascript:`` …) only its label."""
    if not url.lower().startswith(("http://", "https://", "/", "?", "#")):
        return text(label)
    dressed = f' class="{style}"' if style else ""
    return f'<a{dressed} href="{text(url)}">{text(label)}</a>'


def language_switch(language: Language, **kept: str) -> str:
    """The way to the same page in the other language; what else its query holds is kept."""
    other, label = ("en", "English") if language == "zh" else ("zh", "中文")
    return link(f"?{urlencode({'lang': other, **kept}, errors='replace')}", label)


def tag(label: str, tone: str = "") -> str:
    """A short state in a rounded frame; ``tone`` is ``good``, ``bad`` or ``wait``."""
    return f'<span class="tag {tone}">{text(label)}</span>'


def facts(pairs: Mapping[str, object]) -> str:
    """Names and values, those without a value left out."""
    rows = "".join(
        f"<dt>{text(name)}</dt><dd>{text(value)}</dd>"
        for name, value in pairs.items()
        if value not in (None, "")
    )
    return f"<dl>{rows}</dl>"


def table(columns: list[str], rows: list[list[str]]) -> str:
    """A table; its cells are finished HTML."""
    head = "".join(f"<th>{text(name)}</th>" for name in columns)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<div class="card scroll"><table><tr>{head}</tr>{lines}</table></div>'
