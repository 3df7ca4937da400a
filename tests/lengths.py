"""How long the suite's series at random are; ``make series`` makes them eight times as long."""

from __future__ import annotations

import os

TIMES = int(os.environ.get("TIMES", "1"))
"""What each series' number of examples is multiplied by."""
