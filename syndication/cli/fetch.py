"""``syndication fetch``: what is new at the sources, now."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from syndication.cli.options import DEFAULT_FOLDER, AsJson, ConfigFolder, opened
from syndication.cli.output import note, show_json, show_table

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.flows.fetch_results import Told


def fetch(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME…", hidden=True)  # typer would name its Python type
    ] = None,
    folder: ConfigFolder = DEFAULT_FOLDER,
    as_json: AsJson = False,
) -> None:
    """Fetch the sources that are due, or those named NAME whether due or not, and relate what came.

    A line for each feed tells what was new, changed or refused, or why it failed; the exit code is then 1. A running
    server fetches by itself; what it is at just now is left to it. Ctrl-C is safe.

    Example: syndication fetch
    """
    from syndication.flows.fetching import fetch_now

    told: list[Told] = []
    with opened(folder) as (config, store), _progress() as show:

        def tell(each: Told) -> None:
            told.append(each)
            show(each)

        totals, related_by = fetch_now(store, config, names or None, tell)
    told.sort(key=lambda each: (each.source, each.url))
    if as_json:
        show_json([asdict(each) for each in told])
    else:
        show_table(("source", "new", "changed", "refused", "status", "result", "feed"), map(_row, told))
        note(
            f"{totals.feeds} feeds: {totals.new} new, {totals.changed} changed, {totals.refused} refused entries; "
            f"{totals.same} not modified, {totals.failed} failed"
        )
        if not told:
            note(_nothing(config))
        if related_by is not None:
            note(f"Links between articles are made by another process, {related_by}.")
    raise typer.Exit(1 if totals.failed else 0)


def _nothing(config: Config) -> str:
    """Why no feed was asked, and what to do about it."""
    if not config.outlets:
        return "There are no sources. `syndication sources add URL` writes one."
    if not any(each.enabled for each in config.outlets):
        return (
            f"Nothing was fetched: all sources ({len(config.outlets)}) are off. `syndication sources resume NAME` "
            "switches one on, `syndication sources check --enable` all that pass; `sources list` names them."
        )
    return "Nothing was due. `syndication fetch NAME` fetches a source at once; `sources list` shows all."


def _row(told: Told) -> tuple[object, ...]:
    result = told.problem or ("not modified" if told.is_same else "ok")
    return (told.source, told.new, told.changed, told.refused, told.status, result, told.url)


@contextmanager
def _progress() -> Iterator[Callable[[Told], None]]:
    """A counter on a terminal, on stderr; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda told: None
        return
    from rich.console import Console

    with Console(stderr=True).status("fetching") as status:
        done = 0

        def show(told: Told) -> None:
            nonlocal done
            done += 1
            status.update(f"fetching: {done} feeds, last {told.source}")

        yield show
