"""What one entry shows, before any format: the rules of docs/feeds.md "An entry" that all formats share.

In: an ``EntryView`` and a ``Style``. Out: a ``Shown``, from which every format only copies. Pure; raises nothing.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from syndication.documents import EntryView, Style
from syndication.model import Article, Credit, Direction, Enclosure, Image, Link
from syndication.render import reports
from syndication.render.words import words
from syndication.text.direction import first_strong, marked
from syndication.text.language import direction

#: What XML 1.0 can't hold (https://www.w3.org/TR/xml/#charsets), lone surrogates included. The door removes it
#: (text/clean.py); here it is removed again, since feedgen raises on one such character and the whole feed is lost.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: A tag of sanitised HTML (a value may hold ``>``), or the text up to the next one.
_PIECE = re.compile(r"""<(?:[^>"']|"[^"]*"|'[^']*')*>|[^<]+""")
_MARKS: dict[Direction, str] = {"rtl": "\u200f", "ltr": "\u200e"}
#: RFC 3987, roughly: a scheme, and nothing after it that would have to be encoded.
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+\Z")
#: The form of our addresses below ``feeds.url`` (``documents.Address.path``), from their end.
_OUR_PATH = re.compile(
    r"/(?:(?:all|index|merged|stories|search)\.|(?:(?:article|section|language|tag|author|source|feed)s|stories)/)[^/]*\Z"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Another outlet's feed as its entry names it (RFC 4287 §4.2.11), with nothing left to fall back on."""

    name: str
    article: str  #: the article's address there; empty: it has none
    id: str
    title: str
    updated: datetime
    authors: tuple[str, ...]
    feed: str  #: the feed's own address; empty: it is not known
    home: str
    icon: str
    rights: str  #: of the entry, else of the feed, else what its licence says
    feed_rights: str
    note: str  #: what people are told of reuse: its licence, else its rights


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One entry, resolved for one style: every text cleaned, marked and cut to what may be shown."""

    id: str
    url: str
    about: str  #: our page that lists the feeds; it says what ``_syndication`` is
    title: str
    language: str
    direction: Direction
    summary: str  #: plain text; empty: none is shown
    content: str  #: HTML; empty: none is shown
    authors: tuple[str, ...]  #: empty: the channel's author stands for the entry
    categories: tuple[tuple[str, str], ...]  #: (term, label)
    published: datetime | None
    updated: datetime
    corrected: bool  #: ``updated`` says more than ``published`` does
    image: Image | None
    enclosures: tuple[Enclosure, ...]
    links: tuple[Link, ...]
    outlet: Outlet | None  #: None: our own article
    zone: tzinfo  #: in which pages for people give times
    publisher: str  #: as ``authors`` may name it; pages that have it in their head leave it out of bylines


def show(view: EntryView, style: Style) -> Shown:
    """What ``view`` shows in ``style``."""
    if view.stored.state == "notice":
        return _notice(view, style)
    article = view.stored.article
    language = legal(article.language)
    way = direction(language)
    title = marked(_title(view), way)
    summary = marked(legal(article.summary), way) if style.content != "headline" else ""
    content = _content(view, style, way) if style.content == "full" else ""
    return Shown(
        id=legal(article.id) or legal(view.url),
        url=legal(view.url),
        about=front(legal(view.view_url)),
        title=title,
        language=language,
        direction=way,
        # Without a description feedgen writes the content there instead of into content:encoded, so a bare picture
        # gets its title as one.
        summary=_summary(summary, view, style) or (title if content else ""),
        content=content,
        authors=tuple(name for name in map(legal, view.authors) if name),
        categories=tuple((legal(term), legal(label) or legal(term)) for term, label in view.categories if legal(term)),
        published=article.published,
        updated=view.stored.shown_updated,
        corrected=_corrected(view),
        image=_image(article.image),
        enclosures=tuple(map(_enclosure, article.enclosures)),
        links=tuple(map(_link, reports.links(view, style))),
        outlet=_outlet(view, article.credit) if article.credit else None,
        zone=view.zone,
        publisher=legal(view.publisher),
    )


def legal(text: str) -> str:
    """``text`` without the characters that XML 1.0 can't hold."""
    return _ILLEGAL.sub("", text) if _ILLEGAL.search(text) else text


def is_iri(text: str) -> bool:
    """Whether it can be an id in Atom (RFC 4287 §4.2.6)."""
    return _IRI.match(text) is not None and legal(text) == text


def front(url: str) -> str:
    """The address of our page that lists all feeds, from any other address of ours; with a ``/`` at its end."""
    return _OUR_PATH.sub("", url).rstrip("/") + "/"


def _title(view: EntryView) -> str:
    """Fallbacks from the top: the title, the summary, the link. Never empty: Atom requires one (RFC 4287 §4.1.2)."""
    article = view.stored.article
    return legal(article.title).strip() or legal(article.summary).strip() or legal(view.url)


def _corrected(view: EntryView) -> bool:
    """Whether ``updated`` tells more than ``published`` does; undated text counts from its arrival."""
    return view.stored.shown_updated != (view.stored.article.published or view.stored.first_seen)


def _notice(view: EntryView, style: Style) -> Shown:
    """A withdrawn article for its last days: its id and times, and nothing of what it was (feeds.md, Withdrawal)."""
    article = view.stored.article
    say = words(article.language)
    text = f"<p>{html.escape(say.notice, quote=False)}</p>"
    return Shown(
        id=legal(article.id) or legal(view.url),
        url=legal(view.url),
        about=front(legal(view.view_url)),
        title=say.withdrawn,
        language=say.language,
        direction=say.direction,
        summary="" if style.content == "headline" else say.notice,
        content=_wrapped(text, say.language, say.direction) if style.content == "full" else "",
        authors=(),
        categories=(),
        published=article.published,
        updated=view.stored.shown_updated,
        corrected=_corrected(view),
        image=None,
        enclosures=(),
        links=(),
        outlet=None,  # these words are ours
        zone=view.zone,
        publisher=legal(view.publisher),
    )


def _outlet(view: EntryView, credit: Credit) -> Outlet:
    """Whose entry this is. A feed without an id of its own is named by its address."""
    article = view.stored.article
    name = legal(view.outlet) or legal(article.outlet)
    feed = legal(credit.address) or legal(credit.feed)
    rights = legal(credit.rights) or legal(credit.feed_rights)
    return Outlet(
        name=name,
        article=legal(article.url or ""),
        id=credit.id if is_iri(credit.id) else feed or legal(view.url),
        title=legal(credit.title) or name,
        updated=credit.updated or view.stored.shown_updated,
        authors=tuple(filter(None, map(legal, credit.authors))) or (name,),
        feed=feed,
        home=legal(credit.home),
        icon=legal(credit.icon),
        rights=rights or legal(view.licence),
        feed_rights=legal(credit.feed_rights),
        note=legal(view.licence) or rights,
    )


def _content(view: EntryView, style: Style, way: Direction) -> str:
    """The full text with its first figure and the list after it, in one wrapper; empty if there is no text."""
    article = view.stored.article
    body = _marked_html(legal(article.html), way)
    if article.image is not None and "<img" not in body:
        body = _figure(article, way) + body
    if not body:
        return ""
    # Our HTML pages have a line of their own for this.
    if article.credit is not None and style.ext != "html":
        body += _read_at(_outlet(view, article.credit), legal(article.language))
    if told := html.escape(reports.also(view, style), quote=False):
        body += f"<p{_tongue(words(article.language).language, legal(article.language))}>{legal(told)}</p>"
    # Our HTML pages have a list of their own below each article.
    if style.text_list and view.text_list and style.ext != "html":
        body += _text_list(view.text_list, legal(article.language))
    return _wrapped(body, legal(article.language), way)


def _marked_html(body: str, way: Direction) -> str:
    """``body`` with a mark where its first strong character stands, if that is of the other direction.

    Within the block that shows the character: before it, or before all blocks, the mark would belong to another
    paragraph once a reader has dropped wrapper and ``dir``.
    """
    for piece in _PIECE.finditer(body):
        if piece[0][0] == "<":
            continue
        found = first_strong(html.unescape(piece[0]))
        if found is not None:
            return body if found == way else f"{body[: piece.start()]}{_MARKS[way]}{body[piece.start() :]}"
    return body


def _summary(summary: str, view: EntryView, style: Style) -> str:
    """The summary, where it is all that is shown with the names of the other outlets that report the same."""
    told = legal(reports.also(view, style)) if summary and style.content == "excerpt" else ""
    return f"{summary} ({told})" if told else summary


def _wrapped(body: str, language: str, way: Direction) -> str:
    return f'<div dir="{way}" lang="{html.escape(language)}">{body}</div>'


def _figure(article: Article, way: Direction) -> str:
    """The article's image as a figure, its credit as the caption."""
    image = _image(article.image)
    if image is None:
        return ""
    sizes = "".join(f' {name}="{value}"' for name, value in (("width", image.width), ("height", image.height)) if value)
    credit = f"<figcaption>{html.escape(marked(image.credit, way), quote=False)}</figcaption>" if image.credit else ""
    return f'<figure><img src="{html.escape(image.url)}" alt="{html.escape(image.alt)}"{sizes}>{credit}</figure>'


def _text_list(links: tuple[Link, ...], language: str) -> str:
    """Heading and list: a link, or text where no address is known (yet); teasers after them."""
    say = words(language)
    lines = "".join(_line(_link(link), language) for link in links)
    heading = html.escape(say.related, quote=False)
    return f"<h2{_tongue(say.language, language)}>{heading}</h2><ul>{lines}</ul>"


def _read_at(outlet: Outlet, language: str) -> str:
    """The line that says whose text this was, for readers that show nothing else of it."""
    say = words(language)
    before, after = (html.escape(part, quote=False) for part in say.read_at.split("{}"))
    line = f"{before}<bdi>{html.escape(outlet.name, quote=False)}</bdi>{after}"
    if outlet.article:
        line = f'<a href="{html.escape(outlet.article)}">{line}</a>'
    note = f" · <bdi>{html.escape(outlet.note, quote=False)}</bdi>" if outlet.note else ""
    return f"<p{_tongue(say.language, language)}>{line}{note}</p>"


def _tongue(own: str | None, around: str) -> str:
    """The attributes of a block whose language may differ from the one around it; ``ar`` and ``ar-IQ`` do not."""
    if not own or own.split("-")[0] == around.split("-")[0]:
        return ""
    return f' dir="{direction(own)}" lang="{html.escape(own)}"'


def _line(link: Link, language: str) -> str:
    """One line of the list."""
    title = html.escape(link.title or link.url or "", quote=False)
    if link.url:
        title = f'<a href="{html.escape(link.url)}">{title}</a>'
    teaser = f"<br>{html.escape(link.teaser, quote=False)}" if link.teaser else ""
    return f"<li{_tongue(link.language, language)}>{title}{teaser}</li>"


def _image(image: Image | None) -> Image | None:
    """The image with clean texts; None if it has no address."""
    if image is None or not legal(image.url):
        return None
    if not _ILLEGAL.search(f"{image.url}{image.type}{image.alt}{image.credit}"):
        return image
    kind = legal(image.type) if image.type else None
    return replace(image, url=legal(image.url), type=kind, alt=legal(image.alt), credit=legal(image.credit))


def _enclosure(enclosure: Enclosure) -> Enclosure:
    return replace(enclosure, url=legal(enclosure.url), type=legal(enclosure.type))


def _link(link: Link) -> Link:
    """The link with clean texts; nearly always it is clean, and a copy costs ten times the look."""
    if not _ILLEGAL.search(f"{link.title}{link.url}{link.teaser}{link.language}{link.source}"):
        return link
    return replace(
        link,
        title=legal(link.title),
        url=legal(link.url) if link.url else None,
        teaser=legal(link.teaser),
        language=legal(link.language) if link.language else None,
        source=legal(link.source),
    )
