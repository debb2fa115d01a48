"""``syndication import``: files or a site into the store, with what is worth telling about them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from syndication.cli.options import DEFAULT_FOLDER, AsJson, ConfigFolder, opened
from syndication.cli.output import note, replacing, show_json
from syndication.errors import InputError

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.flows.taking_in import Summary
    from syndication.intake.inputs import Format, Input
    from syndication.model import Rejected, Section

#: Rejected entries told one by one on a terminal; ``--rejects FILE`` has them all.
MAX_TOLD = 20
#: Plain progress lines come at most every so many articles.
LINE_EVERY = 5000


def import_articles(  # noqa: PLR0913  # one parameter for each option
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH…", hidden=True)  # typer would name its Python type
    ] = None,
    wordpress: Annotated[
        str, typer.Option(metavar="URL", help="Take what is new on a WordPress site, by its home page, not files.")
    ] = "",
    form: Annotated[
        Literal["auto", "jsonl", "page", "wxr"],
        typer.Option("--format", help="What the files are; auto goes by their names."),
    ] = "auto",
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="When page text came out; it says no date itself.")
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write every entry that was not taken in, as JSON Lines.")
    ] = None,
    new_sections: Annotated[
        bool, typer.Option("--new-sections", help="Add a section to the settings for each label that means none.")
    ] = False,
    folder: ConfigFolder = DEFAULT_FOLDER,
    as_json: AsJson = False,
) -> None:
    """Take articles in: JSON Lines (.jsonl, .jsonl.gz), page text (.txt), a WordPress export (.xml, .xml.gz).

    PATH is a file, a folder, a pattern, or - for stdin. The same files again change nothing; a newer version of an
    article replaces the older one. An entry that can't be understood is told with file, line and reason, and the rest
    goes on; the exit code is then 1. Ctrl-C is safe: run the same command again.

    Example: syndication import export/ --rejects rejects.jsonl
    """
    from syndication.cli.new_sections import append_sections

    if bool(paths) == bool(wordpress):
        raise typer.BadParameter("name files, or a site with --wordpress URL, and not both", param_hint="PATH…")
    if wordpress:
        config, summary = _from_site(wordpress, folder, rejects)
    else:
        config, summary = _from_files(paths or [], form, folder, rejects, published)
    added = append_sections(folder, config, summary.unknown_labels) if new_sections else ()
    if as_json:
        show_json(_plain(summary, [section.slug for section in added]))
    else:
        _tell(summary, rejects)
        _tell_labels(summary, added, folder)
    if summary.fault is not None:
        raise summary.fault
    raise typer.Exit(1 if summary.rejected else 0)


def _from_files(
    paths: list[str], form: Format, folder: Path, rejects: Path | None, published: str | None
) -> tuple[Config, Summary]:
    from syndication.flows.taking_in import take_in
    from syndication.intake.inputs import find

    with opened(folder) as (config, store):
        inputs = list(find(paths, form))
        for each in inputs:
            each.published = published
        total = sum(source.size for source in inputs if source.size) or None

        def far(_: Summary) -> tuple[int, int | None]:
            return sum(source.read for source in inputs if source.size), total

        with _rejects(rejects, inputs) as reject, _progress(far) as progress:
            return config, take_in(store, config, inputs, reject, progress)


def _from_site(url: str, folder: Path, rejects: Path | None) -> tuple[Config, Summary]:
    from syndication.flows.wordpress import import_site, source

    site = source(url, os.environ)

    def far(summary: Summary) -> tuple[int, int | None]:
        return summary.done + summary.rejected, summary.expected

    with opened(folder) as (config, store), _rejects(rejects) as reject, _progress(far) as progress:
        return config, import_site(store, config, site, reject, progress)


@contextmanager
def _rejects(path: Path | None, inputs: Sequence[Input] = ()) -> Iterator[Callable[[Rejected], None]]:
    """Tell rejected entries on stderr, the first ones, and write them all to ``path``, which may be no input."""
    told = 0

    def reject(entry: Rejected) -> None:
        nonlocal told
        told += 1
        if write is not None:
            write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
        if told <= MAX_TOLD:
            where = f"{entry.place}: {entry.field}" if entry.field else entry.place
            note(f"not taken in: {where}: {entry.reason}" + (f". {entry.hint}" if entry.hint else ""))
        elif told == MAX_TOLD + 1:
            note("not taken in: more; --rejects FILE writes them all")

    if path is None:
        write = None
        yield reject
        return
    # What is no file (standard input, /dev/null) can't be lost by being written to.
    if path.is_file() and any(os.path.samefile(path, 0 if each.path is None else each.path) for each in inputs):
        hint = "It would be lost. Name another file, outside of the folders that are imported"
        raise InputError("this file is to be imported", where=str(path), hint=hint)
    with replacing(path) as write:
        yield reject


@contextmanager
def _progress(far: Callable[[Summary], tuple[int, int | None]]) -> Iterator[Callable[[Summary], None]]:
    """A bar on a terminal, else a line now and then, both on stderr. ``far`` says how far it is, and of how much."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def show(summary: Summary) -> None:
            read, total = far(summary)
            bar.update(task, completed=read, total=total, description=f"{summary.done:,} articles")

        yield show


