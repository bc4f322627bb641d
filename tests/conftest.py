"""What holds for all tests: commands print as wide as where nobody looks, whatever the terminal that pytest runs in."""

import os

for name in ("COLUMNS", "LINES"):  # pytest-xdist sets them for its workers
    os.environ.pop(name, None)
