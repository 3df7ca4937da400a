"""``python -m zhixiao_async.cli`` is ``zhixiao``."""

import sys

from . import main

sys.exit(main())
