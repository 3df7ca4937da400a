"""A client for as long as an application runs: opened when it starts, closed when it ends.

:mod:`.asgi` is for Starlette, FastAPI and whatever else has an ASGI lifespan, :mod:`.aiohttp` for
aiohttp.web. Neither needs anything but the library.
"""
