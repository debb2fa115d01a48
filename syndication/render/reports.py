"""Other outlets' reports of an entry's story, where a page shows the story once (docs/feeds.md, An entry).

In: an ``EntryView`` and a ``Style``. Out: the links that the entry shows, and the words that name the outlets. Pure;
raises nothing.
"""

from __future__ import annotations

from dataclasses import replace

from syndication.documents import EntryView, Style
from syndication.model import Link
from syndication.render.words import words

#: Outlets that the text names; the links have them all.
MAX_NAMES = 10


def links(view: EntryView, style: Style) -> tuple[Link, ...]:
    """The links of an entry: in a collapsed page the editor's, then the best report of every other outlet, then others.

    XML link elements have no place for an outlet, so their titles begin with it; JSON and pages for people have one.
    """
    if not style.collapsed:
        return view.links
    picked = tuple(link for link in view.links if link.kind == "editor")
    others = tuple(link for link in view.links if link.kind == "computed")
    shown = {link.url for link in picked if link.url}
    reports = tuple(link for link in view.story if link.url not in shown)
    if style.ext in ("rss", "atom"):
        reports = tuple(replace(link, title=_titled(link)) for link in reports)
    return picked + reports + others


def also(view: EntryView, style: Style) -> str:
    """Words such as "Also reported by A, B" in the article's language; empty if nobody does, or the style has none."""
    if not style.also:
        return ""
    say = words(view.stored.article.language)
    names = list(dict.fromkeys(link.source for link in view.story if link.source))[:MAX_NAMES]
    return say.also.format(say.comma.join(names)) if names else ""


def _titled(link: Link) -> str:
    return f"{link.source}: {link.title}" if link.source and link.title else link.title or link.source
