"""Yuan become fen and fen become yuan: exactly, or not at all."""

from __future__ import annotations

import tracemalloc
from contextlib import suppress
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zhixiao_async import InvalidRequest, fen, yuan

ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals()
PLAIN = st.from_regex(r"[0-9]{1,18}(\.[0-9]{1,4})?", fullmatch=True)


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("198.00", 19800),
        ("19.8", 1980),
        ("0", 0),
        ("0.01", 1),
        ("0.0100000", 1),
        (198, 19800),
        (0, 0),
        (Decimal("19.80"), 1980),
        (Decimal("1E+3"), 100_000),
        (Decimal("1E-2"), 1),
        (Decimal("-0"), 0),
        (Decimal("12345678901234567890123456789.01"), 1234567890123456789012345678901),
    ],
)
def test_yuan_becomes_fen(given, value):
    """Text, an int or a Decimal of whole fen is turned exactly."""
    result = fen(given)
    assert (result, type(result)) == (value, int)


@pytest.mark.parametrize(
    "given", [19.8, 0.0, float("nan"), True, False, None, b"1", [], Fraction(1)]
)
def test_other_types_are_refused(given):
    """A float isn't what it looks like, and a bool is no amount."""
    with pytest.raises(InvalidRequest, match="must be text, an int or a Decimal"):
        fen(given)


@pytest.mark.parametrize(
    "given",
    [
        *["", " 1", "1 ", "1\n", "+1", "-1", "1e2", "1E2", "1_000", "1,000", ".5", "5.", "¥1"],
        *["１", "٣", "1.０", "NaN", "Infinity", "0x10", "9" * 19],
    ],
)
def test_odd_text_is_refused(given):
    """Only plain ASCII digits with a point are an amount."""
    with pytest.raises(InvalidRequest, match="must be a plain amount"):
        fen(given)


@pytest.mark.parametrize(
    "given",
    [-1, Decimal("-0.01"), Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1E+99")],
)
def test_amounts_that_are_none(given):
    """Negative, infinite and absurdly large amounts are refused."""
    with pytest.raises(InvalidRequest, match="must be a finite amount, 0 or more"):
        fen(given)


@pytest.mark.parametrize(
    "given", ["0.001", "1.999", Decimal("0.005"), Decimal("1E-3"), "1." + "0" * 30 + "1"]
)
def test_fraction_of_a_fen_is_refused(given):
    """Nothing is rounded."""
    with pytest.raises(InvalidRequest, match="must have no fraction of a fen"):
        fen(given)


def test_context_does_not_matter():
    """A caller's own decimal precision rounds nothing."""
    with localcontext() as context:
        context.prec = 3
        assert fen(Decimal("12345.67")) == 1234567


@pytest.mark.parametrize(
    "given",
    [
        pytest.param("0." + "1" * 5000, id="text with 5000 decimals"),
        pytest.param(Decimal("0." + "1" * 5000), id="Decimal with 5000 decimals"),
        pytest.param(10**5000, id="int of 5001 digits"),
        pytest.param(-(10**5000), id="negative int of 5001 digits"),
        pytest.param(Decimal("1E+999999"), id="huge exponent"),
        pytest.param(Decimal("0E+999999"), id="zero with a huge exponent"),
    ],
)
def test_absurd_length_is_refused(given):
    """An amount too long to print is refused like any other, naming ``yuan``."""
    with pytest.raises(InvalidRequest) as caught:
        fen(given)
    assert caught.value.field == "yuan"


def test_many_zeros_are_no_fraction():
    """Zeros behind the point change nothing, however many."""
    assert fen("1." + "0" * 5000) == 100


@pytest.mark.parametrize("digit", ["0", "1"])
def test_tiny_exponent_costs_nothing(digit):
    """An exponent far below zero isn't computed as a power of ten: one like it would hang."""
    tracemalloc.start()
    try:
        with suppress(InvalidRequest):
            fen(Decimal(f"{digit}E-999999"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 100_000


@given(given=ANYTHING)
@example(given=Decimal("1E+40"))
def test_exact_or_refused(given):
    """Whatever isn't refused is the amount times a hundred, exactly."""
    with suppress(InvalidRequest):
        assert Fraction(fen(given)) == Fraction(given) * 100


@given(text=PLAIN)
def test_plain_text_is_exact_or_refused(text):
    """A text that looks like an amount is turned exactly, or refused."""
    with suppress(InvalidRequest):
        assert Fraction(fen(text)) == Fraction(text) * 100


@given(amount=st.integers(0, 10**18))
def test_round_trip(amount):
    """An amount written as yuan reads as the same fen."""
    assert fen(yuan(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0.00"), (5, "0.05"), (19800, "198.00"), (-5, "-0.05"), (-19801, "-198.01")],
)
def test_fen_is_written_as_yuan(amount, text):
    """Yuan have two decimals always; a refund's minus stands before them."""
    assert yuan(amount) == text


@pytest.mark.parametrize("given", [1.0, True, "100", None, Decimal(1)])
def test_fen_is_an_int(given):
    """Only an int is an amount of fen."""
    with pytest.raises(InvalidRequest, match="must be an int"):
        yuan(given)


def test_fen_that_python_cannot_print():
    """More digits than an amount can have are refused by name, not by Python's own limit."""
    with pytest.raises(InvalidRequest, match="fen must be an amount"):
        yuan(10**5000)


MOST = 10**40 - 1
"""The greatest amount, of as many digits as a column of a database has."""


@pytest.mark.parametrize("given", [MOST, Decimal(MOST), Decimal("1E+40")])
def test_greatest_amount(given):
    """The greatest amount is taken, and not one yuan more of an int."""
    assert fen(given) == int(given) * 100
    with pytest.raises(InvalidRequest, match="yuan must be a payable amount, got 1000"):
        fen(MOST + 1)


@pytest.mark.parametrize("sign", [1, -1])
def test_greatest_amount_of_fen(sign):
    """The greatest amount is written with either sign, and not one fen more."""
    assert yuan(sign * MOST).endswith(f"{'9' * 38}.99")
    with pytest.raises(InvalidRequest, match=r"fen must be an amount of money, got -?1000"):
        yuan(sign * (MOST + 1))


@pytest.mark.parametrize(
    ("call", "given", "said"),
    [
        (fen, 19.8, "yuan must be text, an int or a Decimal, got 19.8"),
        (fen, "1e2", "yuan must be a plain amount such as \"198.00\", got '1e2'"),
        (fen, Decimal(-1), "yuan must be a finite amount, 0 or more, got Decimal('-1')"),
        (fen, Decimal("-0.01"), "yuan must be a finite amount, 0 or more, got Decimal('-0.01')"),
        (fen, Decimal("NaN"), "yuan must be a finite amount, 0 or more, got Decimal('NaN')"),
        (fen, Decimal("1E+41"), "yuan must be a finite amount, 0 or more, got Decimal('1E+41')"),
        (fen, "0.001", "yuan must have no fraction of a fen, got '0.001'"),
        (yuan, "1", "fen must be an int, got '1'"),
    ],
)
def test_refusal_says_what_was_given(call, given, said):
    """A refusal names the argument and the rule, and shows the value."""
    with pytest.raises(InvalidRequest) as caught:
        call(given)
    assert str(caught.value) == said


@pytest.mark.parametrize("given", ["0.01", "0.10", "1", "10.00", "100.5"])
def test_digits_around_the_point(given):
    """Zeros at the end count by their place."""
    assert fen(given) == round(float(given) * 100)
