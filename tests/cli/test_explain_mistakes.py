"""The usual mistakes are recognised by what they give, and named."""

import base64
import re
from hashlib import sha256
from urllib.parse import quote

import pytest

from .conftest import APP_ID, KEY, QUERY, SECRET, encrypt, form, md5, reply, seal

LONG = b'{"out_trade_no":"20881","order_id":"00000000000000001" }'
# Long enough to be broken into lines, and with +, / and = in it.
PARAM = seal(LONG)


def in_lines(text: str, width: int, end: str) -> str:
    return end.join(text[start : start + width] for start in range(0, len(text), width))


SIGNS = {
    "over-url-encoded": (APP_ID + quote(PARAM, safe="") + SECRET, "url-encoded"),
    "over-lower-url-encoded": (
        APP_ID + re.sub("%..", lambda match: match[0].lower(), quote(PARAM, safe="")) + SECRET,
        "url-encoded",
    ),
    "param-first": (PARAM + APP_ID + SECRET, "the order was param + id + app_secret"),
    "secret-first": (SECRET + APP_ID + PARAM, "the order was app_secret + id + param"),
    "secret-between": (APP_ID + SECRET + PARAM, "the order was id + app_secret + param"),
    "no-secret": (APP_ID + PARAM, "the app_secret is missing"),
    "no-id": (PARAM + SECRET, "the id is missing"),
    "no-param": (APP_ID + SECRET, "the param is missing"),
    "plaintext": (APP_ID + LONG.decode() + SECRET, "the plaintext was signed"),
    "aes-key": (APP_ID + PARAM + KEY, "the aes_key was used instead of the app_secret"),
    "newline": (APP_ID + PARAM + SECRET + "\n", "a line break after the app_secret"),
    "pairs": (f"id={APP_ID}&param={PARAM}&key={SECRET}", "joined as name=value pairs"),
    "lines": (APP_ID + in_lines(PARAM, 76, "\r\n") + SECRET, "base64 with line breaks"),
    "no-padding": (APP_ID + PARAM.rstrip("=") + SECRET, "without its ="),
}


@pytest.mark.parametrize(("signed", "mistake"), SIGNS.values(), ids=SIGNS)
def test_mistaken_sign(explain, signed, mistake):
    """The mistake that makes the sign is named, and no other."""
    done = explain(form(PARAM, md5(signed)))
    found = re.findall("the given sign comes from this mistake: (.*)", done.out)
    assert (done.code, len(done.wrongs), len(found)) == (1, 1, 1)
    assert mistake in found[0]


def test_two_mistakes_at_once(explain):
    """Two mistakes in one sign are both named."""
    done = explain(form(PARAM, md5(PARAM + APP_ID + KEY)))
    assert done.out.count("comes from this mistake") == 2


def test_upper_case(explain):
    """A sign in capitals is wrong in a request, and right in a reply."""
    sign = md5(APP_ID + PARAM + SECRET).upper()
    assert explain(form(PARAM, sign)).wrongs == [
        "the sign fits but for its case: the document asks for lower-case hex"
    ]
    content = seal(b'{"order_id":"1"}')
    assert explain(reply(content, sign=md5(f"0{content}{SECRET}").upper())).code == 0


@pytest.mark.parametrize(
    ("sign", "said"),
    [("0" * 32, "no usual mistake gives that sign"), ("abc", "this has 3 characters")],
)
def test_any_other_sign(explain, sign, said):
    """The report says that nothing explains any other sign."""
    assert said in explain(form(PARAM, sign)).out


def test_reply_signed_with_escapes(explain):
    """A sign over the text as it stands in the JSON, with its escapes, is recognised."""
    escaped = PARAM.replace("/", "\\/")
    done = explain(reply(PARAM, sign=md5(f"0{escaped}{SECRET}")))
    assert "with its slashes escaped" in done.out


@pytest.mark.parametrize(
    ("captured", "name"),
    [
        (form(PARAM, md5(APP_ID + LONG.decode() + SECRET)), "param"),
        (reply(PARAM, sign=md5("0" + LONG.decode() + SECRET)), "ret_content"),
    ],
)
def test_plaintext_that_was_signed(explain, captured, name):
    """The report names what should have been signed instead of the plaintext by its field."""
    assert f"sign {name} as sent" in explain(captured).out


def test_plus_turned_into_space(explain):
    """A + that turned into a space spoils the sign and the param; what is inside is shown."""
    sent = f"id={APP_ID}&param={PARAM}&sign={md5(APP_ID + PARAM + SECRET)}"
    done = explain(sent)
    assert len(done.wrongs) == 2
    assert done.out.count("without url-encoding") == 2
    assert '"out_trade_no": "20881"' in done.out


BASE64S = {
    "lines": (in_lines(PARAM, 64, "\n"), "param has line breaks; it must be one line"),
    "twice": (quote(PARAM, safe=""), "param still is url-encoded"),
    "url-safe": (PARAM.replace("+", "-").replace("/", "_"), "param is the url-safe base64"),
    "hex": (base64.b64decode(PARAM).hex(), "param is hex; it must be base64"),
}


@pytest.mark.parametrize(("param", "wrong"), BASE64S.values(), ids=BASE64S)
def test_mistaken_base64(explain, param, wrong):
    """Each oddity of base64 is named and put right; what is inside is read."""
    done = explain(form(param))
    assert len(done.wrongs) == 1
    assert done.wrongs[0].startswith(wrong)
    assert '"out_trade_no": "20881"' in done.out


