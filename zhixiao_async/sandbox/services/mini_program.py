"""The ``sp_data`` of section 2.1, which a mini-program hands to WeChat or Alipay."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256

from ...endpoints import OrderCreate, PayType


def parameters(order_id: str, request: OrderCreate, created: datetime) -> str | None:
    """Return WeChat's parameters as a JSON string, Alipay's trade number, or None for neither.

    They hold the time when the order was created, so that a repeated ``order_create`` returns the
    same.
    """
    if request.openid is None:
        return None
    digest = sha256(order_id.encode()).hexdigest()
    if request.pay_type is PayType.ALIPAY:
        return f"{created:%Y%m%d}22001{int(digest[:12], 16) % 10**15:015d}"
    return json.dumps(
        {
            "appId": f"wx{digest[:16]}",
            "timeStamp": str(int(created.timestamp())),
            "nonceStr": digest[16:48],
            "package": f"prepay_id=wx{order_id}",
            "signType": "MD5",
            "paySign": digest[:32].upper(),
        },
        separators=(",", ":"),
    )
