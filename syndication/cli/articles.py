"""``syndication articles``: what is stored, one article whole, withdrawing and restoring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from syndication.cli.options import DEFAULT_FOLDER, AsJson, ConfigFolder, opened
from syndication.cli.output import note, show_json, show_table

if TYPE_CHECKING:
    from syndication.model import Stored

app = typer.Typer(
    help="Look at the stored articles, withdraw one, or take a withdrawal back.\n\n"
    "Example: syndication articles withdraw 1234 --reason 'wrong person named'",
    no_args_is_help=True,
    rich_markup_mode=None,
)

#: Hidden: typer would name its Python type. Each command's help says what it is.
Id = Annotated[str, typer.Argument(metavar="ID", hidden=True)]


@app.command("list")
def list_articles(
    state: Annotated[
        Literal["waiting", "live", "notice", "withdrawn", "expired"] | None, typer.Option(help="Only these.")
    ] = None,
    limit: Annotated[
        int, typer.Option(metavar="NUMBER", min=1, max=10_000, help="How many, the newest arrivals first.")
    ] = 50,
    folder: ConfigFolder = DEFAULT_FOLDER,
    as_json: AsJson = False,
) -> None:
    """List the stored articles, the newest arrivals first.

    Example: syndication articles list --state withdrawn
    """
    from syndication.store.articles import page_of

    with opened(folder) as (_, store), store.read() as connection:
        found = page_of(connection, state=state, limit=limit)
    if as_json:
        show_json([_brief(stored) for stored in found])
        return
    rows = [
        (each["key"], each["state"], each["published"], each["language"], each["title"]) for each in map(_brief, found)
    ]
    show_table(("key", "state", "published", "language", "title"), rows)


@app.command()
def show(word: Id, folder: ConfigFolder = DEFAULT_FOLDER, as_json: AsJson = False) -> None:
    """Show one stored article with what its entry shows.

    ID is the publisher's id, the guid, the key or the URL.

    Example: syndication articles show https://www.example.com/politics/story
    """
    from syndication.store import articles, links

    with opened(folder) as (_, store), store.read() as connection:
        stored = articles.find(connection, word)
        shown = links.shown(connection, [stored.arrived]).get(stored.arrived, links.Shown())
    related = [{"kind": link.kind, "title": link.title, "url": link.url} for link in shown.links]
    values = _brief(stored) | {
        "url": stored.article.url,
        "sections": list(stored.article.sections),
        "tags": list(stored.article.tags),
        "updated": stored.shown_updated.isoformat(),
        "first seen": stored.first_seen.isoformat(),
        "summary": stored.article.summary,
        "text": stored.article.text,
    }
    if as_json:
        show_json(values | {"related": related})
        return
    show_table(("field", "value"), [(name, _cell(value)) for name, value in values.items()])
    if related:
        typer.echo()  # a table of its own, in a pipe too
        show_table(("related", "title", "url"), [tuple(link.values()) for link in related])


@app.command()
def withdraw(
    word: Id,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why, for your own records: `articles show` tells it. Never published.")
    ],
    silent: Annotated[bool, typer.Option("--silent", help="Without the notice of seven days.")] = False,
    folder: ConfigFolder = DEFAULT_FOLDER,
    as_json: AsJson = False,
) -> None:
    """Withdraw an article from every feed.

    ID is the publisher's id, the guid, the key or the URL. For seven days the article's entry says that it was
    withdrawn, so that feed readers replace their copy; then it is gone. Links to it leave the other articles at once.
    The same article imported again stays away, unless it was modified after the withdrawal.

    Example: syndication articles withdraw 1234 --reason 'wrong person named'
    """
    from syndication.flows.articles import withdraw as withdraw_article
    from syndication.text.clean import one_line

    with opened(folder) as (_, store):
        _tell(withdraw_article(store, word, reason=one_line(reason), silent=silent), as_json, f"withdrawn ({reason})")


@app.command()
def restore(word: Id, folder: ConfigFolder = DEFAULT_FOLDER, as_json: AsJson = False) -> None:
    """Take a withdrawal back, as long as the notice is shown.

    ID is the publisher's id, the guid, the key or the URL.

    Example: syndication articles restore 1234
    """
    from syndication.flows.articles import restore as restore_article

    with opened(folder) as (_, store):
        _tell(restore_article(store, word), as_json, "restored")


def _tell(stored: Stored, as_json: bool, done: str) -> None:
    if as_json:
        show_json(_brief(stored))
        return
    typer.echo(f"{stored.article.key}: {done}; its state is now {stored.state}")
    note("A running server shows it within a second; static files with the next build.")


def _brief(stored: Stored) -> dict[str, Any]:
    article = stored.article
    return {
        "key": article.key,
        "id": article.publisher_id or article.id,
        "guid": article.id,
        "state": stored.state,
        "reason": stored.reason,
        "published": article.published.isoformat() if article.published else None,
        "language": article.language,
        "title": article.title,
    }


def _cell(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, list) else value
