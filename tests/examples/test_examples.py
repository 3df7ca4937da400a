"""Each example does what its first line says, against a real sandbox."""

from __future__ import annotations

import csv
import re
import signal
