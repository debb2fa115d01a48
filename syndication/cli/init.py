"""``syndication init``: the settings to begin with."""

from __future__ import annotations

from datetime import date
from importlib import resources
from pathlib import Path

import typer

from syndication import logs
from syndication.cli.options import DEFAULT_FOLDER, ConfigFolder
from syndication.errors import ConfigError

#: The files of the starter.
STARTER = ("syndication.toml", "sections.toml", "feeds.toml")
#: Stands in the starter for the day on which the domain of ``site.tag`` is the publisher's.
_TODAY = "@TODAY@"


def init(folder: ConfigFolder = DEFAULT_FOLDER) -> None:
    """Write settings to begin with.

    Asks nothing and overwrites nothing. With what it writes, import, build and serve work at once; the comments say
    what to change before readers subscribe.

    Example: syndication init
    """
    for path in write(folder, logs.now().date()):
        typer.echo(f"wrote {path}")
    typer.echo(
        "Now: syndication import FILE, then syndication serve. Before readers subscribe: set [site] and [feeds]."
    )


def starter(today: date) -> dict[str, bytes]:
    """The starter files by name."""
    folder = resources.files("syndication.cli") / "starter"
    return {
        name: (folder / name).read_text(encoding="utf-8").replace(_TODAY, today.isoformat()).encode()
        for name in STARTER
    }


def write(folder: Path, today: date) -> list[Path]:
    """Write the starter into ``folder``. Raises ConfigError, having written nothing, if one of the files is there."""
    files = {folder / name: data for name, data in starter(today).items()}
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
