"""An endpoint has all that CONTRIBUTING.md asks of one, whoever added it."""

from __future__ import annotations

from contextlib import suppress

import pytest

from tests.campaigns.fuzz.wire import REQUESTS
from tests.secrets.calls import CALLS
from tests.support.places import SAMPLES
from zhixiao_async import GatewayError
from zhixiao_async.registry import ENDPOINTS
from zhixiao_async.sandbox import SandboxThread
from zhixiao_sync import Client

from .requests import REQUESTS as GOOD_REQUESTS

BY_NAME = {request.endpoint.name: request for request in REQUESTS}

every_endpoint = pytest.mark.parametrize("name", [found.name for found in ENDPOINTS.values()])


@pytest.fixture(scope="module")
def client():
    with (
        SandboxThread() as gateway,
        Client(gateway.credentials, base_url=gateway.base_url) as connected,
    ):
        yield connected


@every_endpoint
def test_endpoint_has_an_example_of_its_result(name):
    """The document's example of a result is a sample."""
    assert list((SAMPLES / name).glob("result.*"))


@every_endpoint
def test_endpoint_has_a_good_request(name):
    """Its texts are tried at their limits, and its numbers with everything that they can't be."""
    assert name in GOOD_REQUESTS


@every_endpoint
def test_endpoint_is_watched_for_secrets(name):
    """A call of it is made to fail, and no secret may be in what is told."""
    assert name in CALLS


@every_endpoint
def test_endpoint_is_served_by_the_sandbox(client, name):
    """The sandbox answers a good request, if only with a refusal."""
    with suppress(GatewayError):
        client.call(BY_NAME[name])
