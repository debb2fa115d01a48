"""What commands print: a table where a person reads, tab-separated lines where a program does, JSON where asked.

And the files that they write on demand: whole, or as they were before.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import typer

from syndication.errors import InputError


def show_json(value: object) -> None:
    """``value`` as indented JSON on stdout; Arabic stays readable."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """``rows`` on stdout: drawn on a terminal, else one line a row, cells parted by tabs, without a header."""
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in cells:
            typer.echo("\t".join(" ".join(cell.split()) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in cells:
        table.add_row(*map(Text, row))  # Text: a title may hold [brackets], which are rich's markup
    Console().print(table)


def note(text: str) -> None:
    """A sentence for the person, on stderr, so that stdout stays the result."""
    typer.echo(text, err=True)


@contextmanager
def replacing(path: Path) -> Iterator[Callable[[str], None]]:
    """Write text into the place of ``path``, which stays as it was until the end, and for good if that fails.

    A device or pipe is written to at once. Raises InputError where it can't be written.
    """
    in_place = path.exists() and not path.is_file()
    target = path if in_place else Path(os.path.realpath(path))  # a link stays one
    beside = target if in_place else target.with_name(f".{target.name}.{os.getpid()}")
    with _told(path):
        file = beside.open("w", encoding="utf-8")

    def write(text: str) -> None:
        with _told(path):
            file.write(text)

    try:
        yield write
        with _told(path):
            file.close()
            if not in_place:
                beside.replace(target)
    except BaseException:
        with suppress(OSError):
            file.close()
        if not in_place:
            beside.unlink(missing_ok=True)
        raise


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """The fault of writing ``path`` in a sentence."""
    try:
        yield
    except OSError as error:
        raise InputError(f"can't be written: {error.strerror}", where=str(path)) from error
