"""A school's database on each kind of server, behind Django's connections."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from tests.support.database_fixtures import database_or_skip
from tests.support.django_site import using
from zhixiao_async.sandbox import SandboxThread
from zhixiao_sync.django.store import DjangoStore
from zhixiao_sync.notify import Inbox

from .helpers import MODELS, create, school


def _founded(server: str) -> Iterator[str]:
    with database_or_skip(server) as url:
        with using("default", url):
            create(*MODELS)
        yield url


@pytest.fixture(scope="session")
def postgresql_school() -> Iterator[str]:
    """Create a school's database that the tests of this process share."""
    yield from _founded("postgresql")


@pytest.fixture(scope="session")
def mariadb_school() -> Iterator[str]:
    """Create a school's database that the tests of this process share."""
    yield from _founded("mariadb")


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def url(request: pytest.FixtureRequest, tmp_path: Any) -> str:
    """Return the URL of a school's database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'school.db'}"
    found: str = request.getfixturevalue(f"{request.param}_school")
    return found


@pytest.fixture
def database(url: str) -> Iterator[str]:
    """Have Django use the database as ``default``; it has bills, and no payment yet."""
    with school(url):
        yield url


@pytest.fixture
def inbox(database: str) -> Inbox[Any]:
    """Return an inbox in the database."""
    return Inbox(DjangoStore())


@pytest.fixture
def gateway() -> Iterator[SandboxThread]:
    """Run a sandbox."""
    with SandboxThread() as sandbox:
        yield sandbox


@pytest.fixture
def zhixiao(gateway: SandboxThread) -> Iterator[dict[str, Any]]:
    """Have the setting lead to the sandbox."""
    setting = {
        "HANDLER": "tests.django_app.school.books.credit",
        "PENDING": "tests.django_app.school.books.unpaid",
        "CREDENTIALS": gateway.credentials,
        "BASE_URL": gateway.base_url,
        "MAX_AGE": 30 * 86400,
    }
    with override_settings(ZHIXIAO=setting):
        yield setting
