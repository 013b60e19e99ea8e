"""Run: `python -m bench.quality [--quick] [--family X] [--group G] [--half tuning|report] [--misses] [--out FILE]`."""

from __future__ import annotations

import sys

from bench.quality.command import main

if __name__ == "__main__":
    sys.exit(main())
