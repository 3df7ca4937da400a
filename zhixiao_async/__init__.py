"""Async client for the Zhixiao (知校) aggregated-payment gateway."""

from . import exports as _exports
from .client import Client as Client
from .exports import *

__all__ = ["Client"]
__all__ += _exports.__all__
