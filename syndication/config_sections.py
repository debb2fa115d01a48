"""The sections of the publication: the ``[[section]]`` tables of sections.toml, and the model's values made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pydantic import Field

from syndication import model
from syndication.config_faults import fault, nearest
from syndication.config_sources import Sources
from syndication.config_values import FeedId, Slug, Table, Titles, WebUrl, Words
from syndication.errors import ConfigError
from syndication.text.fold import fold


class SectionTable(Table):
    """A section of the publication, a ``[[section]]`` of sections.toml."""

    slug: Slug = Field(examples=["politics"])
    """Its name in addresses: /sections/SLUG.rss."""
    titles: Titles = Field(examples=[{"ar": "سياسة"}])
    """Its title by language; the site's language must be there."""
    labels: tuple[Words, ...] = ()
    """What articles write to mean it, besides slug and titles. Spelling variants of one letter need not be listed."""
    parent: Words | None = None
    """The slug of the section that holds it; that section's feed shows its articles too."""
    page: WebUrl | None = None
    """The section's page on the site; left out, the site's own."""
    wordpress_id: FeedId | None = None
    """The id of the WordPress feed that this section's feeds stand for, if it had one of its own."""


def section(table: SectionTable) -> model.Section:
    """The table as the model's value."""
    return model.Section(
        slug=table.slug,
        titles=dict(table.titles.items()),
        labels=table.labels,
        parent=table.parent,
        page=table.page,
        wordpress_id=table.wordpress_id,
    )


def own_keys(section: model.Section) -> frozenset[str]:
    """What means this section, not those below it: folded slug, titles and labels."""
    names = (section.slug, *section.titles.values(), *section.labels)
    return frozenset(key for name in names if (key := fold(name)))


def together(tables: Sequence[SectionTable], home: str, sources: Sources) -> Iterator[ConfigError]:
    """What only several settings together can get wrong. ``home``: the site's language."""
    yield from _slugs(tables, home, sources)
    yield from _parents(tables, sources)
    yield from _claims(tables, sources)


def _slugs(tables: Sequence[SectionTable], home: str, sources: Sources) -> Iterator[ConfigError]:
    """Every slug once, with a title that everybody can fall back to."""
    first: dict[str, int] = {}
    for number, section in enumerate(tables):
        if home not in section.titles:
            what = f"there is none in the site's language, {home}"
            yield fault(sources, ("section", number, "titles"), what, f'Add {home} = "…"')
        if (owner := first.setdefault(section.slug, number)) != number:
            see = sources.place(("section", owner, "slug"))
            yield fault(sources, ("section", number, "slug"), f"«{section.slug}» is taken", f"See {see}")


def _parents(tables: Sequence[SectionTable], sources: Sources) -> Iterator[ConfigError]:
    """Parents that are there and not, over however many steps, inside their own children."""
    parents = {section.slug: section.parent for section in tables}
    for number, section in enumerate(tables):
        key = ("section", number, "parent")
        if section.parent is not None and section.parent not in parents:
            hint = nearest(section.parent, [slug for slug in parents if slug != section.slug])
            yield fault(sources, key, f"there is no section «{section.parent}»", hint)
        elif section.parent is not None and _circles(section.slug, parents):
            yield fault(sources, key, f"«{section.slug}» would be inside itself", "Take one of the parents out")


def _circles(slug: str, parents: Mapping[str, str | None]) -> bool:
    """Whether the way up from ``slug`` comes back to it."""
    above, steps = parents[slug], 0
    while above is not None and above != slug and steps <= len(parents):
        above, steps = parents.get(above), steps + 1
    return above == slug


def _claims(tables: Sequence[SectionTable], sources: Sources) -> Iterator[ConfigError]:
    """A label means one section, else an article's section would hang on the order of the file."""
    owners: dict[str, int] = {}
    for number, section in enumerate(tables):
        names: list[tuple[str | int, str]] = [
            ("slug", section.slug),
            *section.titles.items(),
            *((index, label) for index, label in enumerate(section.labels)),
        ]
        for part, name in names:
            owner = owners.setdefault(fold(name), number)
            if owner != number and tables[owner].slug != section.slug:
                inner = (part,) if part == "slug" else ("labels", part) if isinstance(part, int) else ("titles", part)
                what = f"«{name}» already means the section «{tables[owner].slug}»"
                yield fault(
                    sources,
                    ("section", number, *inner),
                    what,
                    f"Keep it in one; see {sources.place(('section', owner))}",
                )
