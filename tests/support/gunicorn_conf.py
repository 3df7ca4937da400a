"""Configuration of every gunicorn of the tests, so that it ends soon after a SIGTERM.

A worker begins with its master's handler for SIGTERM, which only leaves a note for the master's
loop. A worker that gets the signal in that moment goes on until the master kills it, 30 seconds
later. So SIGTERM is held back from a worker until it has a handler of its own.
"""

import os
import signal

HELD = {signal.SIGTERM}

graceful_timeout = 180
"""Seconds, longer than any test waits, so that a worker that hangs isn't killed unseen.

To end takes a third of a second of each process's CPU: 20 seconds beside twenty busy processes.
"""

control_socket_disable = True
"""The control socket is one file per user, which concurrent gunicorns would unlink."""


def hold():
    """Block SIGTERM in the master before it forks, so that the child inherits the block."""
    signal.pthread_sigmask(signal.SIG_BLOCK, HELD)


def let_go():
    """Unblock it: in the master after the fork, in the child when it is ready."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD)


def post_worker_init(_):
    """Unblock SIGTERM: the worker has its own handlers now."""
    let_go()


os.register_at_fork(before=hold, after_in_parent=let_go)
