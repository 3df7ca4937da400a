"""The fixtures that every project gets by installing this one."""

import subprocess
import sys
import threading
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest

import zhixiao_sync
from zhixiao_async import Client, Credentials, PayType
from zhixiao_async.sandbox import Clock, Rules

# Imported, the fixtures are this module's own: these run under coverage, the installed ones don't.
from zhixiao_async.sandbox.pytest_plugin import zhixiao_clock as given_clock
from zhixiao_async.sandbox.pytest_plugin import zhixiao_credentials as given_credentials
from zhixiao_async.sandbox.pytest_plugin import zhixiao_gateway
from zhixiao_async.sandbox.pytest_plugin import zhixiao_rules as given_rules

from .conftest import NOON, order_fields

ROOT = Path(__file__).parents[2]
OURS = Credentials(app_id="1", app_secret="secret", aes_key="k" * 32)


@pytest.fixture
def zhixiao_credentials() -> Credentials:
    """As a project replaces it."""
    return OURS


@pytest.fixture
def zhixiao_rules() -> Rules:
    """Likewise."""
    return Rules(repeated_out_trade_no="same_order")


@pytest.fixture
def zhixiao_clock() -> Clock:
    """Likewise."""
    clock = Clock()
    clock.freeze(NOON)
    return clock


def test_in_a_sync_test(zhixiao_gateway):
    """Created, paid and asked for, under the credentials that the project has set."""
    with zhixiao_sync.Client(OURS, base_url=zhixiao_gateway.base_url) as client:
        order = client.order_create(**order_fields())
        zhixiao_gateway.pay(order.order_id, PayType.ALIPAY)
        assert client.order_query(out_trade_no="20881").status == "2"


async def test_in_an_async_test(zhixiao_gateway):
    """A gateway of its own: it knows nothing of the other test's order."""
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
    """Both are those that the project has set."""
    async with Client(OURS, base_url=zhixiao_gateway.base_url) as client:
        first = await client.order_create(**order_fields())
        assert (await client.order_create(**order_fields())).order_id == first.order_id
    assert zhixiao_gateway.order(first.order_id).created == NOON


def test_real_gateway_is_out_of_reach():
    """The client's own error handling doesn't hide it."""
    fixture = zhixiao_gateway.__wrapped__(OURS, Rules(), Clock())
    next(fixture)
    with pytest.raises(pytest.fail.Exception, match=r"may not connect to api\.zhizhixiao\.com"):
        reach_the_real_one()
    fixture.close()


@pytest.mark.parametrize("reach", [in_a_thread, caught], ids=lambda one: one.__name__)
def test_refusal_that_nobody_saw(reach):
    """A thread's error, or one that the test has caught, fails it in the end."""
    fixture = zhixiao_gateway.__wrapped__(OURS, Rules(), Clock())
    next(fixture)
    reach()
    with pytest.raises(pytest.fail.Exception, match=r"may not connect to api\.zhizhixiao\.com"):
        next(fixture)


def test_nothing_refused():
    """A test that stays on this machine ends as it should."""
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
    """Pytest finds it by itself, and importing it imports nothing of ours until a test asks."""
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
    """The top-level module is a copy of the plugin, made when the wheel is."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    included = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included == {"zhixiao_async/sandbox/pytest_plugin.py": "zhixiao_pytest.py"}
    assert settings["project"]["entry-points"]["pytest11"] == {"zhixiao": "zhixiao_pytest"}


def test_defaults():
    """If the project sets none of its own: the document's credentials, rules and time as usual."""
    assert given_credentials.__wrapped__().app_id == "2021070804024"
    assert given_rules.__wrapped__() == Rules()
    assert not given_clock.__wrapped__().frozen
