"""The tables of texts, by language."""

from __future__ import annotations

import importlib
from pathlib import Path

from zhixiao_async import messages

FOLDER = Path(messages.__file__).parent
TABLES = {
    language: {
        f"{path.parent.name}/{key}": text
        for path in sorted(FOLDER.glob(f"*/{language}.py"))
        for key, text in importlib.import_module(
            f"{messages.__name__}.{path.parent.name}.{language}"
        ).TEXTS.items()
    }
    for language in ("en", "zh")
}
ENGLISH = {name.partition("/")[2]: text for name, text in TABLES["en"].items()}
CHINESE = {name.partition("/")[2]: text for name, text in TABLES["zh"].items()}
