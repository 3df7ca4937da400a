"""Credentials, timeouts and policies: checked when made, frozen, and silent about secrets."""

from __future__ import annotations

import copy
import pickle
import traceback

import attrs
import pytest

from zhixiao_async import Connections, Credentials, InvalidRequest, RetryPolicy, Timeouts

GOOD = {
    "app_id": "2021070804024",
    "app_secret": "x8n6xauGZnGjNQUH",
    "aes_key": "0123456789abcdef" * 2,
}
SECRET, KEY = GOOD["app_secret"], GOOD["aes_key"]
SECONDS = ["connect", "sock_connect", "sock_read", "total", "deadline"]


@pytest.fixture
def environment(monkeypatch):
    """The three variables, set well."""
    for name, value in GOOD.items():
        monkeypatch.setenv(f"ZHIXIAO_{name.upper()}", value)


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


AROUND = {
    "space": (" {}", "white space"),
    "full-width space": ("{}\u3000", "white space"),
    "line feed": ("{}\n", "a line break"),
    "carriage return": ("{}\r\n", "a line break"),
    "byte order mark": ("\ufeff{}", "a byte order mark"),
    "zero-width space": ("{}\u200b", "white space"),
    "quotes": ('"{}"', "quotes"),
    "apostrophes": ("'{}'", "quotes"),
    "curly quotes": ("\u201c{}\u201d", "quotes"),
    "Chinese quotes": ("「{}」", "quotes"),
    "guillemets": ("«{}»", "quotes"),
    "quote before": ('"{}', "quotes"),
    "quote after": ("{}'", "quotes"),
    "Chinese quote after": ("{}』", "quotes"),
    "word joiner": ("\u2060{}", "an invisible character"),
    "left-to-right mark": ("{}\u200e", "an invisible character"),
    "escape": ("{}\x1b", "an invisible character"),
    "escape before": ("\x1b{}", "an invisible character"),
}
around = pytest.mark.parametrize(("form", "what"), AROUND.values(), ids=AROUND)


@around
@pytest.mark.parametrize("name", GOOD)
def test_what_was_pasted_around_a_value(name, form, what):
    """It is refused by name, and the value isn't repeated: later it would be a wrong sign."""
    with pytest.raises(InvalidRequest) as caught:
        Credentials(**GOOD | {name: form.format(GOOD[name])})
    assert caught.value.field == name
    assert f"must not have {what} around it" in str(caught.value)
    assert GOOD[name] not in str(caught.value)


@around
@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("name", GOOD)
def test_what_was_pasted_around_a_variable(monkeypatch, name, form, what):
    """The variable is named."""
    variable = f"ZHIXIAO_{name.upper()}"
    monkeypatch.setenv(variable, form.format(GOOD[name]))
    with pytest.raises(InvalidRequest) as caught:
        Credentials.from_env()
    assert str(caught.value).startswith(f"{variable} must not have {what} around it")


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("name", GOOD)
def test_empty_variable(monkeypatch, name):
    """It is no more than a missing one, and named."""
    monkeypatch.setenv(f"ZHIXIAO_{name.upper()}", "")
    with pytest.raises(InvalidRequest, match=f"ZHIXIAO_{name.upper()} must not be empty"):
        Credentials.from_env()


@pytest.fixture
def file_of(monkeypatch, tmp_path):
    """Puts a secret into a file, and the file's name in the place of its variable."""

    def put(name, content):
        monkeypatch.delenv(f"ZHIXIAO_{name}", raising=False)
        path = tmp_path / name
        path.write_bytes(content)
        monkeypatch.setenv(f"ZHIXIAO_{name}_FILE", str(path))
        return path

    return put


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"], ids=["nothing", "LF", "CRLF"])
@pytest.mark.parametrize("name", ["app_secret", "aes_key"])
def test_secret_from_a_file(file_of, name, end):
    """It is what the file holds, but for one line end that editors put there."""
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
    """Its name and the reason are told."""
    path = file_of("AES_KEY", b"")
    path.unlink()
    with pytest.raises(InvalidRequest) as caught:
        Credentials.from_env()
    assert caught.value.field == "ZHIXIAO_AES_KEY_FILE"
    assert "No such file" in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.usefixtures("environment")
