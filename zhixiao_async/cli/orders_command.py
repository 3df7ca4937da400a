"""``zhixiao orders``: the orders that the gateway lists, for finance."""

from __future__ import annotations

from .command import Group
from .orders import export, totals, verify

command = Group("orders")
for _each in (export, verify, totals):
    command.add_command(_each.command)
