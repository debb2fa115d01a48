"""``syndication serve``: the feeds over HTTP."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from syndication.cli.options import DEFAULT_FOLDER, ConfigFolder, opened
from syndication.cli.output import note


def serve(
    host: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Address to listen on; server.host if left out.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", min=0, max=65_535, help="Port; 0 takes a free one; server.port if left out."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(metavar="NUMBER", min=1, max=64, help="Web processes; server.workers if left out.")
    ] = None,
    no_work: Annotated[
        bool, typer.Option("--no-work", help="Only answer; another process relates and moves due articles.")
    ] = False,
    folder: ConfigFolder = DEFAULT_FOLDER,
) -> None:
    """Serve all feeds over HTTP, and keep related links up to date.

    What is imported meanwhile is in the feeds within a second. SIGTERM or Ctrl-C ends it when the answers under way
    are sent; SIGHUP takes changed settings. Log lines are JSON, on stderr.

    Example: syndication serve --port 8080
    """
    from syndication import logs
    from syndication.serve.processes import Serving, run

    # The store is brought up to date once, before several children would try to, and its faults are told here.
    with opened(folder) as (config, _):
        server = config.server
    serving = Serving(
        folder=folder.absolute(),
        environ=dict(os.environ),
        host=server.host if host is None else host,
        port=server.port if port is None else port,
        workers=server.workers if workers is None else workers,
        work=not no_work,
    )
    logs.start()
    run(serving, lambda url: note(f"Serving at {url}/ (pid {os.getpid()}); the list of all feeds is there."))
