"""``syndication explain``: why an article has the related links and the story that it has."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from syndication.cli.options import DEFAULT_FOLDER, AsJson, ConfigFolder, opened
from syndication.cli.output import note, show_json, show_table

if TYPE_CHECKING:
    from syndication.flows.explain import Compared, Explained, Named
    from syndication.flows.judgements import Judgement, Refusal

#: Of an article's words, the heaviest so many are shown to people: the others add little to any score.
WORDS = 20


def explain(
    word: Annotated[str, typer.Argument(metavar="ID", hidden=True)],
    other: Annotated[str, typer.Argument(metavar="OTHER", hidden=True)] = "",
    folder: ConfigFolder = DEFAULT_FOLDER,
    as_json: AsJson = False,
) -> None:
    """Explain an article's related links and its story; with OTHER, what it has to do with that one.

    ID and OTHER are the publisher's id, the guid, the key or the URL. Told are: the language and the words that count
    most; the nearest articles with score (0 to 1), the evidence of one event and the threshold that it has to reach,
    the words that they share, and what came of it; the story with all its reports. Words are counted as they are stored
    now; `then` is the score that was written down when the later of two articles came. Of another outlet's article
    also the Iraqi and Kurdish names in it are told. ID may also be the URL or title of an entry that was refused, or
    the name of a source: then the reasons of the refusals are told.

    Example: syndication explain 1234 https://www.example.com/politics/story
    """
    from syndication.errors import NotFound
    from syndication.flows.explain import explain as explained
    from syndication.flows.judgements import refusals

    with opened(folder) as (config, store):
        try:
            found = explained(store, config, word, other or None)
        except NotFound:
            if other or not (refused := refusals(store, word)):
                raise
            _show_refused(refused, as_json)
            return
    if as_json:
        show_json(_plain(found))
        return
    _show(found)


def _show_refused(refused: list[Refusal], as_json: bool) -> None:
    if as_json:
        show_json({"refused": [{**asdict(each), "at": each.at.isoformat()} for each in refused]})
        return
    columns = ("source", "refused", "why", "title", "url")
    show_table(
        columns, [(each.source, f"{each.at:%Y-%m-%d %H:%M}Z", each.why, each.title, each.url) for each in refused]
    )


def _judged(relevance: Judgement | None) -> dict[str, Any]:
    """Why another outlet's article is here; a weak name has a ~ before it, as in the list of names."""
    if relevance is None:
        return {}
    verdict = relevance.why if relevance.kept else f"would be refused today: {relevance.why}"
    names = ", ".join(f"~{hit.name}" if hit.weak else hit.name for hit in relevance.hits)
    return {"source": relevance.source, "relevance": relevance.rule, "taken in": verdict, "names": names}


def _show(found: Explained) -> None:
    """Tables with an empty line between them."""
    facts = {**_named(found.article), "language": found.language, "form": found.form, "compared with": found.among - 1}
    show_table(("field", "value"), list({**facts, **_judged(found.relevance)}.items()))
    typer.echo()
    columns = ("word", "times", "articles", "weight")
    show_table(columns, [(each.word, each.times, each.articles, f"{each.weight:.3f}") for each in found.words[:WORDS]])
    if found.compared:
        typer.echo()
        show_table(
            ("nearest", "score", "then", "evidence", "threshold", "why", "shared words", "title"),
            [_row(each) for each in found.compared],
        )
    typer.echo()
    show_table(
        ("story", "outlet", "published", "joined", "title"),
        [
            (
                each.article.key,
                each.article.outlet,
                _named(each.article)["published"],
                _joined(place, each.born),
                each.article.title,
            )
            for place, each in enumerate(found.story)
        ],
    )
    if not found.related:
        note("It has not been related yet: a running server does that within a second, an import or build at its end.")


def _row(each: Compared) -> tuple[Any, ...]:
    numbers = (
        "" if value is None else f"{value:.3f}" for value in (each.score, each.then, each.evidence, each.threshold)
    )
    return (each.article.key, *numbers, each.why, " ".join(each.shared), each.article.title)


def _joined(place: int, born: bool) -> str:
    return "founder" if place == 0 else "as it came" if born else "later"


def _named(article: Named) -> dict[str, Any]:
    return {**asdict(article), "published": article.published.isoformat() if article.published else None}


def _plain(found: Explained) -> dict[str, Any]:
    """Everything, as JSON has it."""
    return {
        "article": _named(found.article),
        "language": found.language,
        "form": found.form,
        "among": found.among,
        "related": found.related,
        "relevance": _judgement(found.relevance),
        "words": [each._asdict() for each in found.words],
        "compared": [{**asdict(each), "article": _named(each.article)} for each in found.compared],
        "story": [{"article": _named(each.article), "born": each.born} for each in found.story],
    }


def _judgement(relevance: Judgement | None) -> dict[str, Any] | None:
    return None if relevance is None else {**asdict(relevance), "hits": [hit._asdict() for hit in relevance.hits]}
