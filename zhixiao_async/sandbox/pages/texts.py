"""The pages' texts in both languages."""

from __future__ import annotations

from ...messages.catalogue import Catalogue, Language
from ..services.refusals import Refusal
from . import en, zh

CATALOGUE = Catalogue(en.TEXTS, zh.TEXTS)

_KEYS = {sentence: key for key, sentence in zh.TEXTS.items()}


def refusal_text(refusal: Refusal, language: Language) -> str:
    """Return why a payer is refused.

    The gateway speaks Chinese: a sentence that is among the pages' texts is translated, any other
    stays as it is.
    """
    key = _KEYS.get(refusal.sentence)
    return CATALOGUE.text(key, language) if key else refusal.sentence
