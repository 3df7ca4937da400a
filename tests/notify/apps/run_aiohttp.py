"""aiohttp's own runner, on the port that is given."""

import sys

from aiohttp import web
from with_aiohttp import app

if __name__ == "__main__":
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
