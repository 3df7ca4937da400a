"""The properties that ``make fuzz`` drives with atheris, driven by hypothesis.

The properties of single parts (any bytes as an envelope, any JSON as a result, the two readers of a
page) are tested beside those parts; here it is a whole call, from HTTP's bytes to the caller.
"""

from __future__ import annotations

import itertools
import json

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhixiao_async import FormOrder, ListedOrder, PaymentNotification
from zhixiao_async.protocol.envelope import seal_reply

from .properties import PROPERTIES, content, notified, reply, signed
from .seeds import seeds
from .wire import CALLS, CREDENTIALS, SAMPLES

KINDS = [call.result for call in CALLS if attrs.has(call.result)]
NAMES = sorted(
    {
        name
        for kind in (*KINDS, FormOrder, ListedOrder, PaymentNotification)
        for name in attrs.fields_dict(kind)
    }
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["2088612279536603", "1", "2", "2017-07-23 16:00:00", "AL", "[]", "{}"])
)
OBJECTS = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=9)
    ),
    max_leaves=15,
)


@st.composite
def changed(draw, value):
    """Exchange one thing in a value, however deep."""
    if isinstance(value, dict) and value and draw(st.integers(0, 9)):
        name = draw(st.sampled_from(sorted(value)))
        return value | {name: draw(changed(value[name]))}
    if isinstance(value, list) and value and draw(st.integers(0, 9)):
        place = draw(st.integers(0, len(value) - 1))
        return [*value[:place], draw(changed(value[place])), *value[place + 1 :]]
    return draw(OBJECTS)


def samples(path):
    """Exchange a few things in a recorded content."""
    value = json.loads((SAMPLES / path).read_text("utf-8"))
    once = changed(value)
    return (once | once.flatmap(changed)).map(json.dumps).map(str.encode)


TEXTS = OBJECTS.map(json.dumps).map(str.encode) | st.binary(max_size=40)
FIRST_BYTES = st.integers(0, 255).map(lambda byte: bytes([byte]))

slow_machine = settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.mark.parametrize("name", PROPERTIES)
def test_seeds_hold(name):
    """Every property holds for the fuzzer's first inputs, the recorded samples among them."""
    for seed in seeds()[name]:
        PROPERTIES[name](seed)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
@slow_machine
@given(data=st.data())
def test_any_genuine_content(call, data):
    """A caller gets a result as promised or a documented error, whatever a success holds."""
    sample = f"{call.name}/result.json"
    usual = samples(sample) if (SAMPLES / sample).exists() else TEXTS
    content(bytes([CALLS.index(call)]) + data.draw(usual | usual | TEXTS))


def test_any_bit_of_a_reply():
    """No reply with a flipped bit is believed unless it is still signed."""
    body = seal_reply(CREDENTIALS, 0, b'{"order_id":"1","status":"2"}')
    for place, bit in itertools.product(range(len(body)), range(8)):
        flipped = bytes([body[place] ^ 1 << bit])
        reply(b"\1" + body[:place] + flipped + body[place + 1 :])


@slow_machine
@given(first=FIRST_BYTES, text=TEXTS, place=st.floats(0, 1), put=st.binary(max_size=3))
def test_any_changed_reply(first, text, place, put):
    """No changed reply is believed unless it is still signed."""
    body = seal_reply(CREDENTIALS, 0, text)
    start = int(place * len(body))
    reply(first + body[:start] + put + body[start + len(put) :])


@slow_machine
@given(
    code=st.sampled_from(["0", '"0"', "-1", "00", "0.0", "1e0", "true", ""]) | st.text(max_size=4),
    inside=st.binary(max_size=60)
    | st.text(max_size=40).map(lambda text: json.dumps(text)[1:-1].encode()),
)
def test_any_signed_code_and_text(code, inside):
    """A signed reply is read as the oracle reads it, however its JSON is written."""
    signed(code.encode("utf-8", "replace") + b"\n" + inside)


@slow_machine
@given(text=samples("payment_notification/notification.json") | TEXTS)
def test_any_sealed_notification(text):
    """A sealed notification is refused or complete, whatever it holds."""
    notified(text)
