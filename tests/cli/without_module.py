"""Run the command as if a module weren't installed.

Usage: python without_module.py MODULE WORD...
"""

import sys

from zhixiao_async.cli import main

_, missing, *words = sys.argv
sys.modules[missing] = None  # importing it raises ModuleNotFoundError
sys.exit(main(words))
