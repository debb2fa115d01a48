"""``make bench``: every measurement of `ALL`, or those that are named: ``python -m benchmarks render serve``."""

from __future__ import annotations

import sys
from importlib import import_module

ALL = ("render", "serve", "importing", "wxr", "merging", "parsing", "relevance", "index", "fetching", "churn")

if sys.argv[1:2] == ["eval"]:  # quality, not speed: of data that are named to it
    import_module("benchmarks.relating").main(sys.argv[2:])
    raise SystemExit

for name in sys.argv[1:] or ALL:
    if name not in ALL:
        raise SystemExit(f"there is no benchmark {name}; there are {', '.join(ALL)}")
    print(f"--- {name}", flush=True)
    import_module(f"benchmarks.{name}").main()
