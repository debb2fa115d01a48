"""``syndication serve``: the feeds over HTTP."""

from __future__ import annotations

import ipaddress
import os
import socket
from typing import Annotated

import typer

from syndication.cli.options import DEFAULT_FOLDER, ConfigFolder, opened
from syndication.cli.output import note

#: Sets ``feeds.url`` over the files.
URL_VARIABLE = "SYNDICATION_FEEDS__URL"


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
        bool, typer.Option("--no-work", help="Only answer; `syndication work` does the rest elsewhere.")
    ] = False,
    folder: ConfigFolder = DEFAULT_FOLDER,
) -> None:
    """Serve all feeds over HTTP, fetch the sources, and keep related links up to date.

    What is imported meanwhile is in the feeds within a second. SIGTERM or Ctrl-C ends it when the answers under way
    are sent; SIGHUP takes changed settings. Log lines are JSON, on stderr.

    Example: syndication serve --port 8080
    """
    from syndication import logs
    from syndication.serve.processes import Serving, run

    # The store is brought up to date once, before several children would try to, and its faults are told here.
    with opened(folder) as (config, _):
        server, url = config.server, config.feeds.url
    host = server.host if host is None else host
    port = server.port if port is None else port
    environ = dict(os.environ)
    if URL_VARIABLE not in environ and _is_only_here(url):
        # Nobody else can read feeds that name this machine, so it is a first try: they must lead back to this server.
        port = port or free_port(host)
        if port and (here := _with_port(url, port)) != url:
            environ[URL_VARIABLE] = here
            note(f"Feeds name {here} in this run, not {url}. To keep it, set feeds.url or {URL_VARIABLE}.")
    serving = Serving(
        folder=folder.absolute(),
        environ=environ,
        host=host,
        port=port,
        workers=server.workers if workers is None else workers,
        work=not no_work,
    )
    logs.start()
    run(serving, lambda url: note(f"Serving at {url}/ (pid {os.getpid()}); the list of all feeds is there."))


def free_port(host: str) -> int:
    """A port that was free a moment ago; 0 where none can be had, which whoever binds it will tell."""
    try:
        with socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            port: int = probe.getsockname()[1]
            return port
    except OSError:
        return 0


def _is_only_here(url: str) -> bool:
    """Whether a URL names this machine for itself alone, without a TLS proxy before it."""
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    try:
        return parts.scheme == "http" and ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.scheme == "http" and parts.hostname == "localhost"


def _with_port(url: str, port: int) -> str:
    """``url`` with that port."""
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    if (parts.port or 80) == port:
        return url
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return parts._replace(netloc=f"{host}:{port}").geturl()
