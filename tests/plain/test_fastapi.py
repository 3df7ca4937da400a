"""Results as the return types of a FastAPI application, and in its OpenAPI."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from fastapi import FastAPI
from pydantic import BaseModel, TypeAdapter, ValidationError

import zhixiao_async as z
from zhixiao_async.notify import Payment

from .asgi import answer
from .samples import example, objects

OBJECTS = objects()
app = FastAPI()


@app.get("/order")
async def order() -> z.OrderQueryResult:
    """Return a result."""
    result: z.OrderQueryResult = example("order_query")
    return result


@app.get("/page")
async def page() -> z.OrderListResult:
    """Return a result with rows inside."""
    result: z.OrderListResult = example("order_list")
    return result


@app.get("/rows")
async def rows() -> list[z.ListedOrder]:
    """Return listed rows."""
    result: z.OrderListResult = example("order_list")
    return result.data


@app.get("/payment")
async def payment() -> Payment | None:
    """Return a payment."""
    paid: Payment = OBJECTS["Payment"]
    return paid


SCHEMAS = app.openapi()["components"]["schemas"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/order", example("order_query").to_dict()),
        ("/page", example("order_list").to_dict()),
        ("/rows", [row.to_dict() for row in example("order_list").data]),
        ("/payment", OBJECTS["Payment"].to_dict()),
    ],
)
async def test_result_is_returned(path, expected):
    """An endpoint that returns a result answers with what ``to_dict`` says."""
    assert await answer(app, path) == expected


def test_openapi_names_every_class():
    """A row is described once, and a page refers to it."""
    assert set(SCHEMAS) == {"OrderQueryResult", "OrderListResult", "ListedOrder", "Payment"}
    items = SCHEMAS["OrderListResult"]["properties"]["data"]["items"]
    assert items == {"$ref": "#/components/schemas/ListedOrder"}


def test_openapi_has_types_and_texts():
    """A property has its type, a time's format, the names of its codes and its docstring's text."""
    schema = SCHEMAS["OrderQueryResult"]
    assert schema["description"].startswith("An order's payment status.")
    assert schema["required"] == ["order_id", "status", "out_trade_no", "time_end"]
    assert schema["properties"]["order_id"] == {
        "type": "string",
        "title": "Order Id",
        "description": "The gateway's number.",
    }
    assert schema["properties"]["status"]["anyOf"] == [
        {"type": "string", "enum": ["UNPAID", "PAID", "FAILED"]},
        {"type": "string", "pattern": "^UNKNOWN_"},
    ]
    assert schema["properties"]["time_end"]["anyOf"] == [
        {"type": "string", "format": "date-time"},
        {"type": "null"},
    ]
    assert SCHEMAS["ListedOrder"]["properties"]["fee"]["type"] == "integer"
    assert SCHEMAS["Payment"]["properties"]["source"]["enum"] == ["NOTIFICATION", "SWEEP", "RERUN"]
    for schema in SCHEMAS.values():
        unreadable = schema["properties"]["unreadable"]
        assert unreadable["description"].startswith("The text of each optional field")


@pytest.mark.parametrize("made", OBJECTS.values(), ids=OBJECTS)
def test_openapi_has_no_marks_of_sphinx(made):
    """A docstring's ``:meth:`` before a name isn't part of the text that callers read."""
    schema = str(TypeAdapter(type(made)).json_schema(mode="serialization"))
    assert not re.search(":[a-z]+:`", schema)


@pytest.mark.parametrize("made", OBJECTS.values(), ids=OBJECTS)
def test_pydantic_writes_what_to_dict_says(made):
    """Pydantic's JSON is ``to_dict``, and its schema fits, for every class."""
    adapter = TypeAdapter(type(made))
    assert adapter.dump_python(made, mode="json") == made.to_dict()
    for mode in "serialization", "validation":
        schema = adapter.json_schema(mode=mode)
        assert schema["title"] == type(made).__name__
        assert set(made.to_dict()) <= set(schema["properties"])
        assert set(schema["required"]) <= set(made.to_dict())


def test_field_of_a_model():
    """A pydantic model may have a result among its fields."""

    class Receipt(BaseModel):
        order: z.OrderQueryResult

    made = Receipt(order=example("order_query"))
    assert made.model_dump(mode="json") == {"order": example("order_query").to_dict()}
    with pytest.raises(ValidationError):
        Receipt(order={"order_id": "01", "status": "PAID"})


def test_unknown_code_is_written():
    """A code that the document doesn't list is written without a warning."""
    state = z.OrderQueryResult(order_id="01", status=z.OrderStatus("9"))
    assert TypeAdapter(z.OrderQueryResult).dump_python(state)["status"] == "UNKNOWN_9"


def test_times_stay_times_in_python():
    """Pydantic's own Python mode keeps times, as it does elsewhere."""
    dumped = TypeAdapter(z.OrderQueryResult).dump_python(example("order_query"))
    assert isinstance(dumped["time_end"], datetime)
