"""`python -m warehouse_app` is the program `warehouse`."""

import sys

from warehouse_app.command_line.main import main

if __name__ == "__main__":
    sys.exit(main())
