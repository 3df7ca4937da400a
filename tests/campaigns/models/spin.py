"""The models of docs/models, checked by spin in every order of events."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import attrs

from tests.support.places import DOCS

FOLDER = DOCS / "models"
PARTS = {
    "inbox": ("NO_KEY", "NO_LOOK"),
    "journal": ("NO_FENCE", "NO_LIMIT", "NO_WINDOW", "WALL_CLOCK", "PASSING"),
}
"""Parts of each model, by the macro that takes a part out: without any of them it fails."""

_COMPILED = ("gcc", "-w", "-DSAFETY", "-DBFS", "-o", "pan", "pan.c")
"""Breadth first, so that the first failure took the fewest steps; not optimized, since compiling
would take longer than running."""


@attrs.frozen
class Checked:
    """Findings of spin.

    Attributes:
        states: Number of states.
        errors: Number of failures; spin stops at the first.
        trail: The steps to the failure, in the model's own words; empty without one.
    """

    states: int
    errors: int
    trail: str = attrs.field(repr=False)


def check(model: str, *without: str) -> Checked:
    """Check a model, with some of its parts taken out.

    Raises:
        RuntimeError: Spin or the compiler refused the model, or not every state was visited.
    """
    taken_out = [f"-D{part}" for part in without]
    with tempfile.TemporaryDirectory(prefix="zhixiao-model-") as folder:
        shutil.copy(FOLDER / f"{model}.pml", Path(folder) / "model")

        def run(*command: str, fails: bool = False) -> str:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
            if (done.returncode and not fails) or "out of memory" in done.stdout:
                raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
            return done.stdout

        run("spin", *taken_out, "-a", "model")
        run(*_COMPILED)
        said = run("./pan")
        errors, states = _number(r"errors: (\d+)", said), _number(r"(\d+) states, stored", said)
        trail = run("spin", *taken_out, "-t", "-p", "-g", "model", fails=True) if errors else ""
    return Checked(states, errors, trail)


def _number(pattern: str, said: str) -> int:
    found = re.search(pattern, said)
    if found is None:
        raise RuntimeError(said)
    return int(found[1])