def test_variable_and_file(file_of, monkeypatch):
    """Which of the two is meant is anyone's guess."""
    file_of("AES_KEY", KEY.encode())
    monkeypatch.setenv("ZHIXIAO_AES_KEY", KEY)
    with pytest.raises(InvalidRequest, match="ZHIXIAO_AES_KEY must not be set beside ZHIXIAO_AES"):
        Credentials.from_env()


@pytest.mark.parametrize("name", ["app_id", "app_secret"])
def test_credentials_are_valid_unicode(name):
    """Half a surrogate pair (a badly decoded variable) is refused here, not at the first call."""
    with pytest.raises(InvalidRequest):
        Credentials(**GOOD | {name: "abc\udcff"})


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
    library = "".join(line for line in trace.format() if "test_config.py" not in line)
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


@pytest.mark.parametrize("kind", [Timeouts, RetryPolicy, Connections])
def test_policies_are_frozen(kind):
    """A policy can't change under the clients that share it."""
    policy = kind()
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(policy, attrs.fields(kind)[0].name, 1)


def test_credentials_are_frozen():
    """Credentials can't change under the client that uses them."""
    creds = Credentials(**GOOD)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        creds.app_id = "2"


@pytest.mark.parametrize("name", SECONDS)
@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf"), True, "5"])
def test_timeout_refused(name, value):
    """A timeout is seconds above 0."""
    with pytest.raises(InvalidRequest) as caught:
        Timeouts(**{name: value})
    assert str(caught.value) == f"{name} must be seconds above 0, or None, got {value!r}"


@pytest.mark.parametrize("name", SECONDS)
@pytest.mark.parametrize("value", [None, 1, 0.5, 5e-324, 1.7e308])
def test_timeout_taken(name, value):
    """None means no limit; whole seconds and parts of one are taken."""
    assert getattr(Timeouts(**{name: value}), name) == value


@pytest.mark.parametrize(
    ("kind", "name", "value", "message"),
    [
        (RetryPolicy, "attempts", 0, "attempts must be a whole number, 1 or more, got 0"),
        (RetryPolicy, "attempts", 2.0, "attempts must be a whole number, 1 or more, got 2.0"),
        (RetryPolicy, "attempts", True, "attempts must be a whole number, 1 or more, got True"),
        (RetryPolicy, "backoff", -0.1, "backoff must be a number, 0 or more, got -0.1"),
        (RetryPolicy, "backoff", float("nan"), "backoff must be a number, 0 or more, got nan"),
        (RetryPolicy, "backoff", float("inf"), "backoff must be a number, 0 or more, got inf"),
        (RetryPolicy, "max_backoff", "1", "max_backoff must be a number, 0 or more, got '1'"),
        (RetryPolicy, "budget", -1, "budget must be a number, 0 or more, got -1"),
        (Connections, "limit", 0, "limit must be a whole number, 1 or more, got 0"),
        (Connections, "keepalive", None, "keepalive must be a number, 0 or more, got None"),
    ],
)
def test_policy_refused(kind, name, value, message):
    """A malformed number is refused with the rule and the value."""
    with pytest.raises(InvalidRequest) as caught:
        kind(**{name: value})
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (RetryPolicy, {"attempts": 1, "backoff": 0, "max_backoff": 0, "budget": 0}),
        (RetryPolicy, {"attempts": 10**9, "backoff": 1.7e308, "budget": 1.7e308}),
        (Connections, {"limit": 1, "keepalive": 0}),
    ],
)
def test_policy_at_its_bounds(kind, fields):
    """The least and the most that each number can be are taken."""
    policy = kind(**fields)
    assert {name: getattr(policy, name) for name in fields} == fields


def test_nothing_that_changes_is_resent_unless_told():
    """The default policy never resends an order."""
    assert RetryPolicy().resend_keyed is False


@pytest.mark.parametrize("value", ["false", "no", 1, None])
def test_resend_keyed_is_a_bool(value):
    """A setting that can double orders is True or False, so that ``"false"`` isn't true."""
    with pytest.raises(InvalidRequest) as caught:
        RetryPolicy(resend_keyed=value)
    assert str(caught.value) == f"resend_keyed must be True or False, got {value!r}"
