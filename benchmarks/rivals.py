"""The usual libraries, which a user would write with instead: serial or eight at a time.

Each verifies the sign and returns typed rows, as the library does.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from hashlib import md5
from typing import Any

import attrs
import cattrs
import httpx
import pydantic
import requests
from Crypto.Cipher import AES
from Crypto.Util.Padding import pad, unpad

from benchmarks.pages import BEGIN, CREDENTIALS, END

_KEY = CREDENTIALS.aes_key.encode()
_AT_A_TIME = 8
Rows = list[Any]
Read = Callable[[bytes], tuple[int, Rows]]


class RowKind(Enum):
    """Trade or refund."""

    TRADE = "0"
    REFUND = "1"


class Channel(Enum):
    """Alipay or WeChat."""

    ALIPAY = "AL"
    WECHAT = "WX"


@attrs.frozen
class AttrsRow:
    """A row, for cattrs."""

    id: str
    order_id: str
    operate_type: RowKind
    pay_type: Channel
    order_date: datetime
    fee: int
    user_no: str | None
    user_name: str | None
    mch_code: str | None
    order_intro: str
    remark: str
    device_no: str
    item_id: str
    item_name: str


class PydanticRow(pydantic.BaseModel):
    """A row, for pydantic."""

    id: str
    order_id: str
    operate_type: RowKind
    pay_type: Channel
    order_date: datetime
    fee: int
    user_no: str | None
    user_name: str | None
    mch_code: str | None
    order_intro: str
    remark: str
    device_no: str
    item_id: str
    item_name: str


class PydanticPage(pydantic.BaseModel):
    """A page, for pydantic."""

    total_page: int
    data: list[PydanticRow]


_CONVERTER = cattrs.Converter()
_CONVERTER.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))


def form(page_no: int) -> dict[str, str]:
    """Return the request for a page."""
    params = {
        "begin_time": str(BEGIN),
        "end_time": str(END),
        "page_no": str(page_no),
        "page_size": "1000",
    }
    cipher = AES.new(_KEY, AES.MODE_CBC, _KEY[:16])
    param = base64.b64encode(cipher.encrypt(pad(json.dumps(params).encode(), 16))).decode()
    return {"id": CREDENTIALS.app_id, "param": param, "sign": _sign(CREDENTIALS.app_id, param)}


def plaintext(body: bytes) -> bytes:
    """Return a reply's decrypted content."""
    reply = json.loads(body)
    if reply["sign"] != _sign(str(reply["ret_code"]), reply["ret_content"]):
        raise ValueError("sign")
    cipher = AES.new(_KEY, AES.MODE_CBC, _KEY[:16])
    return unpad(cipher.decrypt(base64.b64decode(reply["ret_content"])), 16)


def _sign(*parts: str) -> str:
    return md5("".join([*parts, CREDENTIALS.app_secret]).encode()).hexdigest()


def read_cattrs(body: bytes) -> tuple[int, Rows]:
    """Read rows with json and cattrs."""
    page = json.loads(plaintext(body))
    return page["total_page"], _CONVERTER.structure(page["data"], list[AttrsRow])


def read_pydantic(body: bytes) -> tuple[int, Rows]:
    """Read rows with pydantic's own JSON parser."""
    page = PydanticPage.model_validate_json(plaintext(body))
    return page.total_page, page.data


def serial(url: str, read: Read) -> tuple[int, int]:
    """Return orders and fen, read with requests, one page after the other."""
    orders = fen = 0
    with requests.Session() as session:
        page_no = total_page = 1
        while page_no <= total_page:
            response = session.post(url, data=form(page_no), timeout=60)
            total_page, rows = read(response.content)
            orders, fen, page_no = orders + len(rows), fen + sum(r.fee for r in rows), page_no + 1
    return orders, fen


async def concurrent(url: str, read: Read) -> tuple[int, int]:
    """Return orders and fen, read with httpx, eight pages at a time."""
    gate = asyncio.Semaphore(_AT_A_TIME)
    async with httpx.AsyncClient(timeout=60) as client:

        async def fetch(page_no: int) -> tuple[int, int, int]:
            async with gate:
                response = await client.post(url, data=form(page_no))
                total_page, rows = read(response.content)
                return total_page, len(rows), sum(row.fee for row in rows)

        first = await fetch(1)
        rest = await asyncio.gather(*(fetch(n) for n in range(2, first[0] + 1)))
    _, orders, fen = zip(first, *rest, strict=True)
    return sum(orders), sum(fen)
