"""The benchmark that decides: injected faults, false alarms on clean text, typos. Run: `python -m bench.quality`."""
