"""What every gunicorn of the tests is configured with: it ends when it is told to, and soon.

A worker begins with its master's handler for SIGTERM, which makes a note for the master's loop.
Told to end in that moment, it takes the note for nobody and goes on until the master kills it, 30
seconds later. So SIGTERM is held back from a worker until it has a handler of its own.
"""

import os
import signal

HELD = {signal.SIGTERM}

graceful_timeout = 180
"""Seconds: longer than any test waits for its end, so that a worker that hangs isn't killed unseen.

To end takes a third of a second of each process's time: on a machine with twenty others at work
that was 20 seconds.
"""

control_socket_disable = True
"""It is one file for all the gunicorns of a user, who would unlink each other's."""


def hold():
    """In the master, before it forks: the child inherits it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, HELD)


def let_go():
    """In the master as soon as it has forked, in the child when it is ready."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD)


def post_worker_init(_):
    """The worker has its handlers."""
    let_go()


os.register_at_fork(before=hold, after_in_parent=let_go)
