"""The tables of texts are whole, and each is written in its own language."""

from __future__ import annotations

import re

from zhixiao_async.errors.passing import speaks_of_passing
from zhixiao_async.messages.catalogue import placeholders
from zhixiao_async.messages.text import TEXTS
from zhixiao_async.sandbox.services.sentences import SENTENCES

from .tables import CHINESE, ENGLISH, TABLES


def test_tables_are_whole():
    """Every text is there in both languages, with the same placeholders."""
    TEXTS.check()


def test_no_entry_is_written_twice():
    """The folders' tables have no key in common: the later one would win."""
    assert (len(TABLES["en"]), len(TABLES["zh"])) == (len(ENGLISH), len(CHINESE))


CODE = re.compile(
    r"""(?x)
    \{\w+\} | https?://[^，；、）\s]* | http\(s\):// | "[^"]*"
    | [A-Za-z_.]+\(…?[^（）；，]*?\) | [A-Za-z_]+[=][\w.…(){}]* | [a-z]+[+]asyncpg\S*
    | /pay_api(/\w+)? | \w*_\w* | U\+FFFD
    """
)
NAMES = """
    ASCII BOM HTTP JSON URL SQLite TLS UTF MariaDB MySQL PostgreSQL SQLAlchemy
    DuckDB PyMySQL psycopg csv parquet aiohttp ssl sqlite
    None True False int datetime timedelta Decimal fork mask id sign param openid
    Client Connection Credentials Effect Engine AsyncEngine Inbox OutcomeUnknown PayType Portal
    NotificationService Django DATABASES transaction manage py migrate database
    Request SessionStore SQLStore SQLiteStore SSLContext Timeouts TraceConfig
    pyarrow pip install finance env NAME PDF https
    Dask dask scheduler distributed tcp workers
    latest sandbox zhixiao ulimit GROUP BY HAVING AUTOCOMMIT COMPANY WECHAT ALIPAY TRADE REFUND
    Mask PayerType deadline n CSV xls xlsx DataFrame Table pandas polars kinds sessionmaker
    def yield create table async AsyncConnection session flush commit memory StaticPool
    AsyncSession await Confirmation NotificationReceiver
"""
"""Names of fields, classes, formats and products that a Chinese sentence may hold."""


def bare(text: str) -> str:
    """Return a Chinese text without the codes and literals in it."""
    return CODE.sub(" ", text)


def test_chinese_is_chinese():
    """Beside names, of fields, of classes and of formats, no word of it is English."""
    words = {key: {*re.findall(r"[A-Za-z]+", bare(text))} for key, text in CHINESE.items()}
    english = {key: found - {*NAMES.split()} for key, found in words.items()}
    assert {key: found for key, found in english.items() if found} == {}


def test_chinese_has_its_own_punctuation():
    """Between Chinese words stand Chinese marks, and none at the end: a text goes on."""
    mixed = re.compile(r"[\u4e00-\u9fff][,;:?!]|[,;?!][\u4e00-\u9fff]")
    assert {key: text for key, text in CHINESE.items() if mixed.search(bare(text))} == {}
    ended = {key: text for key, text in CHINESE.items() if bare(text).endswith(("。", "；", "，"))}
    assert set(ended) <= {"error.separator"}


def test_english_is_english():
    """No Chinese is left in the English table."""
    chinese = re.compile(r"[\u4e00-\u9fff，。；：]")
    assert {key: text for key, text in ENGLISH.items() if chinese.search(text)} == {}


def test_sandbox_words_rules_that_there_are():
    """A sandbox's sentence is filled in with the values of its rule."""
    filled = {key: placeholders(text) for key, text in SENTENCES.items()}
    assert [key for key in filled if not filled[key] <= placeholders(ENGLISH[key])] == []


def test_sandbox_rejects_for_good():
    """A rejected parameter isn't taken for a fault that passes."""
    passing = [
        key for key, text in SENTENCES.items() if speaks_of_passing(text, of_a_parameter=True)
    ]
    assert passing == []
