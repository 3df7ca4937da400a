"""Random forged notifications: fields changed, written in some style, then bytes changed.

Choices are drawn from a :class:`random.Random` that hypothesis hands out, which is a hundred times
faster than hypothesis's own draws.
"""

from __future__ import annotations

from random import Random
from urllib.parse import parse_qsl, quote

from .forgeries import HANDMADE, Pairs
from .properties import GENUINE

# Well-formed bodies, so that changes get past the parser.
STARTS = [
    body
    for name in ("other_keys", "own_requests", "replies", "other_signs", "unknown_ids")
    for body in HANDMADE[name]()
]
ODD_TEXTS = ("", "", " ", "+", "=", "0", "==", "\0", "%", "AAAA", "é", "\ufeff", "０", "\U0001f4b0")
FIELD_CHANGES = ("value", "value", "value", "swap", "copy", "drop", "name", "case")
BYTE_CHANGES = ("bit", "bit", "cut", "insert", "delete", "splice")
STYLES = ("usual", "usual", "lower", "everything", "bare")


def mutated(random: Random) -> bytes:
    """Return a body a few changes away from the genuine one, or from a good forgery."""
    start = GENUINE if random.random() < 0.7 else random.choice(STARTS)
    pairs = parse_qsl(start.decode(), keep_blank_values=True)
    for _ in range(random.choice((0, 0, 1, 1, 2))):
        pairs = _changed_fields(random, pairs)
    body = _written(random.choice(STYLES), pairs)
    for _ in range(random.choice((0, 0, 1, 1, 2))):
        body = _changed_bytes(random, body)
    return body


def _changed_fields(random: Random, pairs: Pairs) -> Pairs:
    if not pairs:
        return pairs
    pairs = list(pairs)
    place, other = random.randrange(len(pairs)), random.randrange(len(pairs))
    (name, value), (other_name, other_value) = pairs[place], pairs[other]
    match random.choice(FIELD_CHANGES):
        case "swap":
            pairs[place], pairs[other] = (name, other_value), (other_name, value)
        case "copy":
            pairs.insert(other, (name, other_value))
        case "drop":
            del pairs[place]
        case "name":
            pairs[place] = (_changed_text(random, name), value)
        case "case":
            pairs[place] = (name, value.swapcase())
        case _:
            pairs[place] = (name, _changed_text(random, value))
    return pairs


def _changed_text(random: Random, text: str) -> str:
    start = random.randint(0, len(text))
    end = start + random.randint(0, 4)
    put = random.choice((*ODD_TEXTS, chr(random.randrange(128)), random.choice(text or "0")))
    return text[:start] + put + text[end:]


def _written(style: str, pairs: Pairs) -> bytes:
    def spelled(text: str) -> str:
        if style == "everything":
            return "".join(f"%{byte:02X}" for byte in text.encode())
        return quote(text, safe="+/= " if style == "bare" else "")

    body = "&".join(f"{spelled(name)}={spelled(value)}" for name, value in pairs)
    if style == "lower":
        for escape in ("%2B", "%2F", "%3D"):
            body = body.replace(escape, escape.lower())
    return body.encode()


def _changed_bytes(random: Random, body: bytes) -> bytes:
    place = random.randint(0, len(body))
    kind = random.choice(BYTE_CHANGES)
    if kind == "bit" and place < len(body):
        flipped = body[place] ^ 1 << random.randrange(8)
        return body[:place] + bytes([flipped]) + body[place + 1 :]
    if kind == "cut":
        return random.choice((body[:place], body[place:]))
    if kind == "delete":
        return body[:place] + body[place + random.randint(1, 40) :]
    if kind == "splice":
        return body[:place] + random.choice(STARTS)[place:]
    return body[:place] + random.randbytes(random.randint(1, 6)) + body[place:]
