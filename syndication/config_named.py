"""Feeds by name: the ``[[feed]]`` tables of feeds.toml, and the values made of them.

A named feed has the address ``/feeds/SLUG.EXT``, the one called ``merged`` the short one ``/merged.EXT``. Whoever reads
other outlets and writes no ``merged`` has the one below.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import Field, model_validator

from syndication import model
from syndication.config_faults import fault, nearest
from syndication.config_sources import Key, Sources
from syndication.config_values import Language, LanguageTag, Line, Slug, Table, Titles, Words, one_for_all
from syndication.errors import BadRequest, ConfigError
from syndication.selection import NamedFeed, Selection
from syndication.text.queries import parse

#: The slug that has a short address.
MERGED = "merged"

#: How its feed is called where the configuration does not say.
MERGED_TITLES: Mapping[Language, str] = {
    "ar": "أخبارنا وأخبار غيرنا",
    "ckb": "هەواڵەکانی ئێمە و ئەوانی تر",
    "kmr": "Nûçeyên me û yên din",
    "en": "Our news and others'",
}

#: Hours that a merged feed shows; own ones show twice as many, since fewer articles come in.
HOURS = 24

#: No outlet has more than a fifth of a page, so that a news agency is never all there is.
SHARE = 5


class NamedTable(Table):
    """A feed by name, a ``[[feed]]`` of feeds.toml."""

    slug: Slug = Field(examples=["merged"])
    """Its name in addresses: /feeds/SLUG.rss; the one called merged is /merged.rss."""
    title: Titles = Field(examples=["Our news and others'"], json_schema_extra={"type": ["string", "object"]})
    """Its title: one for all languages, or a table by language."""
    description: Titles = Field(default={}, json_schema_extra={"type": ["string", "object"]})
    """One sentence about it: one for all languages, or a table by language."""
    scope: Literal["own", "foreign", "both"] = "both"
    """Whose articles: your own, other outlets', or both."""
    sources: tuple[Words, ...] = ()
    """Slugs of sources: only these other outlets; left out, all. Your own articles are not meant."""
    languages: tuple[LanguageTag, ...] = ()
    """Languages of the articles; left out, all."""
    sections: tuple[Words, ...] = ()
    """Slugs of sections; left out, all articles."""
    words: dict[Words, Line] = Field(default={}, json_schema_extra={"type": ["string", "object"]})
    """What articles must hold, as in a search: words, "phrases", -exclusions; one for all, or a table by language."""
    collapse: Literal["story", "none"] = "story"
    """story: one entry for all reports of one event; none: an entry for each report."""
    quota: int | None = Field(default=None, ge=1, le=1000)
    """Entries of one outlet that a page shows at most; left out, a fifth of max."""
    min: int = Field(default=50, ge=1, le=1000)
    """Entries that are shown however old they are."""
    hours: int = Field(default=HOURS, ge=0, le=24 * 31)
    """Hours before the newest entry within which all are shown."""
    max: int = Field(default=300, ge=1, le=1000)
    """Entries that are shown at most."""
    content: Literal["headline", "excerpt", "full"] = "excerpt"
    """What entries show at most; of other outlets' articles never more than their source's policy allows."""
    also: bool = False
    """Whether an entry's text ends in a line that names the other outlets that report the same."""
    text_list: bool = False
    """Whether the list of related articles also stands inside the text, where content is full."""
    listed: bool = True
    """Whether the list of feeds names it; false for a feed that only one partner is to know."""

    @model_validator(mode="before")
    @classmethod
    def _one_for_all(cls, values: Any) -> Any:
        """``title = "…"`` is the title in every language, ``words = "…"`` asks articles in every language."""
        values = one_for_all(values, "title", "description")
        if isinstance(values, dict) and isinstance(values.get("words"), str):
            values = {**values, "words": {"*": values["words"]}}
        return values


def merged() -> NamedTable:
    """The merged feed where the configuration says nothing of it."""
    return NamedTable(slug=MERGED, title=dict(MERGED_TITLES), also=True)


def named(
    table: NamedTable, section_keys: Mapping[str, frozenset[str]], outlets: Sequence[model.Source], language: str
) -> NamedFeed:
    """The table as a value. ``section_keys``: what means each section; ``language`` is the site's."""
    titles: dict[str, str] = dict(table.title.items())
    quotas: dict[str, int] = {}
    for source in outlets:
        if source.quota is not None and not source.is_own:
            quotas[source.outlet] = min(source.quota, quotas.get(source.outlet, source.quota))
    return NamedFeed(
        slug=table.slug,
        titles={language: next(iter(titles.values())), **titles},
        descriptions=dict(table.description.items()),
        selection=Selection(
            scope=table.scope,
            sources=frozenset(table.sources),
            languages=frozenset(table.languages),
            sections=frozenset(key for slug in table.sections for key in section_keys.get(slug, ())),
            words=tuple(
                sorted(
                    ("" if language == "*" else language, parse(query).text) for language, query in table.words.items()
                )
            ),
            collapse=table.collapse,
            quota=table.quota or (max(table.max // SHARE, 1) if table.scope != "own" else None),
            quotas=tuple(sorted(quotas.items())),
        ),
        min=table.min,
        hours=table.hours,
        max=table.max,
        content=table.content,
        listed=table.listed,
        also=table.also,
        text_list=table.text_list,
    )


def together(
    tables: tuple[NamedTable, ...], slugs: Collection[str], outlets: Collection[str], sources: Sources
) -> Iterator[ConfigError]:
    """What only several settings together can get wrong. ``slugs``: of the sections; ``outlets``: of the sources."""
    names: dict[str, Key] = {}
    for number, table in enumerate(tables):
        key: Key = ("feed", number, "slug")
        if (first := names.setdefault(table.slug, key)) != key:
            yield fault(sources, key, f"«{table.slug}» is taken", f"See {sources.place(first)}")
        if not table.title:
            yield fault(sources, ("feed", number, "title"), "is empty", "Write the feed's name")
        if table.min > table.max:
            yield fault(sources, ("feed", number, "min"), f"is more than max ({table.max})")
        if table.scope == "own" and table.sources:
            hint = 'Write scope = "foreign" or "both", or leave sources out'
            yield fault(sources, ("feed", number, "sources"), "are other outlets, and the feed has none", hint)
        for name, known in (("sections", slugs), ("sources", outlets)):
            for index, slug in enumerate(getattr(table, name)):
                if slug not in known:
                    what = f"there is no {name.removesuffix('s')} «{slug}»"
                    yield fault(sources, ("feed", number, name, index), what, nearest(slug, known))
        yield from _searched(number, table, sources)


def _searched(number: int, table: NamedTable, sources: Sources) -> Iterator[ConfigError]:
    """Words are a search that names a word at least, in a language of the feed."""
    for language, query in table.words.items():
        key: Key = ("feed", number, "words", language)
        try:
            parse(query)
        except BadRequest as error:
            yield fault(sources, key, error.args[0], 'Write words, "a phrase", and -words that are not wanted')
        if language != "*" and language not in table.languages:
            yield fault(sources, key, f"the feed has no language «{language}»", f'Put "{language}" into languages')
