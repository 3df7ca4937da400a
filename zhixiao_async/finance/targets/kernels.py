"""Arrow's functions on whole columns, and the types of columns.

The published stubs know no plain value among the arguments, and no texts of two widths, so the
functions are used without them.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import pyarrow as pa
from pyarrow import compute

kernels: Any = compute

Column: TypeAlias = "pa.ChunkedArray[Any]"
"""A table's column, in pieces."""

Values: TypeAlias = "pa.Array[Any]"
"""A piece of a column."""

Scalar: TypeAlias = "pa.Scalar[Any]"
"""One value for every row."""
