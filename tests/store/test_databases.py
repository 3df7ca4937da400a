"""The databases that tests run on: each test finds one that is empty."""

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.support.databases import asynchronous

SERVERS = ["postgresql", "mariadb"]


@pytest.fixture
def url(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue(f"{request.param}_url")


@pytest.mark.parametrize("url", SERVERS, indirect=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_database_is_empty(url, turn):
    """A test's tables aren't there for the next test."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        assert sa.inspect(connection).get_table_names() == []
        connection.exec_driver_sql("CREATE TABLE left_behind (n INTEGER)")


@pytest.mark.parametrize("url", SERVERS, indirect=True)
async def test_both_drivers_see_one_database(url):
    """The async driver reads what the sync driver has written."""
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE shared (n INTEGER)")
        connection.exec_driver_sql("INSERT INTO shared VALUES (42)")
    engine = create_async_engine(asynchronous(url), poolclass=sa.NullPool)
    async with engine.connect() as connection:
        assert (await connection.exec_driver_sql("SELECT n FROM shared")).scalar() == 42
    await engine.dispose()
