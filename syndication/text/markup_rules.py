"""What may stand in a body: the lists that nh3 is given, and the sets of elements that the walk over its output knows.

Our own, since nh3's default list drops ``dir``, ``srcset`` and ``<video>`` (facts: libraries). No class, id, style,
form or script; no SVG or MathML (their parsing rules are where sanitisers break). ``bdo`` is a bidi override.
"""

from __future__ import annotations

import re

import nh3


def names(spaced: str) -> frozenset[str]:
    """The set of names in a line of them."""
    return frozenset(spaced.split())


#: Elements whose end is a paragraph's end in the visible text.
BLOCKS = names(
    "p div h1 h2 h3 h4 h5 h6 blockquote pre ul ol li dl dt dd table caption thead tbody tfoot tr figure figcaption hr"
)
#: Their neighbours stand on the same line.
CELLS = names("td th")
#: Boxes that mean nothing to a feed reader but are a block: each becomes a div.
BOXES = names(
    "address article aside center details dir fieldset footer form header hgroup legend main nav section summary"
)
VOID = names("br hr img wbr col source track embed")
#: With nothing in them they are traces of what was removed, or were empty from the start.
EMPTY_GOES = names(
    "a abbr b blockquote caption cite code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 i ins kbd li"
    " mark ol p pre q s samp small span strong sub sup table tbody tfoot thead time tr u ul var"
)
_INLINE = names(
    "a abbr b bdi br cite code del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup time u var wbr"
)
#: Elements of which the walk makes something else, the first two under names of our own.
RAW_FRAME = "x-iframe"
RAW_NOSCRIPT = "x-noscript"
_WORKED_ON = {RAW_FRAME, RAW_NOSCRIPT, "img", "picture", "source", "video", "audio", "embed"}

#: Parsers read what is inside these as bare text, so a lazy image's twin in a noscript would come out as text in
#: angle brackets. Under another name it is markup like any other. An object is a frame with another spelling.
_RENAMED = re.compile(r"(</?)(?:(iframe|object)|(noscript)|amp-img)(?=[\s/>])", re.IGNORECASE)

_SOURCES = names("src data-src data-lazy-src data-original srcset data-srcset data-lazy-srcset")
#: Attributes by element: all that may be in the output, and what the walk decides by.
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "*": names("dir lang"),
    "a": names("href hreflang title"),
    "abbr": names("title"),
    "blockquote": names("cite"),
    "q": names("cite"),
    "ins": names("cite datetime"),
    "del": names("cite datetime"),
    "time": names("datetime"),
    "col": names("span"),
    "colgroup": names("span"),
    "ol": names("start reversed type"),
    "li": names("value"),
    "td": names("colspan rowspan"),
    "th": names("colspan rowspan scope"),
    "img": _SOURCES | names("alt title width height style"),
    "source": _SOURCES | names("type"),
    "video": names("src data-src poster title width height controls"),
    "audio": names("src data-src title controls"),
    "embed": names("src title width height style"),
    RAW_FRAME: names("src data-src data-lazy-src data title width height style"),
}
#: Elements that go with all that is in them: no reader was meant to see it as text.
_GONE = names("script style template svg math title textarea select button canvas noframes noembed")
_CLEANER = nh3.Cleaner(
    tags=BLOCKS | CELLS | BOXES | _INLINE | _WORKED_ON | {"col", "colgroup"},
    attributes=_ATTRIBUTES,
    clean_content_tags=_GONE,
    link_rel=None,  # no link opens a window of ours, so there is nothing that rel=noopener would keep closed
    url_schemes={"http", "https", "mailto", "tel"},
    strip_comments=True,
)

#: nh3 takes time by the square of the nesting depth (100,000 open divs: 42 s). Tags times the deepest nesting that they
#: could have, at most. The most among the bodies of 100 real feeds was 96,000.
_WORK_LIMIT = 1_000_000
#: The same for character references (800,000: 7 s). An Arabic body of a megabyte written in them has 150,000.
_MAX_REFERENCES = 200_000
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
#: Elements that a parser closes by itself, so leaving them open makes nothing deeper.
_SELF_CLOSING = VOID | names("p li dt dd tr td th option input link meta param base")


def first_pass(html: str) -> str | None:
    """``html`` through nh3: balanced, with the elements and attributes above alone. None: it would take too long."""
    return None if _too_dear(html) else _CLEANER.clean(_RENAMED.sub(_renamed, html))


def _renamed(tag: re.Match[str]) -> str:
    name = RAW_FRAME if tag[2] else RAW_NOSCRIPT if tag[3] else "img"
    return tag[1] + name


def _too_dear(html: str) -> bool:
    count = html.count("<")
    if html.count("&") > _MAX_REFERENCES:
        return True
    if count * count <= _WORK_LIMIT:
        return False
    depth = deepest = 0
    for closing, name in _TAG_NAME.findall(html):
        if name.lower() not in _SELF_CLOSING:
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest * count > _WORK_LIMIT
