"""``guihua`` whose kernels are forked from a process that has imported nothing, as notebooks of tests need.

It saves a second of imports in every run that is made only to be disturbed.
"""

import sys

from analysis.cli import main
from analysis.report import fork_server

if __name__ == "__main__":
    fork_server.PRELOADED = ()
    sys.exit(main())
