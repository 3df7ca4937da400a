"""Credentials: checked when made, and frozen."""

from __future__ import annotations

import attrs
import pytest

from zhixiao_async import Credentials, InvalidRequest

from .credential_values import GOOD, around


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"app_id": ""}, "app_id must be text that isn't empty, got ''"),
        ({"app_id": 2021}, "app_id must be text that isn't empty, got 2021"),
        (
            {"app_id": "1\x002"},
            "app_id must have no control character and no line break in it, got '1\\x002'",
        ),
        ({"app_id": "1" * 65}, "app_id must be at most 64 bytes in UTF-8 (this is 65), got '1111"),
        ({"app_secret": ""}, "app_secret must not be empty"),
        ({"app_secret": None}, "must be text, not NoneType"),
        ({"aes_key": b"0" * 32}, "must be text, not bytes"),
        ({"aes_key": "0" * 31}, "aes_key must be exactly 32 ASCII characters, got 31 characters"),
        ({"aes_key": "0" * 64}, "aes_key must be exactly 32 ASCII characters, got 64 characters"),
        ({"aes_key": "钥" * 32}, "aes_key must be exactly 32 ASCII characters"),
    ],
)
def test_malformed_credentials(changed, message):
    """A malformed value is refused by name."""
    with pytest.raises(InvalidRequest) as caught:
        Credentials(**GOOD | changed)
    assert message in str(caught.value)


@around
@pytest.mark.parametrize("name", GOOD)
def test_what_was_pasted_around_a_value(name, form, what):
    """A value with something pasted around it is refused by name, and not repeated."""
    with pytest.raises(InvalidRequest) as caught:
        Credentials(**GOOD | {name: form.format(GOOD[name])})
    assert caught.value.field == name
    assert f"must not have {what} around it" in str(caught.value)
    assert GOOD[name] not in str(caught.value)


@pytest.mark.parametrize("name", ["app_id", "app_secret"])
def test_credentials_are_valid_unicode(name):
    """Half a surrogate pair (a badly decoded variable) is refused here, not at the first call."""
    with pytest.raises(InvalidRequest):
        Credentials(**GOOD | {name: "abc\udcff"})


def test_credentials_are_frozen():
    """Credentials can't change under the client that uses them."""
    creds = Credentials(**GOOD)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        creds.app_id = "2"
