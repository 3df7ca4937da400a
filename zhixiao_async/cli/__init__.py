"""The ``zhixiao`` command: one file for each subcommand."""

from importlib import import_module

try:
    from .entry import main as main
except ModuleNotFoundError:  # a wheel has that file as the module zhixiao_command alone
    main = import_module("zhixiao_command").main
