"""The same application, whose master nearly always forks while another thread has Python's lock."""

import threading

from wsgi_app import app as app


def keep_busy():
    """Give the lock away only when another thread asks for it."""
    while True:
        sum(range(1000))


threading.Thread(target=keep_busy, daemon=True).start()
