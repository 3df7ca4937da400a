"""Options of a receipt's download, spelled once for both clients."""

from __future__ import annotations

from typing import TypedDict

import attrs
from attrs import field

from ..checks import flag, whole
from ..registry import MIB


class DownloadOptions(TypedDict, total=False):
    """Keyword arguments of ``piaoju_download`` and ``issue_receipt``, async and sync."""

    max_bytes: int
    """The longest file that is taken, in bytes; 20 MiB by default."""

    allow_http: bool
    """Whether a receipt may be fetched without TLS, as from a sandbox; False by default."""

    allow_private: bool
    """Whether its host may have a private, a loopback or any other address that isn't of the public
    internet: False by default, since the gateway's reply would lead into the own network."""

    overwrite: bool
    """Whether a file of the same name and other content is replaced; refused by default."""


@attrs.frozen(kw_only=True)
class Download:
    """The same options, checked.

    Raises:
        InvalidRequest: An option is malformed.
    """

    max_bytes: int = field(default=20 * MIB, validator=whole(unit="bytes"))
    allow_http: bool = field(default=False, validator=flag)
    allow_private: bool = field(default=False, validator=flag)
    overwrite: bool = field(default=False, validator=flag)
