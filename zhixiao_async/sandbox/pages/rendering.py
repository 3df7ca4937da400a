"""The templates, filled in.

This file is imported when the first page is asked for, as it needs jinja2.
"""

from __future__ import annotations

from base64 import b64encode
from functools import partial
from hashlib import sha256
from importlib.resources import files

from ...messages.catalogue import Language
from ...rendering import environment
from .texts import CATALOGUE

_PACKAGE = __name__.rpartition(".")[0]
_STYLESHEET = files(_PACKAGE).joinpath("static", "style.css").read_text("utf-8")
_STYLE_HASH = b64encode(sha256(_STYLESHEET.encode()).digest()).decode()

CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No script runs, nothing is loaded, and no style counts but the one stylesheet, by its hash."""

_TEMPLATES = environment(_PACKAGE)
_TEMPLATES.globals["stylesheet"] = _STYLESHEET


def render(template: str, language: Language, **data: object) -> str:
    """Return a page's HTML.

    Args:
        template: Its file below ``templates``.
        language: Of ``text``, which the template finds its texts with.
        data: What else the template speaks of; all of it is escaped.
    """
    text = partial(_text, language)
    return _TEMPLATES.get_template(template).render(language=language, text=text, **data)


def _text(language: Language, key: str, **values: object) -> str:
    return CATALOGUE.text(key, language, **values)
