"""Forged notifications made by hand, and genuine ones in other spellings."""

from __future__ import annotations

import base64
import gzip
import hashlib
import itertools
import json
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, quote, urlencode

import attrs

from zhixiao_async import Credentials, NotificationReceiver
from zhixiao_async.protocol import writing
from zhixiao_async.protocol.envelope import seal_reply
from zhixiao_async.protocol.writing import seal_request

from .properties import GENUINE, NOTIFICATION, essence
from .wire import CREDENTIALS, REQUESTS

Pairs = list[tuple[str, str]]

OLD = attrs.evolve(CREDENTIALS, app_secret="old secret", aes_key="old key!" * 4)
NEIGHBOUR = Credentials(app_id="77", app_secret="his secret", aes_key="his key!" * 4)
STRANGER = Credentials(app_id="99", app_secret="no secret", aes_key="no key!!" * 4)
RECEIVER = NotificationReceiver(CREDENTIALS, OLD, NEIGHBOUR)
MEANINGS = {
    essence(seal_request(ours, NOTIFICATION)): seal_reply(ours, 0, b"success")
    for ours in (CREDENTIALS, OLD, NEIGHBOUR)
}
"""Essence of genuine bodies, and the answer to each."""
FIELDS: Pairs = parse_qsl(GENUINE.decode())
ID, PARAM, SIGN = (value for _, value in FIELDS)


def form(app_id: str = ID, param: str = PARAM, sign: str = SIGN) -> bytes:
    """Return the genuine form with some fields replaced."""
    return urlencode({"id": app_id, "param": param, "sign": sign}).encode()


def bits() -> Iterator[bytes]:
    for place, bit in itertools.product(range(len(GENUINE)), range(8)):
        yield GENUINE[:place] + bytes([GENUINE[place] ^ 1 << bit]) + GENUINE[place + 1 :]


def cuts() -> Iterator[bytes]:
    for place in range(len(GENUINE)):
        yield GENUINE[:place]
        yield GENUINE[place + 1 :]
        yield GENUINE[:place] + GENUINE[place + 1 :]
        yield GENUINE[: place + 1] + GENUINE[place:]
    blocks = base64.b64decode(PARAM)
    for start, end in itertools.combinations(range(0, len(blocks) + 1, 16), 2):
        yield form(param=base64.b64encode(blocks[:start] + blocks[end:]).decode())
        yield form(param=base64.b64encode(blocks[:end] + blocks[start:]).decode())


def swapped_fields() -> Iterator[bytes]:
    for values in itertools.permutations([ID, PARAM, SIGN]):
        yield form(*values)
    for cut in range(1, len(ID)):  # the signed string stays the same
        yield form(ID[:cut], ID[cut:] + PARAM)
    for cut in range(1, 9):
        yield form(ID + PARAM[:cut], PARAM[cut:])
        yield form(param=PARAM[:-cut], sign=PARAM[-cut:] + SIGN)


def repeated_fields() -> Iterator[bytes]:
    for name, value in FIELDS:
        for other in (value, "", "1", value + " ", value.swapcase()):
            again = urlencode([(name, other)]).encode()
            yield GENUINE + b"&" + again
            yield again + b"&" + GENUINE
        for other_name in (name.upper(), f"{name}[]", f" {name}", f"{name}\0", f"\ufeff{name}"):
            yield GENUINE.replace(f"{name}=".encode(), quote(other_name).encode() + b"=")


def spellings() -> Iterator[bytes]:
    yield GENUINE.replace(b"%2B", b"%0A")
    yield GENUINE.replace(b"%", b"%25")
    yield GENUINE.replace(b"&", b";")
    yield GENUINE.replace(b"&", b"&amp;")
    yield GENUINE.replace(b"=", b":")
    yield form(param=PARAM.translate(str.maketrans("+/", "-_")))
    yield form(param=PARAM.rstrip("=") + "=" * 4)
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    yield form(app_id=ID.translate(wide))
    yield form(sign=SIGN.translate(wide))
    for value, put in itertools.product((ID, PARAM, SIGN), (" ", "\n", "\0", "\ufeff", "=", "0")):
        for other in (value + put, put + value, value[:2] + put + value[2:]):
            yield urlencode(
                [(name, other if own == value else own) for name, own in FIELDS]
            ).encode()


