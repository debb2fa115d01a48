"""``syndication work``: the worker alone, for machines that answer no requests."""

from __future__ import annotations

import os

from syndication.cli.options import DEFAULT_FOLDER, ConfigFolder, opened
from syndication.cli.output import note


def work(folder: ConfigFolder = DEFAULT_FOLDER) -> None:
    """Fetch sources, relate articles and move those whose time has come, until told to end.

    `syndication serve` does this too, unless it is given --no-work. Several workers share one PostgreSQL store: each
    source is fetched by one of them. SIGTERM or Ctrl-C ends it; SIGHUP takes changed settings. Log lines are JSON, on
    stderr.

    Example: syndication work
    """
    from syndication import logs
    from syndication.serve.children import work_alone

    with opened(folder):  # faults of the settings and of the store are told here
        pass
    logs.start()
    note(f"Working (pid {os.getpid()}).")
    work_alone(folder.absolute(), dict(os.environ))
