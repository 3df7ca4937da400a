"""Who exports the days: this process, processes beside it, or a Dask cluster."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from pathlib import Path
from typing import Protocol, TypeAlias

import attrs

from ...checks import whole
from ...errors import InvalidRequest
from ...messages.text import Text
from ..needed import needed
from ..targets.columns import Header
from ..targets.opening import open_target, require_format
from .here import here
from .lanes import Workers
from .merchants import Merchant, require_credentials, require_names
from .passwords import require_no_password
from .processes import processes
from .worker import WorkerSettings


class DaskClient(Protocol):
    """A ``distributed.Client``, of which the scheduler's address and the security are taken."""

    security: object

    def nthreads(self, workers: Sequence[str] | None = None) -> object:
        """Return the threads of each worker."""
        ...


Dask: TypeAlias = "str | DaskClient | None"
"""A scheduler's address, such as ``tcp://10.0.0.5:8786``, or a ``distributed.Client``."""


@attrs.frozen
class Crew:
    """How an export is spread.

    Attributes:
        workers: Processes of this machine.
        dask: A cluster instead of them.
        limit: Requests in flight, of all together.
    """

    workers: int
    dask: Dask
    limit: int

    def __attrs_post_init__(self) -> None:
        whole().require("workers", self.workers)
        whole().require("limit", self.limit)
        if self.dask is not None and self.workers > 1:
            raise InvalidRequest("dask", Text("rule.workers_or_dask"))

    def open(
        self,
        merchants: Sequence[Merchant],
        target: str | Path,
        file_format: str,
        header: Header | None,
        days: int,
    ) -> AbstractAsyncContextManager[Workers]:
        """Open the workers.

        Args:
            merchants: Whose days.
            target: Where they go.
            file_format: Of the files in a directory.
            header: Of those that have titles.
            days: Days in all; there are no more workers than these.

        Raises:
            InvalidRequest: No such format or header, something secret would have to travel, or
                something is missing.
        """
        require_format(file_format, header)
        if self.dask is not None or self.workers > 1:
            require_names(merchants)
            require_no_password(target)
        settings = WorkerSettings(
            target=str(target), format=file_format, header=header, limit=self.limit
        )
        if self.dask is not None:
            return _on_dask(self.dask, settings)
        require_credentials(merchants)
        opened = open_target(target, file_format, header=header)
        count = min(self.workers, self.limit, days)
        if count == 1:
            return here(merchants, opened, self.limit)
        opened.close()
        return processes(attrs.evolve(settings, limit=self.limit // count), count)


def _on_dask(dask: object, settings: WorkerSettings) -> AbstractAsyncContextManager[Workers]:
    with needed("dask", dict.fromkeys(("distributed", "dask"), "zhixiao[dask]")):
        on_dask = import_module(".on_dask", __package__).on_dask
    workers: AbstractAsyncContextManager[Workers] = on_dask(dask, settings)
    return workers
