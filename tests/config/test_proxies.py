"""The environment's proxy, for those who ask for it."""

from __future__ import annotations

import pytest

from zhixiao_async import InvalidRequest
from zhixiao_async.config.proxies import proxy_for, unused_proxy

GATEWAY = "http://api.example.edu:8080"
ONE, TWO = "http://one:3128", "http://two:3128"


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Unset every proxy."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "REQUEST_METHOD"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("variables", "base_url", "proxy"),
    [
        ({}, GATEWAY, None),
        ({"HTTP_PROXY": ONE}, GATEWAY, ONE),
        ({"http_proxy": ONE}, GATEWAY, ONE),
        ({"HTTP_PROXY": ONE, "http_proxy": TWO}, GATEWAY, TWO),
        ({"HTTP_PROXY": "one:3128"}, GATEWAY, ONE),
        ({"HTTP_PROXY": f"{ONE}/"}, GATEWAY, ONE),
        ({"HTTP_PROXY": "http://me:pw@one:3128"}, GATEWAY, "http://me:pw@one:3128"),
        ({"HTTP_PROXY": ""}, GATEWAY, None),
        ({"HTTPS_PROXY": ONE}, GATEWAY, None),
        ({"HTTPS_PROXY": ONE, "HTTP_PROXY": TWO}, "https://api.example.edu", ONE),
        ({"ALL_PROXY": ONE}, GATEWAY, ONE),
        ({"ALL_PROXY": ONE, "HTTP_PROXY": TWO}, GATEWAY, TWO),
        ({"HTTP_PROXY": ONE, "NO_PROXY": "example.edu"}, GATEWAY, None),
        ({"HTTP_PROXY": ONE, "NO_PROXY": "api.example.edu:8080"}, GATEWAY, None),
        ({"HTTP_PROXY": ONE, "NO_PROXY": "*"}, GATEWAY, None),
        ({"HTTP_PROXY": ONE, "NO_PROXY": "example.com"}, GATEWAY, ONE),
    ],
)
def test_environment(environment, variables, base_url, proxy):
    """Each variable means what other programs take it for; only who asks is led by it."""
    for name, value in variables.items():
        environment.setenv(name, value)
    assert proxy_for(base_url, "environment") == proxy
    assert proxy_for(base_url, None) is None
    assert ("is set, and used only with" in unused_proxy(base_url)) is (proxy is not None)
    assert "pw" not in unused_proxy(base_url)


@pytest.mark.parametrize("value", ["socks5://me:geheim@one", "http://me:geheim@", "http://"])
def test_variable_that_names_no_proxy(environment, value):
    """An unused proxy's variable is named, its password isn't."""
    environment.setenv("HTTP_PROXY", value)
    with pytest.raises(InvalidRequest, match="HTTP_PROXY must be http") as caught:
        proxy_for(GATEWAY, "environment")
    assert "geheim" not in str(caught.value)
