"""The greeting of ``zhixiao sandbox``: where it is, whom it knows, what to paste."""

from __future__ import annotations

from ..sandbox import Sandbox
from ..sandbox.services.seeds import FORM_ORDERS, STUDENTS
from .terminal import Terminal
from .wording import Text

_COLUMNS = ("user_no", "wechat_uid", "alipay_uid", "user_name")


def greet(terminal: Terminal, gateway: Sandbox, *, db: str, everywhere: bool) -> None:
    """Print all of it.

    Args:
        terminal: Where to.
        gateway: It has been started.
        db: Its database.
        everywhere: Whether other machines can reach it.
    """
    lines = [
        Text("sandbox.listens", url=gateway.base_url),
        Text("sandbox.console", url=gateway.base_url),
        *_links(gateway, everywhere),
        Text("sandbox.database", db=db),
    ]
    if gateway.seeded_orders:
        lines.append(Text("sandbox.listed", rows=gateway.seeded_orders))
    terminal.panel("\n".join(map(terminal.localized, lines)), "green")
    terminal.say(Text("sandbox.people"))
    people = [[getattr(student, column) for column in _COLUMNS] for student in STUDENTS]
    terminal.table([Text(f"sandbox.{column}") for column in _COLUMNS], people)
    numbers = ", ".join(str(order.form_data["学工号"]) for order in FORM_ORDERS)
    terminal.say(Text("sandbox.forms", numbers=numbers))
    terminal.say("")
    terminal.say(Text("sandbox.exports"))
    terminal.say("")
    terminal.say(_exports(gateway))


def _links(gateway: Sandbox, everywhere: bool) -> list[Text]:
    if gateway.public_url != gateway.base_url:
        return [Text("sandbox.links_lead_to", url=gateway.public_url)]
    return [Text("sandbox.links_work_here")] if everywhere else []


def _exports(gateway: Sandbox) -> str:
    """Return lines for a POSIX shell, not framed, so that they can be pasted."""
    credentials = gateway.credentials
    return (
        f"export ZHIXIAO_APP_ID={credentials.app_id}\n"
        f"export ZHIXIAO_APP_SECRET={credentials.app_secret!s}\n"
        f"export ZHIXIAO_AES_KEY={credentials.aes_key!s}\n"
        f"export ZHIXIAO_BASE_URL={gateway.base_url}"
    )
