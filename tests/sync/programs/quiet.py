"""Have asyncio report no slow callbacks under ``-X dev``: a busy machine is no finding."""

import logging

logging.getLogger("asyncio").addFilter(
    lambda record: not record.getMessage().startswith("Executing")
)
