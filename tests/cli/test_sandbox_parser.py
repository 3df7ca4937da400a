"""How ``zhixiao sandbox`` reads its options, and what it makes of them, in this process."""

import pytest

from zhixiao_async.cli import main
from zhixiao_async.cli.sandbox_command import command
from zhixiao_async.sandbox import CannotStart, Dialect, Rules

DEFAULTS = {
    "host": "127.0.0.1",
    "port": 8765,
    "db": ":memory:",
    "seed_orders": 0,
    "days": 1,
    "faults": (),
    "rules": (),
    "public_url": None,
    "allow_remote_notify": False,
}


@pytest.mark.parametrize(
    ("arguments", "read"),
    [
        ([], {}),
        (["--port=0"], {"port": 0}),
        (["--port=65535"], {"port": 65535}),
        (["--seed-orders=10", "--days=2"], {"seed_orders": 10, "days": 2}),
        (["--fault=nulls", "--fault=delay:"], {"faults": (("nulls", {}), ("delay", {}))}),
        (
            ["--fault=delay:times=1,probability=0.5"],
            {"faults": (("delay", {"times": "1", "probability": "0.5"}),)},
        ),
        (["--rule=page_cap=7"], {"rules": (("page_cap", "7"),)}),
        (["--public-url=https://a.example"], {"public_url": "https://a.example"}),
        (["--allow-remote-notify"], {"allow_remote_notify": True}),
    ],
)
def test_what_is_read(arguments, read):
    """Values are read as the gateway takes them; by default only this machine reaches it."""
    assert command.make_context("sandbox", arguments).params == DEFAULTS | read


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("--port=65536", "--port: a port is at most 65535"),
        ("--port=-1", "--port: '-1' isn't a whole number"),
        ("--port=１", "--port: '１' isn't a whole number"),
        ("--days=1.5", "--days: '1.5' isn't a whole number"),
        ("--fault=x", "fault must be one of "),
        ("--fault=delay:times", "times must be a whole number (an int), got ''"),
        ("--rule=x=1", "rule must be one of repeated_out_trade_no"),
        ("--rule=page_cap", "--rule: page_cap must be a whole number"),
        ("--public-url=x", "--public-url: URL must be http"),
    ],
)
def test_what_is_refused(capsys, argument, said):
    """A value that makes no sense is refused with its option, and 2."""
    assert main(["sandbox", argument]) == 2
    assert said in capsys.readouterr().err


@pytest.fixture
def given(monkeypatch) -> dict[str, object]:
    """Keep what the gateway is given; it refuses to start."""
    options: dict[str, object] = {}

    def refused(**given: object) -> None:
        options.update(given)
        raise CannotStart("seen enough")

    monkeypatch.setattr("zhixiao_async.cli.sandbox_command.Sandbox", refused)
    return options


def test_options_reach_the_gateway(given, capsys):
    """Each option reaches the gateway; what it refuses is one sentence, and 2."""
    options = ["--host=::1", "--port=7", "--db=f", "--rule=page_cap=7", "--fault=nulls:times=1"]
    more = ["--public-url=https://a.example", "--allow-remote-notify"]
    assert main(["sandbox", *options, *more]) == 2
    assert capsys.readouterr() == ("", "zhixiao sandbox: seen enough\n")
    (fault,) = given.pop("faults").active
    assert (fault.effect, fault.left) == (Dialect(nulls=True), 1)
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
def test_address_if_no_url_is_given(given, monkeypatch, host, url):
    """The address is this machine's, where the gateway listens everywhere."""
    machine = {("0.0.0.0", 7): "http://h:7"}
    monkeypatch.setattr(
        "zhixiao_async.cli.sandbox_command.machine_url", lambda *place: machine.get(place)
    )
    main(["sandbox", f"--host={host}", "--port=7"])
    assert given["public_url"] == url


@pytest.mark.parametrize(("more", "allowed"), [([], False), (["--allow-remote-notify"], True)])
def test_notifying_other_machines(given, more, allowed):
    """Notifications go to other machines only if it is asked for."""
    main(["sandbox", *more])
    assert given["allow_remote_notify"] is allowed