def test_base64_without_padding(explain):
    """Base64 without its padding is worth a note only: what it means is clear."""
    param = next(text for text in (PARAM, seal(QUERY)) if text.endswith("="))
    done = explain(form(param.rstrip("=")))
    assert (done.code, "param lacks its closing =" in done.out) == (0, True)


@pytest.mark.parametrize(
    ("param", "wrong"),
    [
        ("", "param is empty"),
        ("!", "param isn't base64"),
        ("价", "param isn't base64"),
        (base64.b64encode(b"\xff" * 15).decode(), "15 bytes aren't whole AES blocks"),
        (base64.b64encode(QUERY).decode(), "24 bytes aren't whole AES blocks"),
        (seal(QUERY, key=b"another key of 32 characters ...")[:], "the key doesn't open it"),
        (encrypt(QUERY.ljust(31, b"\0") + b"\x08", iv=KEY[:16].encode()), "the key doesn't open"),
    ],
    ids=["empty", "no-base64", "chinese", "cut-off", "plain", "other-key", "other-padding"],
)
def test_nothing_to_open(explain, param, wrong):
    """The report ends where there is nothing to open."""
    done = explain(form(param))
    assert done.code == 1
    assert done.wrongs[0].startswith(wrong)


HALF, HEXED = KEY[:16].encode(), bytes.fromhex(KEY)
KEYS = {
    "hex-decoded": (seal(LONG, key=HEXED), "hex-decoded to 16 bytes"),
    "hex-decoded-both": (seal(LONG, key=HEXED, iv=HEXED), "the IV was the hex-decoded key"),
    "half": (seal(LONG, key=HALF), "only half of the key"),
    "lower": (seal(LONG, key=KEY.lower().encode()), "the key in lower case"),
    "hashed": (seal(LONG, key=sha256(KEY.encode()).digest()), "the key was hashed"),
    "secret": (seal(LONG, key=SECRET.encode()), "the app_secret was used as the key"),
    "zero-iv": (seal(LONG, iv=bytes(16)), "the IV was zero"),
    "last-iv": (seal(LONG, iv=KEY[16:].encode()), "the IV was the key's last 16"),
    "ecb": (seal(LONG, iv=None), "ECB was used; the mode is CBC"),
    "zeros": (encrypt(LONG.ljust(96, b"\0"), iv=HALF), "padded with zero bytes"),
    "iv-in-front": (seal(bytes(range(16)) + LONG), "an IV of its own stands in front"),
    "other-iv": (seal(LONG, iv=bytes(range(16))), "another IV: only the first 16 bytes"),
    "not-encrypted": (
        base64.b64encode(b'{"order_id":"123456789012345678"}').decode(),
        "only base64",
    ),
    "blocks-not-encrypted": (
        base64.b64encode(b'{"order_id":"12345678901234567"}').decode(),
        "only base64",
    ),
}


IN_CHINESE = {
    "hex-decoded": "按十六进制解码成 16 字节；应直接用 32 个字符",
    "hex-decoded-both": "IV 用了十六进制解码后的密钥；应为前 16 个字符",
    "half": "应用全部 32 个字符",
    "lower": "密钥被转成小写",
    "hashed": "密钥被哈希；应直接使用",
    "secret": "误用 app_secret 作为密钥",
    "zero-iv": "IV 用了全零；应为 aes_key 的前 16 个字符",
    "last-iv": "IV 用了密钥的后 16 个字符；应为前 16 个",
    "ecb": "用了 ECB 模式；应为 CBC",
    "zeros": "用零字节填充；应为 PKCS#7",
    "iv-in-front": "前面附带了自己的 IV；IV 应为 aes_key 的前 16 个字符",
    "other-iv": "只有前 16 字节不可读；IV 应为 aes_key 的前 16 个字符",
    "not-encrypted": "没有加密，只做了 base64",
}


@pytest.mark.parametrize(("param", "mistake"), KEYS.values(), ids=KEYS)
def test_mistaken_key(explain, param, mistake):
    """The sign is right; how it was encrypted instead is found out."""
    done = explain(form(param))
    assert done.code == 1
    assert mistake in done.out


@pytest.mark.parametrize(("mistake", "said"), IN_CHINESE.items(), ids=IN_CHINESE)
def test_mistaken_key_in_chinese(explain, mistake, said):
    """A mistaken key is told in Chinese, with what it must be instead."""
    lines = explain("--lang", "zh", form(KEYS[mistake][0])).out.splitlines()
    assert any(line.endswith(said) for line in lines)


def test_broken_json_is_not_blamed_on_the_key(explain):
    """Broken JSON opens as documented: what is inside is the mistake, not the key."""
    done = explain(form(seal(b'{"out_trade_no":"20881", and so on}')))
    assert done.wrongs == ["the content begins like JSON, but can't be read as such"]


def test_wrong_padding_by_chance(explain):
    """A wrong key that happens to pad rightly is still a wrong key."""
    padded = b"\xff" * 15 + b"\x01"
    done = explain(form(encrypt(padded, iv=HALF)))
    assert done.wrongs == ["the key doesn't open it"]
    assert "the padding fits by chance" in done.out
