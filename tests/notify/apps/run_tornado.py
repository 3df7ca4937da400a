"""Tornado's own server, on the port that is given."""

import asyncio
import sys

from with_tornado import serve

if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
