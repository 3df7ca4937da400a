"""A DataFrame of orders as a user writes it: httpx, pycryptodome, json, pandas.

It verifies each page's sign, and has the types that ``orders_table().to_pandas()`` has.
"""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import datetime, timedelta
from hashlib import md5
from typing import Any

import httpx
import pandas as pd
from Crypto.Cipher import AES
from Crypto.Util.Padding import unpad

from benchmarks.pages import BEGIN, CREDENTIALS, PAGE_SIZE
from zhixiao_async.endpoints import OrderList
from zhixiao_async.protocol.writing import seal_request, to_json, write

_KEY = CREDENTIALS.aes_key.encode()
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}
DAY = timedelta(days=1)


def frame_of(url: str, days: int) -> pd.DataFrame:
    """Read days, page by page."""
    rows: list[dict[str, Any]] = []
    with httpx.Client() as client:
        for day in range(days):
            begin = BEGIN + day * DAY
            number, pages = 1, 1
            while number <= pages:
                page = _page(client, url, begin, number)
                rows += page["data"]
                pages = int(page["total_page"])
                number += 1
    frame = pd.DataFrame(rows)
    frame["fee"] = frame["fee"].astype("int64")
    times = pd.to_datetime(frame["order_date"], format="%Y-%m-%d %H:%M:%S")
    frame["order_date"] = times.dt.tz_localize("Asia/Shanghai")
    for name in ("operate_type", "pay_type"):
        frame[name] = frame[name].astype("category")
    return frame


def _page(client: httpx.Client, url: str, begin: datetime, number: int) -> Any:
    request = OrderList(begin_time=begin, end_time=begin + DAY, page_no=number, page_size=PAGE_SIZE)
    form = seal_request(CREDENTIALS, to_json(write(request)))
    address = f"{url}/pay_api/order_list_item_all"
    reply = client.post(address, content=form, headers=_HEADERS).json()
    signed = f"{reply['ret_code']}{reply['ret_content']}{CREDENTIALS.app_secret}".encode()
    if md5(signed).hexdigest() != reply["sign"]:
        raise ValueError("sign")
    cipher = AES.new(_KEY, AES.MODE_CBC, _KEY[:16])
    return json.loads(unpad(cipher.decrypt(b64decode(reply["ret_content"])), 16))
