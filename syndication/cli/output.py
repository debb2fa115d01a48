"""What commands print: a table where a person reads, tab-separated lines where a program does, JSON where asked."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence

import typer


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
