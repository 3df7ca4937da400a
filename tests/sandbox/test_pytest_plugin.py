"""The pytest fixtures that come with the package."""

import subprocess
import sys
import threading
import tomllib
from contextlib import suppress

import pytest

import zhixiao_sync
from tests.support.places import ROOT
from zhixiao_async import Client, Credentials, PayType
from zhixiao_async.sandbox import Clock, Rules

# Imported, the fixtures are this module's own: these run under coverage, the installed ones don't.
from zhixiao_async.sandbox.pytest_plugin import zhixiao_clock as given_clock
from zhixiao_async.sandbox.pytest_plugin import zhixiao_credentials as given_credentials
from zhixiao_async.sandbox.pytest_plugin import zhixiao_gateway
from zhixiao_async.sandbox.pytest_plugin import zhixiao_rules as given_rules

from .conftest import NOON, order_fields

OURS = Credentials(app_id="1", app_secret="secret", aes_key="k" * 32)


@pytest.fixture
def zhixiao_credentials() -> Credentials:
    """Replace the fixture, as a project does."""
    return OURS


@pytest.fixture
def zhixiao_rules() -> Rules:
    """Replace the fixture, as a project does."""
    return Rules(repeated_out_trade_no="same_order")


@pytest.fixture
def zhixiao_clock() -> Clock:
    """Replace the fixture, as a project does."""
    clock = Clock()
    clock.freeze(NOON)
    return clock


def test_in_a_sync_test(zhixiao_gateway):
    """A sync test creates, pays and queries an order with the project's credentials."""
    with zhixiao_sync.Client(OURS, base_url=zhixiao_gateway.base_url) as client:
        order = client.order_create(**order_fields())
        zhixiao_gateway.pay(order.order_id, PayType.ALIPAY)
        assert client.order_query(out_trade_no="20881").status == "2"


async def test_in_an_async_test(zhixiao_gateway):
    """An async test has a gateway of its own, without the other test's order."""
    async with Client(OURS, base_url=zhixiao_gateway.base_url) as client:
        await client.order_create(**order_fields())
    assert len(zhixiao_gateway.requests) == 1


def reach_the_real_one() -> None:
    with zhixiao_sync.Client(OURS) as client:
        client.order_query(out_trade_no="20881")


def in_a_thread() -> None:
    def run() -> None:
        with suppress(pytest.fail.Exception):
            reach_the_real_one()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def caught() -> None:
    with suppress(BaseException):
        reach_the_real_one()


async def test_rules_and_clock(zhixiao_gateway):
    """The gateway has the project's rules and clock."""
    async with Client(OURS, base_url=zhixiao_gateway.base_url) as client:
        first = await client.order_create(**order_fields())
        assert (await client.order_create(**order_fields())).order_id == first.order_id
    assert zhixiao_gateway.order(first.order_id).created == NOON


def test_real_gateway_is_out_of_reach():
    """A connection to the real gateway fails the test, despite the client's error handling."""
    fixture = zhixiao_gateway.__wrapped__(OURS, Rules(), Clock())
    next(fixture)
    with pytest.raises(pytest.fail.Exception, match=r"may not connect to api\.zhizhixiao\.com"):
        reach_the_real_one()
    fixture.close()


@pytest.mark.parametrize("reach", [in_a_thread, caught], ids=lambda reach: reach.__name__)
def test_refusal_that_nobody_saw(reach):
    """A refusal in a thread, or one that the test has caught, fails the test at its end."""
    fixture = zhixiao_gateway.__wrapped__(OURS, Rules(), Clock())
    next(fixture)
    reach()
    with pytest.raises(pytest.fail.Exception, match=r"may not connect to api\.zhizhixiao\.com"):
        next(fixture)


def test_nothing_refused():
    """A test that stays on this machine passes."""
    fixture = zhixiao_gateway.__wrapped__(OURS, Rules(), Clock())
    with zhixiao_sync.Client(OURS, base_url=next(fixture).base_url) as client:
        client.order_create(**order_fields())
    assert next(fixture, "ended") == "ended"


TEST = """
import sys

def test_light():
    assert "zhixiao_pytest" in sys.modules
    assert not {"zhixiao_async", "zhixiao_sync", "aiohttp", "attrs"} & set(sys.modules)

def test_fixtures(zhixiao_gateway, zhixiao_credentials):
    from zhixiao_async.sandbox import TEST_CREDENTIALS
    assert zhixiao_gateway.credentials is zhixiao_credentials is TEST_CREDENTIALS
"""


def test_installed_plugin(tmp_path):
    """The installed plugin is found by pytest, and imports neither package before it is used."""
    (tmp_path / "test_it.py").write_text(TEST)
    # Other plugins may import what they like; of theirs this test takes none.
    off = ["-p", "no:asyncio", "-p", "no:hypothesispytest", "-p", "no:aiohttp", "-p", "no:anyio"]
    command = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider", *off]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


def test_installed_file_is_this_one():
    """The wheel's top-level module is a copy of the plugin."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    included = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included["zhixiao_async/sandbox/pytest_plugin.py"] == "zhixiao_pytest.py"
    assert settings["project"]["entry-points"]["pytest11"] == {"zhixiao": "zhixiao_pytest"}


def test_defaults():
    """The default fixtures are the document's credentials, default rules and the machine's time."""
    assert given_credentials.__wrapped__().app_id == "2021070804024"
    assert given_rules.__wrapped__() == Rules()
    assert not given_clock.__wrapped__().frozen
