"""``syndication export``: what is related to what, one JSON line an article."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from syndication.cli.options import DEFAULT_FOLDER, ConfigFolder, opened


def export(
    related: Annotated[
        int, typer.Option(metavar="NUMBER", min=0, max=100, help="Related articles a line at most.")
    ] = 20,
    folder: ConfigFolder = DEFAULT_FOLDER,
) -> None:
    """Print what is related to what, one JSON line an article.

    Each line is {"id", "related", "shown", "story"}: ids of the related articles, other reports of the same event
    first, best first; what the article's entry shows; and its story (not known yet). Ids are the publisher's own, else
    the guid.

    Example: syndication export --related 5 > related.jsonl
    """
    from syndication.flows.export import export as lines

    with opened(folder) as (_, store):
        for line in lines(store, related):
            typer.echo(json.dumps(line, ensure_ascii=False))
