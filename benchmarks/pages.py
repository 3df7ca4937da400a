"""Prepared pages of the bulk listing: realistic rows, sealed as the gateway does."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta

from zhixiao_async import Credentials
from zhixiao_async.protocol.envelope import seal_reply

CREDENTIALS = Credentials(
    app_id="2021070804024",
    app_secret="x8n6xauGZnGjNQUH",
    aes_key="510113CFE82CCC214A96A259CCCF4DA4",
)
PAGE_SIZE = 1000
BEGIN = datetime(2026, 3, 2)
END = BEGIN + timedelta(days=1)

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞鹏博文雨欣子涵"
_CANTEENS = ["华工南二饭堂", "东区第一食堂", "西苑餐厅", "清真食堂", "图书馆咖啡/水吧"]
_FEES = [200, 350, 450, 600, 800, 950, 1000, 1200, 1350, 1500, 1800, 2200]


def row(number: int, moment: datetime, draw: random.Random) -> dict[str, str | None]:
    """Return a row as section 2.10 has it: strings, nulls and an empty remark."""
    canteen, till = draw.choice(_CANTEENS), draw.randint(1, 40)
    place = f"{canteen}{draw.randint(1, 3)}楼水吧{till}号机"
    anonymous = draw.random() < 0.4
    fee = draw.choice(_FEES) if draw.random() < 0.9 else draw.randint(1, 650_000)
    return {
        "id": f"{moment:%Y%m%d}{number:010d}",
        "operate_type": "1" if draw.random() < 0.02 else "0",
        "pay_type": draw.choice(["WX", "AL"]),
        "order_id": f"01{draw.randrange(10**15, 10**16)}{number % 10}",
        "order_date": moment.strftime("%Y-%m-%d %H:%M:%S"),
        "fee": str(fee),
        "user_no": None if anonymous else f"20{draw.randint(18, 25)}{draw.randrange(10**6):06d}",
        "user_name": None
        if anonymous
        else draw.choice(_SURNAMES) + "".join(draw.sample(_GIVEN, draw.randint(1, 2))),
        "mch_code": None,
        "order_intro": f"{place};",
        "remark": "",
        "device_no": f"etslink_{draw.randrange(10**16):016d}",
        "item_id": "dgNAoYZX6BGAAAAWPwAVGQ",
        "item_name": place,
    }


def page(page_no: int, total_page: int, *, begin: datetime = BEGIN, size: int = PAGE_SIZE) -> bytes:
    """Return the plaintext of one page, written as PHP writes JSON."""
    draw = random.Random(page_no)
    total = total_page * size
    step = timedelta(days=1) / total
    first = (page_no - 1) * size
    content = {
        "begin_time": begin.strftime("%Y-%m-%d %H:%M:%S"),
        "end_time": (begin + timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S"),
        "page_no": page_no,
        "page_size": size,
        "total_page": total_page,
        "total_size": str(total),
        "data": [row(n, begin + n * step, draw) for n in range(first, first + size)],
    }
    return json.dumps(content, separators=(",", ":")).replace("/", "\\/").encode()


def sealed(plaintext: bytes) -> bytes:
    """Return the reply with a page."""
    return seal_reply(CREDENTIALS, 0, plaintext)
