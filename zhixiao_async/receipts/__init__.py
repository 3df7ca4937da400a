"""Electronic receipts as files: issued, waited for, and fetched from where the gateway says."""

from .issuing import IssuedReceipt
from .options import DownloadOptions

__all__ = ["DownloadOptions", "IssuedReceipt"]
