"""uWSGI's master, which forks its workers while any thread may hold the interpreter's lock.

A worker that is forked while the client's thread holds the lock waits for it for ever. Only with
``py-call-uwsgi-fork-hooks`` does the master take the lock before it forks.
"""

from __future__ import annotations

import os
import sys
import warnings

HOOKS = "py-call-uwsgi-fork-hooks"

_MAY_HANG = (
    "this client is used in uWSGI's master, and workers that are forked from it may hang: "
    f"set {HOOKS} = true beside enable-threads = true, or lazy-apps = true"
)


def warn_in_master() -> None:
    """Warn that workers may hang, in uWSGI's master without its fork hooks."""
    uwsgi = sys.modules.get("uwsgi")
    if uwsgi is not None and uwsgi.masterpid() == os.getpid() and HOOKS not in uwsgi.opt:
        warnings.warn(_MAY_HANG, RuntimeWarning, stacklevel=2)
