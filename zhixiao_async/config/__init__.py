"""A client's configuration: credentials, timeouts, retries and connections."""

from .connections import Connections
from .credentials import DOCUMENTED_BASE_URL, Credentials, base_url_from_env
from .policies import RetryPolicy, Timeouts

__all__ = [
    "DOCUMENTED_BASE_URL",
    "Connections",
    "Credentials",
    "RetryPolicy",
    "Timeouts",
    "base_url_from_env",
]
