"""``syndication init``: the settings to begin with."""

from __future__ import annotations

from datetime import date
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from syndication import logs
from syndication.cli.options import DEFAULT_FOLDER, ConfigFolder
from syndication.cli.output import note
from syndication.errors import ConfigError

#: The files of the starter.
STARTER = ("syndication.toml", "sections.toml", "sources.toml", "feeds.toml")
#: Stands in the starter for the day on which the domain of ``site.tag`` is the publisher's.
_TODAY = "@TODAY@"


def init(
    site: Annotated[
        str, typer.Option(metavar="URL", help="Your site: it is written into the settings, as a source of its own.")
    ] = "",
    folder: ConfigFolder = DEFAULT_FOLDER,
) -> None:
    """Write settings to begin with.

    Asks nothing and overwrites nothing. With what it writes, import, build and serve work at once; the comments say
    what to change before readers subscribe. With --site your own site is looked at, and read each minute from then on:
    by its WordPress REST interface, else by its feed.

    Example: syndication init --site https://www.example.com
    """
    address = _address(site) if site else ""
    for path in write(folder, logs.now().date(), address):
        typer.echo(f"wrote {path}")
    if address:
        _read_own(folder, address)
        typer.echo("Now: syndication fetch, then syndication serve. Before readers subscribe: set [site] and [feeds].")
        return
    typer.echo(
        "Now: syndication import FILE, then syndication serve. Before readers subscribe: set [site] and [feeds]."
    )


def _address(site: str) -> str:
    """The home page that a person means."""
    from syndication.text.urls import absolute

    url = absolute(site if "://" in site else f"https://{site}", None)
    if url is None:
        raise ConfigError("is no web address", where=site)
    return url


def _read_own(folder: Path, url: str) -> None:
    """Write the site as a source, by the best way that it offers."""
    from urllib.parse import urlsplit

    from syndication.cli.new_sources import append_sources
    from syndication.cli.options import settings
    from syndication.flows.own_site import look
    from syndication.intake.discovery import slug_of

    config = settings(folder)
    found = look(config, url)
    table = {
        "slug": slug_of(url, [each.slug for each in config.outlets]),
        "title": (urlsplit(url).hostname or url).removeprefix("www."),
        "own": True,
        "feeds": [{"url": found.url}],
        "kind": None if found.kind == "feed" else found.kind,
    }
    path = append_sources(folder, [table], "Your own site.")
    how = "WordPress REST interface" if found.kind == "wordpress" else "feed"
    typer.echo(f"{table['slug']}: read by its {how} at {found.url}, each minute; see the end of {path}")
    if found.problem:
        note(f"That is a guess: {found.problem}. Try it: syndication sources check {table['slug']}")


def starter(today: date) -> dict[str, bytes]:
    """The starter files by name."""
    folder = resources.files("syndication.cli") / "starter"
    return {
        name: (folder / name).read_text(encoding="utf-8").replace(_TODAY, today.isoformat()).encode()
        for name in STARTER
    }


def write(folder: Path, today: date, site: str = "") -> list[Path]:
    """Write the starter into ``folder``, with the home page ``site`` in it if that is given.

    Raises ConfigError, having written nothing, if one of the files is there.
    """
    files = {folder / name: _with_site(data, site) for name, data in starter(today).items()}
    there = [str(path) for path in files if path.exists() or path.is_symlink()]
    if there:
        hint = "Nothing was written. Edit what is there, move it away, or name another folder with --config DIR"
        raise ConfigError("there already is " + " and ".join(there), hint=hint)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, data in files.items():
            with path.open("xb") as file:
                file.write(data)
    except OSError as error:
        raise ConfigError(f"can't be written: {error.strerror}", where=str(error.filename or folder)) from error
    return list(files)


def _with_site(data: bytes, site: str) -> bytes:
    """The example's home page and domain replaced by the publisher's."""
    from urllib.parse import urlsplit

    host = (urlsplit(site).hostname or "").removeprefix("www.")
    if not host:
        return data
    return data.replace(b'"https://www.example.com"', f'"{site}"'.encode()).replace(
        b'"example.com,', f'"{host},'.encode()
    )
