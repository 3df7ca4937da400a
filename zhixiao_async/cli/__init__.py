"""The ``zhixiao`` command: one file for each subcommand."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from . import explain, inbox, sandbox


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: Of the command line; those of this process if not given.

    Returns:
        The exit code: 0, 1 if something is wrong, or 2 if it couldn't start.
    """
    parser = argparse.ArgumentParser(
        prog="zhixiao", description="Tools for the Zhixiao (知校) payment gateway."
    )
    parser.add_argument("--version", action="version", version=f"zhixiao {_version()}")
    subcommands = parser.add_subparsers(metavar="command", required=True)
    sandbox.register(subcommands)
    explain.register(subcommands)
    inbox.register(subcommands)
    options = parser.parse_args(arguments)
    try:
        code: int = options.run(options)
    except KeyboardInterrupt:
        # Where signal handlers can't be had (Windows), Ctrl-C still is the way to end it.
        return 0
    return code


def _version() -> str:
    try:
        return version("zhixiao")
    except PackageNotFoundError:
        return "unknown"
