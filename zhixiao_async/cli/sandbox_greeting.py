"""What ``zhixiao sandbox`` prints when it listens: where it is, whom it knows, what to paste."""

from __future__ import annotations

from ..sandbox import Sandbox
from ..sandbox.seeds import FORM_ORDERS, STUDENTS


def greeting(gateway: Sandbox, *, db: str, everywhere: bool) -> str:
    """The whole text.

    Args:
        gateway: It has been started.
        db: Its database.
        everywhere: Whether other machines can reach it.
    """
    credentials = gateway.credentials
    parts = (
        f"The sandbox gateway listens on {gateway.base_url} (Ctrl-C ends it)\n"
        f"Console: {gateway.base_url}/\n",
        _links(gateway, everywhere),
        f"Database: {db}\n",
        _listed(gateway.seeded_orders),
        _people(),
        "\n"
        "The vendor's published test credentials and this address, for your shell:\n\n"
        f"export ZHIXIAO_APP_ID={credentials.app_id}\n"
        f"export ZHIXIAO_APP_SECRET={credentials.app_secret!s}\n"
        f"export ZHIXIAO_AES_KEY={credentials.aes_key!s}\n"
        f"export ZHIXIAO_BASE_URL={gateway.base_url}\n",
    )
    return "".join(parts)


def _links(gateway: Sandbox, everywhere: bool) -> str:
    if gateway.public_url != gateway.base_url:
        return f"Pay links lead to: {gateway.public_url} (--public-url URL leads them elsewhere)\n"
    if everywhere:
        return "Pay links work on this machine only: --public-url URL leads them elsewhere\n"
    return ""


def _listed(rows: int) -> str:
    return f"Listed: {rows} made-up rows, in order_list only: no other call knows them\n" * bool(
        rows
    )


def _people() -> str:
    people = "".join(
        f"  {one.user_no:<11}  {one.wechat_uid}  {one.alipay_uid}  {one.user_name}\n"
        for one in STUDENTS
    )
    filled_in = ", ".join(str(one.form_data["学工号"]) for one in FORM_ORDERS)
    return (
        f"People, by user_no, uid with WeChat and uid with Alipay:\n{people}"
        f"Forms, for order_query_form: 学工号 {filled_in}\n"
    )
