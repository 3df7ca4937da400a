"""Credentials from the environment's variables, or from files that these name."""

from __future__ import annotations

import pytest

from zhixiao_async import Credentials, InvalidRequest

from .credential_values import GOOD, KEY, SECRET, around


@around
@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("name", GOOD)
def test_what_was_pasted_around_a_variable(monkeypatch, name, form, what):
    """The error names the variable."""
    variable = f"ZHIXIAO_{name.upper()}"
    monkeypatch.setenv(variable, form.format(GOOD[name]))
    with pytest.raises(InvalidRequest) as caught:
        Credentials.from_env()
    assert str(caught.value).startswith(f"{variable} must not have {what} around it")


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("name", GOOD)
def test_empty_variable(monkeypatch, name):
    """An empty variable is refused like a missing one, by name."""
    monkeypatch.setenv(f"ZHIXIAO_{name.upper()}", "")
    with pytest.raises(InvalidRequest, match=f"ZHIXIAO_{name.upper()} must not be empty"):
        Credentials.from_env()


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"], ids=["nothing", "LF", "CRLF"])
@pytest.mark.parametrize("name", ["app_secret", "aes_key"])
def test_secret_from_a_file(file_of, name, end):
    """A secret is what its file holds, but for one line end that editors put there."""
    file_of(name.upper(), GOOD[name].encode() + end)
    assert Credentials.from_env() == Credentials(**GOOD)


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x8n6\n\n", "must not have a line break around it"),
        (b"\xef\xbb\xbfx8n6", "must not have a byte order mark around it"),
        (b"", "must not be empty"),
        (b"\n", "must not be empty"),
        (b"x8n6\xff", "must name a file in UTF-8"),
    ],
)
def test_file_with_something_else(file_of, content, said):
    """The variable is named that names the file, and what is in it isn't repeated."""
    file_of("APP_SECRET", content)
    with pytest.raises(InvalidRequest) as caught:
        Credentials.from_env()
    assert f"ZHIXIAO_APP_SECRET_FILE {said}" in str(caught.value)
    assert "x8n6" not in str(caught.value)


@pytest.mark.usefixtures("environment")
def test_file_that_cannot_be_read(file_of):
    """The error tells the file's name and the reason."""
    path = file_of("AES_KEY", b"")
    path.unlink()
    with pytest.raises(InvalidRequest) as caught:
        Credentials.from_env()
    assert caught.value.field == "ZHIXIAO_AES_KEY_FILE"
    assert "No such file" in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.usefixtures("environment")
def test_variable_and_file(file_of, monkeypatch):
    """A variable beside its file is refused: which of the two is meant nobody knows."""
    file_of("AES_KEY", KEY.encode())
    monkeypatch.setenv("ZHIXIAO_AES_KEY", KEY)
    with pytest.raises(InvalidRequest, match="ZHIXIAO_AES_KEY must not be set beside ZHIXIAO_AES"):
        Credentials.from_env()


@pytest.mark.usefixtures("environment")
def test_credentials_from_the_environment():
    """The three variables make the credentials."""
    assert Credentials.from_env() == Credentials(**GOOD)


def test_credentials_from_the_environment_with_a_prefix(monkeypatch):
    """Another prefix reads another merchant's."""
    monkeypatch.setenv("SHOP_APP_ID", "1")
    monkeypatch.setenv("SHOP_APP_SECRET", SECRET)
    monkeypatch.setenv("SHOP_AES_KEY", KEY)
    assert Credentials.from_env("SHOP_").app_id == "1"


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("name", ["ZHIXIAO_APP_ID", "ZHIXIAO_APP_SECRET", "ZHIXIAO_AES_KEY"])
def test_variable_missing(monkeypatch, name):
    """A missing variable is named, and where to get some to try with."""
    monkeypatch.delenv(name)
    with pytest.raises(InvalidRequest, match=f"{name} must be set in the environment") as caught:
        Credentials.from_env()
    assert "zhixiao sandbox" in str(caught.value)
