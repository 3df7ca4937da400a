"""Synchronous client for the Zhixiao (知校) gateway: ``zhixiao_async`` without the ``await``."""

from zhixiao_async import exports as _exports
from zhixiao_async.exports import *

from .client import Client as Client
from .portal import Portal as Portal

__all__ = ["Client", "Portal"]
__all__ += _exports.__all__
