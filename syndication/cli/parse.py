"""``syndication parse``: one document as it would be taken in, as JSON."""

from __future__ import annotations

import json
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Annotated, Any

import typer

from syndication.cli.options import DEFAULT_FOLDER, ConfigFolder, settings
from syndication.cli.output import note, show_json

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.flows.parsing import Reading
    from syndication.model import Article

#: The zone of times without one where neither option nor settings name it: theirs by default, too.
DEFAULT_ZONE = "Asia/Baghdad"


def parse(
    names: Annotated[
        list[str], typer.Argument(metavar="FILE", hidden=True)  # typer would name its Python type
    ],
    zone: Annotated[
        str, typer.Option(metavar="ZONE", help="The zone of times that name none (IANA); else the site's.")
    ] = "",
    batch: Annotated[bool, typer.Option("--batch", help="One line of JSON for each document.")] = False,
    folder: ConfigFolder = DEFAULT_FOLDER,
) -> None:
    """Read feeds and print their entries as they would be taken in: ids, times, and HTML that is safe to show.

    A FILE is a file, a URL, or - for standard input.

    A document that is no feed is told by its outcome: html (with the feeds that the page names), blocked, empty, binary
    or unreadable. Settings are read if there are any: for the site's zone, the ids that we make, and what the client
    may ask. The exit code is 1 if a document could not be had at all.

    Example: syndication parse https://news.example/feed/
    """
    from syndication.flows.parsing import readings

    has_settings = folder != DEFAULT_FOLDER or (folder / "syndication.toml").exists()
    config = settings(folder) if has_settings else None
    is_missing = False
    for each in readings(names, config, _zone(zone, config)):
        if each.fault:
            is_missing = True
            note(f"syndication: {each.fault}")
        if batch or len(names) > 1:
            typer.echo(json.dumps(_document(each), ensure_ascii=False))
        else:
            show_json(_document(each))
    raise typer.Exit(1 if is_missing else 0)


def _zone(name: str, config: Config | None) -> tzinfo:
    """The zone of the option, else the site's."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if not name and config is not None:
        return config.zone
    try:
        return ZoneInfo(name or DEFAULT_ZONE)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # the last of a name that is a folder
        raise typer.BadParameter("no such zone; IANA has names like Asia/Baghdad", param_hint="--zone") from error


def _document(reading: Reading) -> dict[str, Any]:
    """What is printed of one document."""
    shown: dict[str, Any] = {
        "entries": [_entry(article) for article in reading.articles],
        "outcome": reading.outcome,
        "why": reading.why,
    }
    if reading.outcome in ("html", "blocked"):
        shown["feeds"] = [{"url": link.href, "title": link.title} for link in reading.links if link.rel == "alternate"]
    return shown


def _entry(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "published": _written(article.published),
        "updated": _written(article.updated),
        "author": ", ".join(article.authors),
        "authors": list(article.authors),
        "html": article.html,
        "summary": article.summary,
        "enclosures": [{"url": each.url, "type": each.type, "length": each.length} for each in article.enclosures],
    }


def _written(time: datetime | None) -> str | None:
    """ISO 8601 with its offset."""
    return time.isoformat() if time else None
