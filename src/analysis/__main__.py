"""``python -m analysis``: the same as the command ``guihua``."""

import sys

from analysis.cli import main

sys.exit(main())
