"""`python -m flows.child MODULE`: run a module as a supervised child, which ends when the supervisor does."""

from __future__ import annotations

import runpy
import sys

from flows.process import follow_parent

if __name__ == "__main__":
    follow_parent()
    module = sys.argv[1]
    sys.argv = sys.argv[1:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
