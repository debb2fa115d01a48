"""``syndication config check|schema``: the settings in force, and what may be set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from syndication.cli.options import DEFAULT_FOLDER, AsJson, ConfigFolder, settings
from syndication.cli.output import note, show_json, show_table

if TYPE_CHECKING:
    from syndication.flows.moving import Survey

app = typer.Typer(
    help="Check the settings, or print what may be set.\n\nExample: syndication config check",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def check(
    site: Annotated[
        Path | None, typer.Option("--site", metavar="EXPORT", help="A WordPress export: tell what a move still lacks.")
    ] = None,
    folder: ConfigFolder = DEFAULT_FOLDER,
    as_json: AsJson = False,
) -> None:
    """Print the settings in force, or with --site what a move from WordPress still lacks.

    Files, SYNDICATION_* variables and defaults together. Whatever is wrong is told with file, line and what to write
    instead; the exit code is then 2. With --site the export's categories without a section are listed, its feed
    addresses that have no answer here, and the id to write into the settings.

    Example: syndication config check --site site.WordPress.2026-03-01.xml
    """
    from urllib.parse import urlsplit

    config = settings(folder)
    if site is not None:
        from syndication.flows.moving import survey

        _show_survey(survey(str(site), config), folder, as_json)
        return
    values = config.model_dump(mode="json")
    values["store"]["url"] = _without_password(values["store"]["url"])
    if as_json:
        show_json(values)
        return
    show_table(("setting", "value"), _rows(values))
    if (host := urlsplit(values["site"]["url"]).hostname) and host.endswith("example.com"):
        note(f"Still to do: example.com is nobody's; set site.url and site.tag in {folder / 'syndication.toml'}.")


@app.command()
def schema() -> None:
    """Print the JSON Schema of the settings, for editors that complete and check TOML.

    Example: syndication config schema > syndication.schema.json
    """
    from syndication.config import Config

    show_json({"$schema": "https://json-schema.org/draft/2020-12/schema", **Config.model_json_schema()})


def _show_survey(survey: Survey, folder: Path, as_json: bool) -> None:
    """What is lacking as a table, and on a terminal what to do about it."""
    from dataclasses import asdict

    if as_json:
        show_json(asdict(survey))
        return
    rows = [("category without a section", f"{each.name} ({each.slug})", each.posts, "") for each in survey.categories]
    rows += [("address without an answer", each.path, each.posts, each.reason) for each in survey.addresses]
    show_table(("what", "which", "articles", "remark"), rows)
    if survey.categories:
        note(f"Add these names to the labels of a section in {folder / 'sections.toml'}; else they are in /all only.")
    if survey.wordpress_id:
        note(f'Write under [feeds] in {folder / "syndication.toml"}: wordpress_id = "{survey.wordpress_id}"')
    if not (survey.categories or survey.addresses or survey.wordpress_id):
        note("Nothing is lacking. Feeds of authors, searches and days have no answer here; those of comments are gone.")


def _without_password(url: str) -> str:
    """A database address that may be shown."""
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    if parts.password is None:
        return url
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user.partition(':')[0]}:***@{host}").geturl()


def _rows(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Dotted name and value of every setting; a section is one row."""
    for name, table in values.items():
        for key, value in table.items() if isinstance(table, dict) else ():
            shown = " | ".join(f"{k}: {v}" for k, v in value.items()) if isinstance(value, dict) else value
            yield (
                f"{name}.{key}",
                "" if shown is None else str(shown).lower() if isinstance(shown, bool) else str(shown),
            )
    for section in values["section"]:
        labels = ", ".join([*section["titles"].values(), *section["labels"]])
        above = f" (in {section['parent']})" if section["parent"] else ""
        yield f"section {section['slug']}", labels + above
