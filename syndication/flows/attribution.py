"""What is shown of another outlet's article, and under whose name (pure; feeds.md, Attribution).

The source's policy is applied here and nowhere later: what may not be shown is taken out of the article before any
renderer sees it. So ``?content=`` and a feed's own settings can only lessen what is left.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from syndication.model import Article, Credit, Source
from syndication.normalise.bylines import shown_authors
from syndication.text.excerpts import EXCERPT_LIMIT, excerpt

if TYPE_CHECKING:
    from syndication.store.articles import Brief

#: Figures and pictures in sanitised HTML, where a quoted value may hold ``>``.
_TAG = re.compile(r"""<(?:(?P<close>/figure)|(?P<open>figure)|img|video)\b(?:[^>"']|"[^"]*"|'[^']*')*>""")
_POSTER = re.compile(r"""\sposter=(?:"[^"]*"|'[^']*')""")


def outlet_name(article: Article | Brief, source: Source | None) -> str:
    """The outlet as it is credited in the article's language; "" for our own. ``source`` None: no longer configured."""
    if article.credit is None:
        return ""
    return source.title(article.language) if source else article.credit.title or article.outlet


def authors(article: Article, credit: Credit, outlet: str) -> tuple[str, ...]:
    """The entry's authors, else its feed's, else the outlet: without one, Atom would give the entry ours."""
    for names in (article.authors, credit.authors):
        if (shown := shown_authors(names, "show", {}, "")) != ("",):
            return shown
    return (outlet,)


def allowed(article: Article, source: Source | None) -> Article:
    """The article with only what its source's policy lets out; of a source that is no longer configured, an excerpt."""
    policy = source.policy if source else "excerpt"
    links_images = source is not None and source.image == "link"
    html = article.html if policy == "full" else ""
    return replace(
        article,
        summary="" if policy == "headline" else _excerpt(article, source.excerpt if source else EXCERPT_LIMIT),
        html=html if links_images else without_pictures(html),
        image=article.image if links_images else None,
        enclosures=()
        if policy == "headline"
        else tuple(each for each in article.enclosures if links_images or not each.type.startswith("image/")),
    )


def without_pictures(html: str) -> str:
    """Sanitised HTML without pictures, figures that hold one with their captions, and the stills of films."""
    if "<img" not in html and "poster=" not in html:
        return html
    gone: list[tuple[int, int, str]] = []  # from, to, what stands there instead
    figures: list[tuple[int, bool]] = []  # those that are open: where they begin, whether a picture is in them
    for tag in _TAG.finditer(html):
        if tag["open"]:
            figures.append((tag.start(), False))
        elif tag["close"]:
            start, has_picture = figures.pop() if figures else (0, False)
            if has_picture:
                while gone and gone[-1][0] >= start:
                    gone.pop()
                gone.append((start, tag.end(), ""))
        elif tag[0].startswith("<video"):
            gone.append((tag.start(), tag.end(), _POSTER.sub("", tag[0])))
        elif figures:
            figures[-1] = (figures[-1][0], True)
        else:
            gone.append((tag.start(), tag.end(), ""))
    return _replaced(html, gone)


def _replaced(html: str, gone: list[tuple[int, int, str]]) -> str:
    kept: list[str] = []
    place = 0
    for start, end, instead in gone:
        kept += (html[place:start], instead)
        place = end
    return "".join((*kept, html[place:]))


def _excerpt(article: Article, limit: int) -> str:
    """The summary, cut again where the source has come to allow less since it was taken in."""
    return excerpt(article.summary, limit) if len(article.summary) > limit else article.summary
