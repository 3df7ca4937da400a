"""Length of the suite's random series; ``make series`` makes them sixteen times as long."""

from __future__ import annotations

import os

TIMES = int(os.environ.get("TIMES", "1"))
"""Factor of each series' number of examples."""
