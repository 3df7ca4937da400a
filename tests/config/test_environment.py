"""Values from the environment, and the errors of those that can't be used."""

from __future__ import annotations

import time

import pytest

from zhixiao_async import Credentials, InvalidRequest
from zhixiao_async.config import base_url_from_env
from zhixiao_async.config.environment import base_url_of, secret_of, value_of
from zhixiao_async.errors import moments

SANDBOX = "zhixiao sandbox prints lines to try with"


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Unset every variable of this library's."""
    for name in ("A", "A_FILE", "ZHIXIAO_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def refused(read, *arguments):
    """Return the text of the refusal."""
    with pytest.raises(InvalidRequest) as caught:
        read(*arguments)
    return str(caught.value)


def test_value(environment):
    """A variable's value is read, and shown by no repr."""
    environment.setenv("A", "20881")
    assert value_of("A") == "20881"
    assert repr(value_of("A")) == "'***'"


def test_value_that_is_missing():
    """The variable is named, and where to get one."""
    assert refused(value_of, "A") == f"A must be set in the environment ({SANDBOX})"


@pytest.mark.parametrize(
    ("value", "said"), [("", "must not be empty"), (" 1", "must not have white space around it")]
)
def test_value_that_is_malformed(environment, value, said):
    """The variable is named, and its value isn't repeated."""
    environment.setenv("A", value)
    assert refused(value_of, "A") == refused(secret_of, "A") == f"A {said}"


def test_secret_that_is_missing():
    """Both ways to give it are named."""
    assert refused(secret_of, "A") == (
        f"A must be set in the environment (or A_FILE name a file; {SANDBOX})"
    )


def test_secret_by_either_way(environment, tmp_path):
    """A secret comes with the name of the variable that holds it or names its file."""
    environment.setenv("A", "geheim")
    assert secret_of("A") == ("A", "geheim")
    environment.delenv("A")
    (tmp_path / "secret").write_text("geheim\n", "utf-8")
    environment.setenv("A_FILE", str(tmp_path / "secret"))
    assert secret_of("A") == ("A_FILE", "geheim")
    assert repr(secret_of("A")[1]) == "'***'"


@pytest.mark.parametrize(
    ("content", "secret"), [("a\n", "a"), ("a\r\n", "a"), ("a b\n", "a b"), ("a", "a")]
)
def test_one_line_end_is_dropped(environment, tmp_path, content, secret):
    """An editor puts one at a file's end; what stands before it stays."""
    (tmp_path / "secret").write_bytes(content.encode())
    environment.setenv("A_FILE", str(tmp_path / "secret"))
    assert secret_of("A")[1] == secret


@pytest.mark.parametrize("content", ["a\r", "a\n\n", "a\r\n\r\n"])
def test_other_line_ends_are_refused(environment, tmp_path, content):
    """A further line break after a secret is refused: it would be signed with."""
    (tmp_path / "secret").write_bytes(content.encode())
    environment.setenv("A_FILE", str(tmp_path / "secret"))
    assert refused(secret_of, "A") == "A_FILE must not have a line break around it"


def test_secret_where_a_files_name_should_be(environment, tmp_path):
    """A file's name that is no path may be the secret itself, and isn't repeated."""
    environment.chdir(tmp_path)
    environment.setenv("A_FILE", "geheim")
    assert refused(secret_of, "A") == (
        "A_FILE must name a file that can be read: No such file or directory"
    )


def test_files_name_that_can_be_no_name(environment, tmp_path):
    """A name that the system refuses outright is a malformed one too."""
    path = tmp_path / ("x" * 5000)
    environment.setenv("A_FILE", str(path))
    assert refused(secret_of, "A") == (
        f"A_FILE must name a file that can be read: {path}: File name too long"
    )


def test_files_name_that_no_environment_holds(environment):
    """A name that Python itself refuses is refused alike."""
    environment.setattr("os.environ", {"A_FILE": "/a\0b"})
    assert refused(secret_of, "A").startswith("A_FILE must name a file that can be read: /a\0b: ")


def test_base_url_of_another_kind(environment):
    """The variable is named, and what is in it isn't repeated."""
    environment.setenv("A", "ftp://me:geheim@a")
    assert refused(base_url_of, "A", "http://a").startswith("A must be http(s)://host")


def test_base_url(environment):
    """The base URL is the documented host unless a variable names another; no repr shows it."""
    assert base_url_from_env("ZHIXIAO_") == "http://api.zhizhixiao.com"
    environment.setenv("ZHIXIAO_BASE_URL", "http://127.0.0.1:9/")
    assert base_url_from_env("ZHIXIAO_") == "http://127.0.0.1:9"
    assert repr(base_url_from_env("ZHIXIAO_")) == "'***'"


def test_base_url_that_is_empty(environment):
    """Leaving it out is what means the documented host."""
    environment.setenv("A", "")
    assert refused(base_url_of, "A", "http://a") == (
        "A must not be empty: without it http://a is meant"
    )


@pytest.mark.parametrize(
    "name", ["APP_ID", "APP_SECRET", "AES_KEY", "APP_SECRET_FILE", "AES_KEY_FILE"]
)
def test_refusal_names_the_variable(environment, tmp_path, name):
    """An error of the credentials names the variable that the value came by."""
    good = {"APP_ID": "1", "APP_SECRET": "2", "AES_KEY": "3" * 32}
    for variable, value in good.items():
        environment.setenv(f"ZX_{variable}", value)
    if name.endswith("_FILE"):
        environment.delenv(f"ZX_{name.removesuffix('_FILE')}")
    (tmp_path / "bad").write_text("\x01", "utf-8")
    bad = {"APP_ID": "1\x012", "APP_SECRET": "2\udcff", "AES_KEY": "3"}
    environment.setenv(f"ZX_{name}", bad.get(name, str(tmp_path / "bad")))
    if name == "APP_SECRET_FILE":
        (tmp_path / "bad").write_text("", "utf-8")
    with pytest.raises(InvalidRequest) as caught:
        Credentials.from_env("ZX_")
    assert caught.value.field == f"ZX_{name}"


def test_time_of_a_machine_that_sleeps(monkeypatch):
    """Elapsed time is that of the clock that runs on meanwhile, where the system has it."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    assert clock == moments._SLEEPLESS
    monkeypatch.setattr(time, "monotonic", lambda: -1.0)
    assert (moments.moment() == -1.0) is (clock is None)


def test_time_where_there_is_no_such_clock(monkeypatch):
    """Elapsed time is the time since the machine was started, without its sleep."""
    monkeypatch.setattr(moments, "_SLEEPLESS", None)
    before = time.monotonic()
    assert before <= moments.moment() <= time.monotonic()
