"""``syndication sources``: the outlets that are read. How each goes, new ones, off and on, and their list as OPML."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from syndication.cli.options import DEFAULT_FOLDER, AsJson, ConfigFolder, opened, settings
from syndication.cli.output import note, show_json, show_table
from syndication.errors import InputError

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.flows.source_check import Checked
    from syndication.flows.sources import Listed
    from syndication.intake.opml import Outline

app = typer.Typer(
    help="The outlets that are read: list, add, check, pause, resume, remove them.\n\n"
    "Example: syndication sources check --enable",
    no_args_is_help=True,
    rich_markup_mode=None,
)

#: Hidden: typer would name its Python type. Each command's help says what it is.
Name = Annotated[str, typer.Argument(metavar="NAME", hidden=True)]
Names = Annotated[list[str] | None, typer.Argument(metavar="NAME…", hidden=True)]


@app.command("list")
def list_sources(folder: ConfigFolder = DEFAULT_FOLDER, as_json: AsJson = False) -> None:
    """List every feed of every source: on or off, when it last answered, when it is asked next, and what is wrong.

    Example: syndication sources list
    """
    from syndication.flows.sources import listing

    with opened(folder) as (config, store):
        found = listing(store, config)
    if as_json:
        show_json([_plain(each) for each in found])
        return
    columns = ("source", "state", "entries", "last answer", "last news", "next", "problem", "feed")
    show_table(columns, map(_listed, found))
    if not found:
        note(f"There are none. `syndication sources add URL` writes one into {folder / 'sources.toml'}.")


def _listed(each: Listed) -> tuple[object, ...]:
    times = (each.last_ok, each.last_news, each.next_try)
    shown = (f"{time:%Y-%m-%d %H:%M}Z" if time else "" for time in times)
    return (each.source, each.state, each.entries, *shown, each.problem, each.url)


def _plain(value: Any) -> dict[str, Any]:
    """A dataclass for JSON: times as texts."""
    from dataclasses import asdict
    from datetime import datetime

    def plain(each: Any) -> Any:
        if isinstance(each, datetime):
            return each.isoformat()
        return {name: plain(one) for name, one in each.items()} if isinstance(each, dict) else each

    found: dict[str, Any] = plain(asdict(value))
    return found


@app.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", hidden=True)],
    name: Annotated[
        str | None, typer.Option(metavar="SLUG", help="What to call it; made of its host if left out.")
    ] = None,
    folder: ConfigFolder = DEFAULT_FOLDER,
    as_json: AsJson = False,
) -> None:
    """Find the feeds of a site and write it into sources.toml as a source.

    URL is the site's address or a feed. The best feed found is taken; others that the site names are told. What stands
    in the file stays. A running server takes the source on SIGHUP.

    Example: syndication sources add https://www.example.com
    """
    from syndication.cli.new_sources import append_sources
    from syndication.flows.source_check import find
    from syndication.intake.discovery import slug_of
    from syndication.text.urls import absolute

    address = absolute(url if "://" in url else f"https://{url}", None)
    if address is None:
        raise InputError("is no web address", where=url)
    with opened(folder) as (config, store):
        site = find(store, config, address)
    if not site.feeds:
        hint = "If you know its feed, give that address"
        raise InputError("no feed was found there", where=address, hint=hint)
    best = site.feeds[0]
    slug = name or slug_of(best.url, [each.slug for each in config.outlets])
    table = {
        "slug": slug,
        "title": best.title or slug,
        "feeds": [{"url": best.url}],
        "kind": None if best.kind == "feed" else best.kind,
        "language": (best.language or "").partition("-")[0] or None,
    }
    path = append_sources(folder, [table], "Added by sources add.")
    if as_json:
        show_json({**{key: value for key, value in table.items() if value is not None}, "file": str(path)})
        return
    typer.echo(f"{slug}: {best.url} ({best.entries} entries), written into {path}")
    for other in site.feeds[1:]:
        note(f"The site also names {other.url} ({other.title or 'without a title'}, {other.entries} entries).")
    if site.categories:
        note(f"Feeds of its categories may be at: {', '.join(site.categories)}")


@app.command()
def check(
    names: Names = None,
    enable: Annotated[bool, typer.Option("--enable", help="Switch on those that pass.")] = False,
    folder: ConfigFolder = DEFAULT_FOLDER,
    as_json: AsJson = False,
) -> None:
    """Ask sources, all or those named NAME, and tell what they would give. Nothing is taken in.

    A source passes if its feeds can be read, their entries have titles, links and dates, the newest is less than four
    days old, half of the summaries are longer than a line, and robots.txt forbids nothing. If one does not, the exit
    code is 1.

    Example: syndication sources check --enable
    """
    from syndication.cli.new_sources import enable as switch_on
    from syndication.flows import sources
    from syndication.flows.source_check import check as look

    with opened(folder) as (config, store):
        found = look(store, config, names or ())
        failing = {each.source for each in found if not each.passes}
        passing = [slug for slug in dict.fromkeys(each.source for each in found) if slug not in failing]
        if enable and passing:
            switch_on(folder, passing)
            for slug in passing:
                sources.resume(store, config, slug)
    if as_json:
        show_json([{**_plain(each), "passes": each.passes} for each in found])
    else:
        columns = ("source", "verdict", "entries", "dated", "newest", "snippet", "language", *_MORE)
        show_table(columns, map(_checked, found))
        note(f"{len(passing)} sources pass, {len(failing)} do not." + (" Those that pass are on." if enable else ""))
    raise typer.Exit(1 if failing else 0)


#: What stands behind the figures of `sources check`.
_MORE = ("robots", "validators", "hub", "remarks", "feed")


def _checked(each: Checked) -> tuple[object, ...]:
    seen = each.examined
    verdict = "; ".join(each.faults) or "passes"
    remarks = "; ".join(each.remarks)
    if seen is None:
        return (each.source, verdict, *[""] * 5, each.robots, "", "", remarks, each.url)
    age = "" if each.age_s is None else f"{each.age_s / 3600:.1f} h"
    return (
        *(each.source, verdict, seen.entries, seen.dated, age, seen.snippet, seen.language),
        *(each.robots, each.validators, "yes" if seen.hub else "no", remarks, each.url),
    )


@app.command()
def pause(
    name: Name,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why, for `sources list`.")] = "",
    folder: ConfigFolder = DEFAULT_FOLDER,
) -> None:
    """Fetch the source NAME no more until it is resumed. What it gave stays.

    Example: syndication sources pause example --reason 'they asked us to wait'
    """
    from syndication.flows import sources

    with opened(folder) as (config, store):
        sources.pause(store, config, name, reason)
    typer.echo(f"{name} is paused")


@app.command()
def resume(name: Name, folder: ConfigFolder = DEFAULT_FOLDER) -> None:
    """Fetch the source NAME from now on: one that is off in sources.toml, paused, stopped by a 410, or purged.

    `enabled` in the file becomes true. A running server takes that on SIGHUP.

    Example: syndication sources resume example
    """
    from syndication.cli.new_sources import enable
    from syndication.flows import sources

    with opened(folder) as (config, store):
        sources.resume(store, config, name)
        enable(folder, [name])
    typer.echo(f"{name} is on")


@app.command()
def remove(
    name: Name,
    purge: Annotated[bool, typer.Option("--purge", help="Take what it gave out of every feed, for good.")] = False,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why, for your own records.")
    ] = "removed by its outlet's wish",
    folder: ConfigFolder = DEFAULT_FOLDER,
) -> None:
    """Read the source NAME no more; with --purge its entries leave every feed at once, and only tombstones stay.

    Without --purge this is a pause. Its lines in sources.toml stay; take them out by hand if you like.

    Example: syndication sources remove example --purge
    """
    from syndication.flows import sources

    with opened(folder) as (config, store):
        if purge:
            gone = sources.purge(store, config, name, reason)
            typer.echo(f"{name} is removed; {gone} of its articles left every feed")
            return
        sources.pause(store, config, name, reason)
    typer.echo(f"{name} is paused; what it gave stays (--purge takes it out)")


@app.command("import")
def import_list(
    path: Annotated[str, typer.Argument(metavar="FILE", hidden=True)],
    folder: ConfigFolder = DEFAULT_FOLDER,
    as_json: AsJson = False,
) -> None:
    """Write the feeds of an OPML file, as feed readers export it, into sources.toml.

    FILE is a path, or - for standard input. Feeds of one host become one source; those that are read already are left
    out. They are off until `syndication sources check --enable` or `sources resume` has switched them on.

    Example: syndication sources import subscriptions.opml
    """
    import sys

    from syndication.cli.new_sources import append_sources
    from syndication.intake import opml

    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"can't be read: {error.strerror}", where=path) from error
    config = settings(folder)
    tables = list(_tables(opml.read(data, path), config))
    if tables:
        append_sources(folder, tables, "Added by sources import.")
    if as_json:
        show_json(tables)
        return
    feeds = sum(len(table["feeds"]) for table in tables)
    typer.echo(f"{len(tables)} sources with {feeds} feeds, written into {folder / 'sources.toml'}")
    if tables:
        note("They are off. Now: syndication sources check --enable")


def _tables(outlines: Iterable[Outline], config: Config) -> Iterable[dict[str, Any]]:
    """A table for each host of the list, in its order."""
    from syndication.intake.discovery import slug_of
    from syndication.text.urls import canonical

    known = {canonical(feed.url) for source in config.outlets for feed in source.feeds}
    slugs = [each.slug for each in config.outlets]
    hosts: dict[str, dict[str, Any]] = {}
    for each in outlines:
        if canonical(each.url) in known:
            continue
        known.add(canonical(each.url))
        host = canonical(each.url).split("/")[2]
        if host not in hosts:
            slugs.append(slug_of(each.url, slugs))
            hosts[host] = {"slug": slugs[-1], "title": each.title or slugs[-1], "feeds": [], "enabled": False}
        section = next(
            (found.slug for folder in reversed(each.folders) for found in config.sections_of([folder])), None
        )
        hosts[host]["feeds"].append({"url": each.url, **({"section": section} if section else {})})
    return hosts.values()


@app.command()
def export(folder: ConfigFolder = DEFAULT_FOLDER) -> None:
    """Print all sources as OPML, for a feed reader.

    Example: syndication sources export > sources.opml
    """
    from syndication import logs
    from syndication.flows import sources

    typer.echo(sources.export(settings(folder), logs.now()).decode(), nl=False)
