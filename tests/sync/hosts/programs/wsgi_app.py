"""A WSGI application whose client was made and used when it was imported: before any fork.

No worker answers before all of them have been asked: else the ones that are quick to accept might
answer everything.
"""

import multiprocessing
import os
import threading

from zhixiao_sync import Client

WORKERS = 4

client = Client.from_env()
client.user_card(user_no="2013141516")

fork = multiprocessing.get_context("fork")
places_before_the_last = fork.Semaphore(WORKERS - 1)
all_were_asked = fork.Event()
asked_here = threading.Lock()


def wait_for_the_others():
    """Return when each worker has a request; the last of them to get one says so."""
    first_here = asked_here.acquire(blocking=False)
    if first_here:
        last = not places_before_the_last.acquire(block=False)
        if last:
            all_were_asked.set()
    all_were_asked.wait()


def app(environ, start_response):
    """Answer with the process, its parent, and what the gateway said."""
    wait_for_the_others()
    card = client.user_card(user_no="2013141516")
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{os.getpid()} {os.getppid()} {card.user_no}".encode()]
