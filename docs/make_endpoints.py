"""Write docs/endpoints.md from the registry: ``python docs/make_endpoints.py``."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, get_args, get_origin

import attrs

import zhixiao_async
from zhixiao_async import PaymentNotification
from zhixiao_async.endpoints.payment_notification import GATEWAY_ONLY
from zhixiao_async.fields import OpenEnum
from zhixiao_async.registry import ENDPOINTS, Endpoint

TARGET = Path(__file__).with_name("endpoints.md")

INTRODUCTION = """\
# Endpoints

<!-- Made by docs/make_endpoints.py; don't edit. -->

Sections are those of the vendor's document, version 1.36. Both clients have every method, with
keyword arguments under the documented names.

**Bold** fields are required: without one, a request is refused and a result is an error. Any
other field of a result is None (`form_data`: empty) if the gateway leaves it out or empty, or
writes something that can't be read; in the last case its text is kept in the result's
`unreadable`. A notification's `time_end` has to be there, but may be a time that can't be read.
Where the document contradicts itself or is silent: [errata.md](errata.md). Other spellings of an
argument, and results as plain data: [values.md](values.md).

The effect decides what is repeated after a failure: see [errors.md](errors.md).

| method | section | path | effect | request fields | result fields |
|---|---|---|---|---|---|
"""

AFTER_TABLE = """
`order_list` has a second name, that of its path: `order_list_item_all`.

A request also has rules across its fields: one of several numbers, lengths in bytes, fields that
need one another. Each
class's docstring has them; a broken one is an `InvalidRequest` that names it.

`with_options()`, `call(request)`, `raw(path, params)`, `wait_paid(out_trade_no, timeout=…)`,
`iter_orders(begin, end)`, `iter_order_pages(begin, end)`, `issue_receipt(request, timeout=…)` and
`piaoju_download(result, directory)` are built on these endpoints. `raw()` calls
undocumented paths; it repeats nothing that may have arrived, unless it is given
`effect=Effect.READ`.

## Objects inside requests and results

| object | fields |
|---|---|
"""

BEFORE_CODES = """
The library fills in `expires_at` and `app_id`. `price` and every fee are int fen; times are aware
datetimes at UTC+8. `order_create(…).mini_program_params()` reads `sp_data` in each of its forms:
the arguments of `wx.requestPayment` or `my.tradePay`, and which of them it is for.

A number in a request (of an order, a refund, a person, a taxpayer) has no white space around it
and no control character in it. Numbers of orders and refunds have at most 64 bytes, where the
document has no limit of its own: the inbox, the journal or a database would refuse others later.
Optional text that is empty is left out. A number in a result that came as a JSON number is a
`NumericId`: its leading zeros may be lost, so no request takes it unless you vouch for it with
`str()`.

## Codes

A code that the document doesn't list is kept: `OrderStatus("9").known` is False. Each member's
`label` is the document's Chinese term, as shown here.

| enum | members |
|---|---|
"""


def page() -> str:
    """Return the whole of docs/endpoints.md."""
    nested: dict[str, type[Any]] = {}
    rows = [_row(one, nested) for one in ENDPOINTS.values()]
    by_the_gateway = (
        "| `NotificationReceiver.open` | 2.5 | your `notify_url` | called by the gateway | "
        f"the raw body | {_fields(PaymentNotification, nested, GATEWAY_ONLY)} |"
    )
    rows.append(by_the_gateway)
    rows.sort(key=_section_of_row)
    objects = [f"| `{name}` | {_fields(cls, nested)} |" for name, cls in sorted(nested.items())]
    enums = [_enum(one) for one in _enums()]
    parts = [INTRODUCTION, _lines(rows), AFTER_TABLE, _lines(objects), BEFORE_CODES, _lines(enums)]
    return "".join(parts)


def _lines(rows: list[str]) -> str:
    return "".join(f"{row}\n" for row in rows)


def _section_of_row(row: str) -> list[int]:
    return [int(part) for part in row.split(" | ")[1].split(".")]


def _row(endpoint: Endpoint, nested: dict[str, type[Any]]) -> str:
    result = endpoint.result
    if get_origin(result) is list:
        [row] = get_args(result)
        nested[row.__name__] = row
        answer = f"a list of `{row.__name__}`"
    else:
        answer = _fields(result, nested)
    return (
        f"| `{endpoint.name}` | {endpoint.section} | `{endpoint.path}` | {endpoint.effect.name} | "
        f"{_fields(endpoint.request, nested)} | {answer} |"
    )


def _fields(cls: Any, nested: dict[str, type[Any]], given: Collection[str] = ()) -> str:
    """Return the fields of an attrs class, each with its object if any.

    Bold are those that are required, and those that must be ``given`` even if unreadable.
    """
    attrs.resolve_types(cls)
    fields = [one for one in attrs.fields(cls) if one.name != "unreadable"]

    # The required ones first, which a subclass's later fields would hide.
    def is_optional(one: attrs.Attribute[Any]) -> bool:
        return one.default is not attrs.NOTHING and one.name not in given

    fields.sort(key=is_optional)
    return ", ".join(_field(one, nested, is_required=not is_optional(one)) for one in fields)


def _field(one: attrs.Attribute[Any], nested: dict[str, type[Any]], *, is_required: bool) -> str:
    name = f"`{one.name}`"
    if is_required:
        name = f"**{name}**"
    inner = [kind for kind in _kinds(one.type) if attrs.has(kind)]
    for kind in inner:
        nested[kind.__name__] = kind
    return f"{name} ({', '.join(f'`{kind.__name__}`' for kind in inner)})" if inner else name


def _kinds(annotation: Any) -> list[type[Any]]:
    """Return the classes that a type is made of."""
    if isinstance(annotation, type) and not get_args(annotation):
        return [annotation]
    return [kind for part in get_args(annotation) for kind in _kinds(part)]


def _enums() -> list[type[OpenEnum]]:
    values = [getattr(zhixiao_async, name) for name in zhixiao_async.__all__]
    return [one for one in values if isinstance(one, type) and issubclass(one, OpenEnum)]


def _enum(enum: type[OpenEnum]) -> str:
    members = ", ".join(f'`{one.name}` "{one.value}" {one.label}' for one in enum)
    return f"| `{enum.__name__}` | {members} |"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8", newline="\n")
