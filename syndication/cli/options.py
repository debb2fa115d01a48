"""Options that several commands have, and the settings that they lead to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.engine import Store

#: ``folder: ConfigFolder = DEFAULT_FOLDER``
DEFAULT_FOLDER = Path("config")
ConfigFolder = Annotated[
    Path,
    typer.Option("--config", envvar="SYNDICATION_CONFIG", metavar="DIR", help="The folder that holds the settings."),
]
#: ``as_json: AsJson = False``
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]


def settings(folder: Path) -> Config:
    """The settings of ``folder`` under this process's environment. Raises ConfigError."""
    from syndication.config import load  # pydantic is slow to load

    return load(folder, os.environ)


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Config, Store]]:
    """The settings of ``folder`` and the store that they name, closed at the end. Raises ConfigError or StoreError."""
    from syndication.store.engine import Store

    config = settings(folder)
    store = Store.open(config.store.url)
    try:
        yield config, store
    finally:
        store.close()
