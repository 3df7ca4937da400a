"""A WSGI application whose client was made and used when it was imported: before any fork."""

import os

from zhixiao_sync import Client

client = Client.from_env()
client.user_card(user_no="2013141516")


def app(environ, start_response):
    """Who answered, whose child that is, and what the gateway said."""
    card = client.user_card(user_no="2013141516")
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{os.getpid()} {os.getppid()} {card.user_no}".encode()]
