"""Bodies: from a publisher's HTML or plain text to markup that is safe in every reader, and the text that it shows.

    sanitise:   rename raw-text elements | nh3 (markup_rules) | one walk (markup_walk) | nh3 again, as a check
    from_text:  clean | paragraphs at blank lines | escape
    cut:        a body over the limit, at a block's end (markup_cut)

What comes out of ``sanitise`` goes in again unchanged. Limits are for input that means harm: nobody's article is near.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from syndication.model import Image
from syndication.text.bare import decoded, without_hidden
from syndication.text.clean import clean, folded
from syndication.text.direction import turns
from syndication.text.language import direction
from syndication.text.markup_cut import cut_html
from syndication.text.markup_rules import first_pass
from syndication.text.markup_walk import Walk

#: Bytes of UTF-8 that the store takes (design.md, Constants).
MAX_BODY_BYTES = 1_000_000
#: Characters that are looked at: a body of the limit with four times its length in pictures written into it.
MAX_RAW = 4_000_000
#: Rounds until nh3 has nothing more to say: it may part what its own output left nested (a p in a p).
_ROUNDS = 4
_TAG = re.compile("<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it may be shown."""

    html: str = ""  #: sanitised
    text: str = ""  #: what a reader sees of it; paragraphs with an empty line between them
    image: Image | None = None  #: the first picture in it


def sanitise(html: str, base_url: str | None, language: str) -> Body:
    """The body of ``html``: our elements and attributes alone, absolute http(s) addresses, real pictures.

    ``base_url`` is what relative addresses are relative to; without it they go. ``language`` is the article's tag: a
    block that runs the other way gets ``dir``.
    """
    shown = clean(html[:MAX_RAW])
    for _ in range(_ROUNDS):
        first = first_pass(shown)
        if first is None:
            return from_text(decoded(_TAG.sub("\n\n", without_hidden(shown))), language)
        walk = Walk(base_url, direction(language))
        walk.run(first)
        shown = walk.html
        if first_pass(shown) == shown:
            return Body(shown, walk.text, walk.image)
    return from_text(walk.text, language)


def from_text(text: str, language: str) -> Body:
    """The body of plain text: a paragraph ends at an empty line; a line end inside one stays a line end."""
    towards = direction(language)
    html: list[str] = []
    paragraphs = _paragraphs(clean(text[:MAX_RAW]))
    for paragraph in paragraphs:
        escaped = paragraph.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
        start = f'<p dir="{"ltr" if towards == "rtl" else "rtl"}">' if turns(paragraph, towards) else "<p>"
        html.append(f"{start}{escaped}</p>")
    return Body("\n".join(html), "\n\n".join(paragraphs))


def cut(body: Body, url: str | None, language: str, limit: int = MAX_BODY_BYTES) -> Body:
    """``body`` if it has at most ``limit`` bytes, else its beginning with a link to ``url``."""
    # A character has at most four bytes, so most bodies need no counting.
    if len(body.html) * 4 <= limit or len(body.html.encode()) <= limit:
        return body
    shorter = cut_html(body.html, url, language, limit)
    walk = Walk(None, direction(language))
    walk.run(shorter)
    return Body(shorter, walk.text, walk.image)


def _paragraphs(text: str) -> list[str]:
    """Paragraphs with their white space folded, lines inside kept."""
    found: list[str] = []
    lines: list[str] = []
    for line in text.split("\n"):
        if line and (words := folded(line)):
            lines.append(words)
        elif lines:
            found.append("\n".join(lines))
            lines = []
    if lines:
        found.append("\n".join(lines))
    return found
