"""`python -m warehouse_app` is the program `warehouse`."""

import sys
from multiprocessing import freeze_support

from warehouse_app.command_line.main import main

if __name__ == "__main__":
    freeze_support()  # in a bundle, the process that draws papers is this program again
    sys.exit(main())