def _lines() -> Callable[[Summary], None]:
    last = 0

    def show(summary: Summary) -> None:
        nonlocal last
        if summary.done // LINE_EVERY > last // LINE_EVERY:
            note(f"{summary.done} articles so far")
        last = summary.done

    return show


def _tell(summary: Summary, rejects: Path | None) -> None:
    kinds = summary.kinds
    changed = kinds["corrected"] + kinds["returned"]
    counts = f"{kinds['new']} new, {changed} changed, {kinds['unchanged']} unchanged, {summary.rejected} rejected"
    typer.echo(counts + (f", {kinds['blocked']} withdrawn earlier and left so" if kinds["blocked"] else ""))
    if summary.withdrawn:
        note(f"Withdrawn, since they are no longer on the site: {', '.join(summary.withdrawn)}")
    if summary.unknown_fields:
        names = ", ".join(f"{name} ({count})" for name, count in summary.unknown_fields.most_common(MAX_TOLD))
        note(f"Fields that were not understood and left out: {names}")
    if summary.related_by is not None:
        note(
            f"Links between articles are just now made by another process, {summary.related_by}. If that is a server, "
            "it goes on with the new ones; else the next import, build or serve does."
        )
    if rejects and summary.rejected:
        note(f"All rejected entries: {rejects}")


def _tell_labels(summary: Summary, added: Sequence[Section], folder: Path) -> None:
    """The labels that mean no section, or the sections that were ``added`` for them."""
    if added:
        note(f"Sections added to {folder / 'sections.toml'} for labels that meant none:")
        for section in added:
            note(f"  {section.slug}")
        note("A running server takes them on SIGHUP: kill -HUP PID (it logs its pid at start).")
    elif summary.unknown_labels:
        note("Section labels that mean no section (their articles are in /all only; --new-sections adds them):")
        for label, count in summary.unknown_labels.most_common():
            note(f"  {count:>7}  {label}")


def _plain(summary: Summary, added: list[str]) -> dict[str, object]:
    kinds = summary.kinds
    return {
        "new": kinds["new"],
        "changed": kinds["corrected"] + kinds["returned"],
        "unchanged": kinds["unchanged"],
        "blocked": kinds["blocked"],
        "rejected": summary.rejected,
        "withdrawn": summary.withdrawn,
        "unknown_labels": dict(summary.unknown_labels.most_common()),
        "unknown_fields": dict(summary.unknown_fields.most_common()),
        "new_sections": added,
        "related": summary.related_by is None,
        "related_by": summary.related_by,
    }
