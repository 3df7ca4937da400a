"""How ``zhixiao sandbox`` reads its options, and what it makes of them, in this process."""

import argparse

import pytest

from zhixiao_async.cli import main, sandbox
from zhixiao_async.sandbox import CannotStart, Dialect, Rules

DEFAULTS = {
    "host": "127.0.0.1",
    "port": 8765,
    "db": ":memory:",
    "seed_orders": 0,
    "days": 1,
    "fault": [],
    "rule": [],
    "public_url": None,
    "allow_remote_notify": False,
    "run": sandbox.run,
}


@pytest.fixture
def parser() -> argparse.ArgumentParser:
    """With that subcommand alone."""
    one = argparse.ArgumentParser(prog="zhixiao")
    sandbox.register(one.add_subparsers())
    return one


def test_defaults(parser):
    """Nobody but this machine reaches it, nothing is kept, and nothing goes wrong."""
    assert vars(parser.parse_args(["sandbox"])) == DEFAULTS


@pytest.mark.parametrize(
    ("arguments", "read"),
    [
        (["--port=0"], {"port": 0}),
        (["--port=65535"], {"port": 65535}),
        (["--seed-orders=10", "--days=2"], {"seed_orders": 10, "days": 2}),
        (["--fault=nulls", "--fault=delay:"], {"fault": [("nulls", {}), ("delay", {})]}),
        (
            ["--fault=delay:times=1,probability=0.5"],
            {"fault": [("delay", {"times": "1", "probability": "0.5"})]},
        ),
        (["--rule=page_cap=7"], {"rule": [("page_cap", "7")]}),
        (["--public-url=https://a.example"], {"public_url": "https://a.example"}),
    ],
)
def test_what_is_read(parser, arguments, read):
    """Values as the gateway takes them."""
    assert vars(parser.parse_args(["sandbox", *arguments])) == DEFAULTS | read


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("--port=65536", "argument --port: a port is at most 65535"),
        ("--port=-1", "argument --port: '-1' isn't a whole number"),
        ("--port=１", "argument --port: '１' isn't a whole number"),
        ("--days=1.5", "argument --days: '1.5' isn't a whole number"),
        ("--fault=x", "no fault is called 'x'"),
        ("--fault=delay:times", "times must be a whole number from 1 up, not ''"),
        ("--rule=x=1", "rule must be one of repeated_out_trade_no"),
        ("--rule=page_cap", "page_cap must be a whole number, 0 or more, got ''"),
        ("--public-url=x", "it must be http"),
    ],
)
def test_what_is_refused(parser, capsys, argument, said):
    """With the option, and 2."""
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(["sandbox", argument])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_every_option_is_explained(parser, capsys, monkeypatch):
    """The help says of each what it does, and what stands behind it."""
    monkeypatch.setenv("COLUMNS", "1000")
    with pytest.raises(SystemExit):
        parser.parse_args(["sandbox", "--help"])
    text = capsys.readouterr().out
    for option in (
        "--host HOST address (default: 127.0.0.1)",
        "--port PORT 0 takes a free one (default: 8765)",
        "--db FILE keep everything",
        "--seed-orders N have N made-up",
        "--days D spread them",
        "--fault NAME[:path=…,times=…,probability=…] a fault or",
        "--rule NAME=VALUE how to settle",
        "--public-url URL where payers",
        "--allow-remote-notify also post",
        "Run the gateway on this machine, over real HTTP, until Ctrl-C or SIGTERM.",
    ):
        assert option in " ".join(text.split())
    with pytest.raises(SystemExit):
        parser.parse_args(["--help"])
    assert "sandbox run the gateway on this machine" in " ".join(capsys.readouterr().out.split())


def test_options_reach_the_gateway(monkeypatch, capsys):
    """Each, and the people's forms with them; what it refuses is one sentence, and 2."""
    given = {}

    def refused(**options: object) -> None:
        given.update(options)
        raise CannotStart("seen enough")

    monkeypatch.setattr("zhixiao_async.cli.sandbox.Sandbox", refused)
    options = ["--host=::1", "--port=7", "--db=f", "--rule=page_cap=7", "--fault=nulls:times=1"]
    more = ["--public-url=https://a.example", "--allow-remote-notify"]
    assert main(["sandbox", *options, *more]) == 2
    assert capsys.readouterr() == ("", "zhixiao sandbox: seen enough\n")
    (ordered,) = given.pop("faults").ordered
    assert (ordered.what, ordered.left) == (Dialect(nulls=True), 1)
    assert given == {
        "host": "::1",
        "port": 7,
        "db": "f",
        "rules": Rules(page_cap=7),
        "allow_remote_notify": True,
        "public_url": "https://a.example",
        "seed_forms": True,
    }


@pytest.mark.parametrize(("host", "url"), [("0.0.0.0", "http://h:7"), ("127.0.0.1", None)])
def test_address_if_no_url_is_given(monkeypatch, host, url):
    """This machine's, where it listens everywhere."""
    given = {}

    def refused(**options: object) -> None:
        given.update(options)
        raise CannotStart("seen enough")

    monkeypatch.setattr("zhixiao_async.cli.sandbox.Sandbox", refused)
    machine = {("0.0.0.0", 7): "http://h:7"}
    monkeypatch.setattr("zhixiao_async.cli.sandbox.machine_url", lambda *place: machine.get(place))
    main(["sandbox", f"--host={host}", "--port=7"])
    assert given["public_url"] == url
