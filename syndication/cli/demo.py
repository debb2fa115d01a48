"""``syndication demo``: the whole service with invented articles, nothing to prepare."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from syndication.cli import init
from syndication.cli.serve import URL_VARIABLE, free_port


def demo(
    port: Annotated[
        int, typer.Option(metavar="NUMBER", min=0, max=65_535, help="Port on 127.0.0.1; 0 takes a free one.")
    ] = 8080,
) -> None:
    """Serve about sixty invented articles in four languages, merged with those of ten invented outlets.

    The outlets are really fetched, from a server on this machine; one of them is broken on purpose. Everything lies in
    a temporary folder that is deleted at the end; nothing of yours is read or changed. Ctrl-C ends it.

    Example: syndication demo --port 8081
    """
    from syndication import logs
    from syndication.config import load
    from syndication.demo import newsroom, origin
    from syndication.demo.articles import NOW
    from syndication.serve.processes import Serving, run

    with tempfile.TemporaryDirectory(prefix="syndication-demo-") as temporary:
        home = Path(temporary)
        folder = home / "config"
        init.write(folder, NOW.date())
        # Feeds name their own address, so the port must be known before the first is rendered.
        port = port or free_port("127.0.0.1")
        environ = {name: value for name, value in os.environ.items() if not name.startswith("SYNDICATION_")}
        environ |= newsroom.ENVIRON | {URL_VARIABLE: f"http://127.0.0.1:{port}"}
        with origin.serving() as outlets:
            newsroom.read_from(folder, outlets.address)
            config = load(folder, environ)
            summary = newsroom.play(config, home)
            typer.echo(f"{summary.kinds['new']} invented articles, one corrected, one withdrawn, one waiting.")
            told = newsroom.read_outlets(config, outlets)
            sources = {each.source for each in told}
            failed = {each.source for each in told if each.problem}
            new = sum(each.new for each in told)
            typer.echo(f"{new} entries of {len(sources)} invented outlets; {len(failed)} of them is broken on purpose.")
            logs.start()
            run(Serving(folder=folder, environ=environ, host="127.0.0.1", port=port, workers=1, work=True), _tell)


def _tell(url: str) -> None:
    """What to open and what to subscribe to."""
    for title, path in (
        ("Open in a browser", "/"),
        ("Subscribe to everything", "/all.rss"),
        ("... as Atom, as JSON Feed", "/all.atom  /all.json"),
        ("A section", "/sections/politics.rss"),
        ("A language", "/languages/ckb.atom"),
        ("Merged with other outlets", "/merged.atom  /merged.html"),
        ("How the outlets do", "/status"),
    ):
        typer.echo(f"  {title + ':':<27} " + "  ".join(url + each for each in path.split()))
    typer.echo("Ctrl-C ends it and deletes everything.")