def charsets() -> Iterator[bytes]:
    text = GENUINE.decode()
    for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp037", "cp500"):
        yield text.encode(name)
    yield gzip.compress(GENUINE, mtime=0)
    yield base64.b64encode(GENUINE)
    yield json.dumps(dict(FIELDS)).encode()
    yield (
        "".join(
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in FIELDS
        ).encode()
        + b"--x--\r\n"
    )


def other_keys() -> Iterator[bytes]:
    known = (CREDENTIALS, OLD, NEIGHBOUR, STRANGER)
    for first, second, third in itertools.product(known, repeat=3):
        mixed = Credentials(
            app_id=first.app_id, app_secret=str(second.app_secret), aes_key=str(third.aes_key)
        )
        body = seal_request(mixed, NOTIFICATION)
        yield body
        yield form(param=dict(parse_qsl(body.decode()))["param"])
        yield form(sign=dict(parse_qsl(body.decode()))["sign"])


def other_signs() -> Iterator[bytes]:
    secret = str(CREDENTIALS.app_secret)
    strings = (PARAM, ID + PARAM, PARAM + secret, secret + ID + PARAM, PARAM + ID + secret, secret)
    for string, name in itertools.product(strings, ("md5", "sha1", "sha256")):
        yield form(sign=hashlib.new(name, string.encode()).hexdigest())
    for sign in ("", "0" * 32, "f" * 32, SIGN[::-1], SIGN[:-1], SIGN * 2, "null", "true", "签名"):
        yield form(sign=sign)


def own_requests() -> Iterator[bytes]:
    for request in REQUESTS:
        plaintext = writing.to_json(writing.write(request))
        yield from (seal_request(ours, plaintext) for ours in (CREDENTIALS, OLD, NEIGHBOUR))


def replies() -> Iterator[bytes]:
    for code, content in itertools.product((0, -1, int(ID)), (NOTIFICATION, b"success", b"[]")):
        body = seal_reply(CREDENTIALS, code, content)
        reply = json.loads(body)
        yield body
        yield form(str(code), reply["ret_content"], reply["sign"])
        yield form(ID, reply["ret_content"], reply["sign"])
        yield form(ID, f"{code}{reply['ret_content']}", reply["sign"])
        yield urlencode(reply).encode()


def unknown_ids() -> Iterator[bytes]:
    for app_id in ("99", "0", "*", ID + "0", ID[:-1], "0" + ID, "None", "٢"):
        stranger = attrs.evolve(CREDENTIALS, app_id=app_id)
        yield seal_request(stranger, NOTIFICATION)
        yield form(app_id=app_id)
    yield form(app_id="")


HANDMADE: dict[str, Callable[[], Iterator[bytes]]] = {
    kind.__name__: kind
    for kind in (
        *(bits, cuts, swapped_fields, repeated_fields, spellings, charsets, other_keys),
        *(other_signs, own_requests, replies, unknown_ids),
    )
}


def same_meaning() -> Iterator[bytes]:
    """Yield the genuine notification in other bytes: the same three fields."""
    for fields in itertools.permutations(FIELDS):
        yield urlencode(fields).encode()
    everything = {
        name: "".join(f"%{ord(letter):02x}" for letter in value) for name, value in FIELDS
    }
    yield "&".join(f"{name}={value}" for name, value in everything.items()).encode()
    yield GENUINE.replace(b"%2B", b"%2b").replace(b"%2F", b"%2f").replace(b"%3D", b"%3d")
    yield GENUINE.replace(b"%2F", b"/").replace(b"%3D", b"=")
    yield GENUINE.replace(b"sign", b"%73%69%67%6E")
    yield GENUINE + b"&charset=utf-8&empty="
    yield GENUINE.replace(b"%2B", b"+")
    yield GENUINE.replace(b"%2B", b"%20")
    yield GENUINE.replace(b"%2B", b"+", 1)
    yield b"\xef\xbb\xbf&" + GENUINE + b"&&lonely&\xff=%ff&" + b"x=1&" * 99 + b"\r\n"
    yield form(sign=SIGN.upper())
