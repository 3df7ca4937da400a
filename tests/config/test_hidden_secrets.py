"""Credentials and connections are silent about secrets."""

from __future__ import annotations

import copy
import pickle
import traceback

import pytest

from zhixiao_async import Connections, Credentials, InvalidRequest

from .credential_values import GOOD, KEY, SECRET


@pytest.mark.parametrize("show", [repr, str, "{!r}".format, "%s".__mod__, lambda x: repr([x])])
def test_secrets_are_not_shown(show):
    """No way of printing credentials shows a secret."""
    shown = show(Credentials(**GOOD))
    assert GOOD["app_id"] in shown
    assert SECRET not in shown
    assert KEY not in shown


def test_single_secret_is_not_shown_in_a_repr():
    """A secret alone hides as well, so a log of arguments or a traceback of locals does."""
    creds = Credentials(**GOOD)
    assert repr([creds.app_secret, creds.aes_key]) == "['***', '***']"


@pytest.mark.parametrize(
    "changed", [{"aes_key": KEY + "x"}, {"aes_key": KEY[1:]}, {"app_id": ""}, {"aes_key": b"\x00"}]
)
def test_errors_do_not_show_secrets(changed):
    """The error about one value repeats no secret."""
    with pytest.raises(InvalidRequest) as caught:
        Credentials(**GOOD | changed)
    assert SECRET not in str(caught.value)
    assert KEY[1:] not in str(caught.value)


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize(("name", "value"), [("ZHIXIAO_AES_KEY", KEY[1:]), ("ZHIXIAO_APP_ID", "")])
def test_traceback_with_locals_does_not_show_secrets(monkeypatch, name, value):
    """A traceback that prints every frame's locals, as error trackers do, holds no secret."""
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidRequest) as caught:
        Credentials.from_env()
    trace = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    library = "".join(line for line in trace.format() if "test_hidden_secrets.py" not in line)
    assert SECRET not in library
    assert KEY[1:] not in library


@pytest.mark.parametrize("again", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_copied_credentials_still_hide(again):
    """A copy, in another process too, is equal and as silent."""
    twin = again(Credentials(**GOOD))
    assert twin == Credentials(**GOOD)
    assert SECRET not in repr(twin)


def test_proxy_and_headers_are_not_shown():
    """A proxy's password and a header's token stay out of the repr."""
    shown = repr(Connections(proxy="http://user:pass@proxy:3128", headers={"X-Token": "token-1"}))
    assert "pass" not in shown
    assert "token-1" not in shown
