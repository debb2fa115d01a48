"""``syndication build``: all feeds as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from syndication.cli.options import DEFAULT_FOLDER, AsJson, ConfigFolder, opened
from syndication.cli.output import note, show_json, show_table


def build(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where the files go.")] = Path("feeds"),
    folder: ConfigFolder = DEFAULT_FOLDER,
    as_json: AsJson = False,
) -> None:
    """Write all feeds as files, for nginx, Apache or a CDN.

    The files are byte for byte what `syndication serve` answers, under the same paths, with a packed .gz beside each.
    Only what changed is written, and only what an earlier build wrote is ever deleted. Run it from cron; it says when
    an article is due to appear or to go by itself.

    Example: syndication build --out /var/www/feeds
    """
    from syndication.flows.build import build as build_files

    with opened(folder) as (config, store):
        built = build_files(store, config, out)
    due = built.next_due.isoformat() if built.next_due else None
    if as_json:
        written = dict(sorted(built.written.items()))
        show_json({"written": written, "kept": built.kept, "deleted": built.deleted, "next_due": due})
        return
    rows: list[tuple[str, object]] = [(f".{ext} written", count) for ext, count in sorted(built.written.items())]
    rows += [("unchanged", built.kept), ("deleted", built.deleted)]
    show_table((f"files in {out}", "count"), rows)
    if not built.related_here:
        note("Another process relates articles just now; links of the newest ones may come with the next build.")
    if due:
        note(f"Build again at {due}: an article appears or goes by itself then.")
