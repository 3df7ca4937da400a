"""Run the entry's file by itself, and print the modules that it has imported.

Usage: python light_entry.py ENTRY WORD...
"""

import runpy
import sys

_, file, *words = sys.argv
code = runpy.run_path(file)["main"](words)
print("\0" + " ".join(name for name in sys.modules if "." not in name))
sys.exit(code)
