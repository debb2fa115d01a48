"""Runs ``processes.run`` as the command does: ``python -m tests.serve.parent FOLDER WORKERS``; prints its URL."""

from __future__ import annotations

import sys
from pathlib import Path

from syndication import logs
from syndication.serve.processes import Serving, run

if __name__ == "__main__":
    logs.start()
    run(
        Serving(folder=Path(sys.argv[1]), environ={}, host="127.0.0.1", port=0, workers=int(sys.argv[2]), work=True),
        lambda url: print(url, flush=True),  # noqa: T201
    )
