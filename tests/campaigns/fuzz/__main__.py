"""Any bytes at all, from HTTP or a notification to the caller: no undocumented error, no belief.

    python -m tests.campaigns.fuzz [PROPERTY …] [--seconds N]

atheris makes up inputs for each property of ``properties.py``, guided by the branches that they
reach. Prints a line per property. Exits with 1 if a property doesn't hold. Takes a minute per
property, unless told otherwise. Inputs that reached new branches are kept in ``.fuzz/`` for the
next run.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
from pathlib import Path

from .properties import PROPERTIES
from .seeds import dictionary, seeds

KEPT = Path(".fuzz")
LIMITS = ("-timeout=10", "-rss_limit_mb=1024", "-max_len=8192", "-print_final_stats=1")


def main() -> int:
    """Run the campaign; return 1 if a property doesn't hold."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.campaigns.fuzz", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--seconds", type=int, default=60, help="for each property")
    parser.add_argument("properties", nargs="*", default=list(PROPERTIES), metavar="property")
    options = parser.parse_args()
    KEPT.mkdir(exist_ok=True)
    (KEPT / "words").write_text(dictionary(), "utf-8")
    found = [name for name in options.properties if not _holds(name, options.seconds)]
    if found:
        print(f"\nfindings in {', '.join(found)}: see .fuzz/, run one by")
        print(f"  python -m tests.campaigns.fuzz.target {found[0]} .fuzz/{found[0]}-…")
    return 1 if found else 0


def _holds(name: str, seconds: int) -> bool:
    corpus = KEPT / name
    corpus.mkdir(exist_ok=True)
    for seed in seeds()[name]:
        (corpus / hashlib.sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)
    run = subprocess.run(
        [sys.executable, "-m", "tests.campaigns.fuzz.target", name, str(corpus),
         f"-dict={KEPT / 'words'}",
         f"-max_total_time={seconds}", f"-artifact_prefix={KEPT / name}-", *LIMITS],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    output = run.stdout.decode("utf-8", "replace")
    numbers = dict(re.findall(r"stat::(\w+): +(\d+)", output))
    covered = re.findall(r"cov: (\d+)", output)[-1:] or ["?"]
    print(
        f"{name:13} {numbers.get('number_of_executed_units', '?'):>9} inputs,"
        f" {covered[0]:>5} branches reached, {numbers.get('peak_rss_mb', '?'):>4} MB:",
        "held" if run.returncode == 0 else f"FOUND SOMETHING\n{output[-6000:]}",
        flush=True,
    )
    return run.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
