"""What ``zhixiao explain`` makes of base64, keys and IVs, by itself."""

import base64
from hashlib import md5 as md5_of
from hashlib import sha256

import pytest

from zhixiao_async.cli.explain.base64_text import explain_base64
from zhixiao_async.cli.explain.keys import explain_key, is_json, is_readable
from zhixiao_async.cli.explain.steps import WRONG
from zhixiao_async.config import Credentials
from zhixiao_async.protocol.redact import Redactor
from zhixiao_async.sandbox import TEST_CREDENTIALS

from .conftest import APP_ID, KEY, SECRET, encrypt, seal

SHOWN = Redactor(TEST_CREDENTIALS)
LONG = b'{"out_trade_no":"20881","order_id":"00000000000000001" }'
HALF, HEXED, KEY_BYTES = KEY[:16].encode(), bytes.fromhex(KEY), KEY.encode()
HASHED = md5_of(KEY_BYTES).digest(), sha256(KEY_BYTES).digest()
BY_HALF, BY_HASH = "only half of the key was used", "the key was hashed"
OPENINGS = [
    (seal(LONG, key=HEXED), ["the key was hex-decoded to 16 bytes"]),
    (seal(LONG, key=HALF), [BY_HALF]),
    (seal(LONG, key=KEY_BYTES[16:]), [BY_HALF]),
    (seal(LONG, key=KEY_BYTES.lower()), ["the key in lower case"]),
    (seal(LONG, key=HASHED[0]), [BY_HASH]),
    (seal(LONG, key=HASHED[1]), [BY_HASH]),
    (seal(LONG, key=SECRET.encode()), ["the app_secret was used as the key"]),
    (seal(LONG, key=SECRET.encode().ljust(32, b"\0")), ["the app_secret was used as the key"]),
    (seal(LONG, iv=bytes(16)), ["the IV was zero"]),
    (seal(LONG, iv=None), ["ECB was used; the mode is CBC"]),
    (seal(LONG, iv=KEY_BYTES[16:]), ["the IV was the key's last 16 characters"]),
    (seal(LONG, iv=HEXED), ["the IV was the hex-decoded key"]),
    (seal(LONG, key=HALF, iv=None), [BY_HALF, "ECB was used"]),
    (encrypt(LONG.ljust(64, b"\0"), iv=HALF), ["padded with zero bytes"]),
    (seal(bytes(range(16)) + LONG), ["an IV of its own stands in front of it"]),
]


@pytest.mark.parametrize(("param", "mistakes"), OPENINGS, ids=range(len(OPENINGS)))
def test_mistakes_behind_a_content(param, mistakes):
    """The fewest mistakes that open a content are named, and what is inside is read."""
    plaintext, step = explain_key(base64.b64decode(param), TEST_CREDENTIALS)
    assert (plaintext, step.mark) == (LONG, WRONG)
    assert len(step.details) == len(mistakes)
    for found, mistake in zip(step.details, mistakes, strict=True):
        assert found.startswith(mistake)


def test_list_behind_an_iv_of_its_own():
    """A list behind an IV of its own is found as an object is."""
    blocks = base64.b64decode(seal(bytes(range(16)) + b'["a"]'))
    assert explain_key(blocks, TEST_CREDENTIALS)[0] == b'["a"]'


def test_sentence_padded_with_zeros():
    """Padding of zeros is taken off a sentence."""
    blocks = base64.b64decode(encrypt(b"order X".ljust(16, b"\0"), iv=HALF))
    assert explain_key(blocks, TEST_CREDENTIALS)[0] == b"order X"


def test_key_in_upper_case():
    """A key in upper case is recognised where the right one has letters of the other case."""
    credentials = Credentials(app_id=APP_ID, app_secret=SECRET, aes_key=KEY.lower())
    _, step = explain_key(base64.b64decode(seal(LONG)), credentials)
    assert step.details[0].to("zh") == "密钥被转成大写"


@pytest.mark.parametrize("cut", [0, 3, 4])
def test_character_that_the_first_block_cuts(cut):
    """At most three bytes of a cut character lie in the second block; more are no text."""
    blocks = base64.b64decode(seal(b"\xff" * 16 + b"\1" * cut + b"text"))
    assert (explain_key(blocks, TEST_CREDENTIALS)[0] is None) is (cut == 4)


def test_content_that_no_mistake_opens():
    """A content under another key doesn't open, since that is no usual mistake."""
    blocks = base64.b64decode(seal(LONG, key=b"k" * 32))
    plaintext, step = explain_key(blocks, TEST_CREDENTIALS)
    assert (plaintext, step.text) == (None, "the key doesn't open it")


@pytest.mark.parametrize(
    ("plain", "json", "readable"),
    [
        (b'{"a":1}', True, True),
        ("订单不存在".encode(), False, True),
        (b"a sentence}", False, False),
        (b"a sentence]", False, False),
        (b"a\x00b", False, False),
        (b"\xff\xfe", False, False),
        (b"", False, False),
    ],
)
def test_what_is_meant_and_what_is_noise(plain, json, readable):
    """JSON that is broken isn't taken for a sentence."""
    assert (is_json(plain), is_readable(plain)) == (json, readable)


BLOCK = base64.b64encode(b"\xfb\xff" * 8).decode()
BASE64S = [
    (BLOCK, ["[ok] x is base64 on one line"]),
    ("", ["[!!] x is empty"]),
    ((b"\xfb\xff" * 8).hex(), ["[!!] x is hex; it must be base64"]),
    (BLOCK.replace("+", "%2B"), ["[!!] x still is url-encoded"]),
    (BLOCK.replace("=", "%3d"), ["[!!] x still is url-encoded"]),
    (BLOCK.replace("+", " "), ["[!!] x has spaces where base64 has +"]),
    (BLOCK[:9] + "\t" + BLOCK[9:], ["[!!] x has line breaks; it must be one line"]),
    (BLOCK[:9] + "\r\n" + BLOCK[9:], ["[!!] x has line breaks; it must be one line"]),
    (BLOCK.replace("+", "-"), ["[!!] x is the url-safe base64"]),
    (BLOCK.replace("/", "_"), ["[!!] x is the url-safe base64"]),
    (BLOCK.rstrip("="), ["[--] x lacks its closing ="]),
    (BLOCK.rstrip("=").replace("/", "_"), ["[!!] x is the url-safe", "[--] x lacks its closing ="]),
]


@pytest.mark.parametrize(("sealed", "found"), BASE64S, ids=range(len(BASE64S)))
def test_base64_that_can_be_put_right(sealed, found):
    """Every oddity is named once, and the bytes are those that were meant."""
    blocks, steps = explain_base64(sealed, "x", SHOWN)
    assert blocks == (b"\xfb\xff" * 8 if sealed else None)
    said = [step.lines("en")[0] for step in steps]
    assert len(said) == len(found)
    assert all(line.startswith(start) for line, start in zip(said, found, strict=True))


@pytest.mark.parametrize(
    ("sealed", "size"),
    [("\n", 0), ("QUJD", 3), (base64.b64encode(b"x" * 33).decode(), 33), ("====", None)],
)
def test_base64_of_no_whole_blocks(sealed, size):
    """The report says how many bytes it is, if it is base64 at all."""
    blocks, steps = explain_base64(sealed, "x", SHOWN)
    said = steps[-1].lines("en")[0]
    if size is None:
        assert blocks is None
        assert said.startswith("[!!] x isn't base64")
    else:
        assert len(blocks) == size
        assert said.startswith(f"[!!] {size} bytes aren't whole AES blocks of 16")
