"""A refusal: its code and its sentence, what it proves, and the advice."""

from __future__ import annotations

import pytest

from zhixiao_async.errors import (
    AccountFrozen,
    GatewayError,
    ParameterRejected,
    RequestFailed,
    refusal_class,
)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (-1, RequestFailed),
        (-2, ParameterRejected),
        (-3, AccountFrozen),
        (-4, GatewayError),
        (1, GatewayError),
        (40013, GatewayError),
    ],
)
def test_refusal_class(code, kind):
    """The documented codes have a class each; all others share the parent."""
    assert refusal_class(code) is kind


def test_refusal_shows_code_and_sentence():
    """A refusal carries what the gateway said, and shows it."""
    error = GatewayError(-2, "订单号重复")
    assert (error.ret_code, error.gateway_message) == (-2, "订单号重复")
    assert str(error).startswith("the gateway refused with ret_code -2: 订单号重复; ")


@pytest.mark.parametrize(
    ("code", "sentence", "sealed", "proves_nothing"),
    [
        (-1, "系统繁忙", False, True),
        (-1, "订单不存在", False, False),
        (-1, "", False, True),
        (-1, " \n", False, True),
        (7, "", False, True),
        (-1, "余额不\ufffd", False, True),
        (-1, "", True, False),
        (-2, "余额不\ufffd", False, False),
        (-2, "", False, False),
        (-3, "", False, False),
        (-4, "", False, True),
    ],
)
def test_proves_nothing(code, sentence, sealed, proves_nothing):
    """A passing refusal proves nothing, nor does one that says neither by code nor in words why.

    Where a character is missing the words weren't read: they may be those of a passing one.
    """
    error = GatewayError(code, sentence, sealed=sealed)
    assert error.proves_nothing is proves_nothing


def test_refusal_whose_sentence_does_not_open():
    """The text blames the key, not the gateway."""
    error = GatewayError(7, "", sealed=True)
    assert "ret_code 7: (its sentence doesn't open: check aes_key);" in str(error)


@pytest.mark.parametrize("code", [-1, -2, -4])
def test_advice_where_the_sentence_does_not_open(code):
    """The advice points at no sentence that nobody can read."""
    error = refusal_class(code)(code, "", sealed=True)
    assert error.next_step == "nothing was done; with the gateway's aes_key its sentence says why"


def test_frozen_account_whose_sentence_does_not_open():
    """A frozen account's code says enough without its sentence."""
    assert AccountFrozen(-3, "", sealed=True).next_step == AccountFrozen.next_step


def test_refusal_without_a_sentence():
    """An empty sentence is said to be missing."""
    assert "ret_code 7: (no message);" in str(GatewayError(7, ""))


@pytest.mark.parametrize("sentence", ["", " ", "余额不\ufffd"])
def test_advice_where_nothing_is_said(sentence):
    """The advice never says that nothing was done where the refusal doesn't."""
    error = RequestFailed(-1, sentence)
    assert error.next_step == "it doesn't say why, nor that nothing was done: ask the vendor"
