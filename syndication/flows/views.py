"""A stored article -> what its entry shows: links with their addresses, names, categories (pure).

All that depends on the configuration in force is decided here and nowhere later: names of sections, the byline rule,
which text is shown. A renderer gets plain values and looks nothing up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from syndication.documents import Address, EntryView
from syndication.flows import attribution
from syndication.flows.addresses import public_url
from syndication.model import Credit, Link, Stored
from syndication.normalise.bylines import shown_authors
from syndication.text.keys import name_key

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.links import Shown


def entry(stored: Stored, shown: Shown, config: Config) -> EntryView:
    """One entry with all that it shows resolved."""
    article = stored.article
    view_url = public_url(config.feeds.url, Address("article", article.key, "html").path)
    bylines = config.bylines
    publication = config.site.title_in(article.language)
    view = EntryView(
        stored=stored,
        url=article.url or view_url,
        view_url=view_url,
        authors=shown_authors(article.authors, bylines.authors, bylines.map, publication),
        categories=tuple(_categories(stored, config)),
        links=tuple(_link(link, config) for link in shown.links),
        text_list=tuple(_link(link, config) for link in shown.text),
        story=tuple(_link(link, config) for link in shown.story),
        zone=config.zone,
        publisher=publication,
    )
    return view if article.credit is None else _attributed(view, article.credit, config)


def _attributed(view: EntryView, credit: Credit, config: Config) -> EntryView:
    """Another outlet's entry: under its name, and with only what its source's policy lets out."""
    article, source = view.stored.article, config.outlet(credit.source)
    outlet = attribution.outlet_name(article, source)
    return replace(
        view,
        stored=replace(view.stored, article=attribution.allowed(article, source)),
        authors=attribution.authors(article, credit, outlet),
        text_list=(),  # a list of ours inside the text would read as theirs
        publisher=outlet,
        outlet=outlet,
        licence=source.licence if source else "",
    )


def _link(link: Link, config: Config) -> Link:
    """A stored link with its whole address: those to our own pages are stored below ``feeds.url``."""
    if link.url is None or not link.url.startswith("/"):
        return link
    return replace(link, url=public_url(config.feeds.url, link.url))


def _categories(stored: Stored, config: Config) -> Iterable[tuple[str, str]]:
    """(term, label) of the sections that the labels mean, of labels that mean none, then of the tags; each once."""
    article, seen = stored.article, set()
    for name in (*article.sections, *article.tags):
        sections = config.sections_of([name]) if name in article.sections else ()
        for section in sections:
            title = section.titles.get(article.language) or section.titles[config.site.language]
            if title not in seen:
                seen.add(title)
                yield section.slug, title
        term = name_key(name)
        if not sections and term and name not in seen:
            seen.add(name)
            yield term, name
