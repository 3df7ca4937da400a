"""Sanic's own server, on the port that is given; with a middleware, if NOSY is set."""

import os
import sys

from nosy import sanic_app
from with_sanic import app

if __name__ == "__main__":
    if os.environ.get("NOSY"):
        sanic_app()
    app.run("127.0.0.1", int(sys.argv[1]), single_process=True, motd=False, access_log=False)
