"""The second pass over a body: one walk over nh3's output, which needs no parser any more.

nh3 writes balanced elements, attributes in double quotes, and ``<`` and ``>`` nowhere but around tags (they are escaped
in text and in attributes), so a split at tags is exact. The walk puts addresses right, picks pictures, turns players
into links, drops what is empty, gives a block of the other direction its ``dir``, and collects the visible text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from syndication.model import Direction, Image
from syndication.text import markup_images as images
from syndication.text.clean import folded
from syndication.text.direction import turns
from syndication.text.markup_rules import BLOCKS, BOXES, CELLS, EMPTY_GOES, RAW_FRAME, RAW_NOSCRIPT, VOID, names
from syndication.text.urls import absolute, host

#: A tag and the text behind it: what an end tag begins with, the element's name, the attributes, the text.
_PARTS = re.compile(r"<(/?)([^ >]+)([^>]*)>([^<]*)")
_ATTRIBUTE = re.compile(r' ([^\s=">]+)="([^"]*)"')
#: Attributes that stay as they are, beside those that are worked on.
_KEPT = names("lang hreflang title datetime span start reversed type value colspan rowspan scope")
_LINKS = frozenset(("href", "cite"))
_DIRECTIONS = frozenset(("rtl", "ltr", "auto"))
_OTHER_SCHEMES = re.compile(r"(?:mailto|tel):[^\s<>\"]+", re.IGNORECASE)
_PLAYERS = frozenset(("video", "audio"))
#: Elements whose text does not show.
_MUTES = _PLAYERS | {RAW_NOSCRIPT}
#: Elements that are never written out as they came.
_UNNAMED = _MUTES | {"picture"}
#: Elements in which a bare link would be a line of its own without a paragraph.
_WANT_PARAGRAPH = frozenset(("", "div"))
_BLOCKLIKE = BLOCKS | CELLS
#: White space of an emptied element that is kept; all of it, from element to element, would grow without bound.
_MAX_BLANK = 200


@dataclass(slots=True)
class _Frame:
    """An open element."""

    tag: str  #: as nh3 wrote it
    name: str  #: as it is written out; empty: not written at all
    start: int  #: where its start tag stands in the output
    attributes: dict[str, str]
    parent: _Frame | None = None
    filled: bool = False  #: something visible is in it
    blank: str = ""  #: the white space and line breaks in it
    mark: int | None = None  #: of a block with nothing in it yet: how much of the line came before it
    own: list[str] = field(default_factory=list)  #: text of a block itself, without inner blocks
    sets: tuple[str, ...] = ()  #: srcset of a <picture>'s sources
    sources: tuple[tuple[str, str], ...] = ()  #: (URL, type) of a player
    direction: Direction | None = None  #: of its text, once known


class Walk:
    """One walk over one body. ``run`` it once, then read ``html``, ``text`` and ``image``."""

    def __init__(self, base_url: str | None, direction: Direction) -> None:
        self.image: Image | None = None
        self._base = base_url
        self._direction = direction
        self._out: list[str] = []
        self._stack: list[_Frame] = []
        self._blocks: list[_Frame] = []  #: written blocks in the order of their start tags
        self._line: list[str] = []  #: text since the last end of a paragraph
        self._said = False  #: whether there is anything but white space in that
        self._waiting = 0  #: open blocks with nothing in them yet
        self._paragraphs: list[str] = []
        self._skipping = 0  #: depth inside a frame or player whose content is replaced
        self._muted = 0  #: depth of noscript: pictures count there, text does not
        self._last_picture: str | None = None  #: the picture since which no text came

    @property
    def html(self) -> str:
        """The body's markup."""
        return "".join(self._out).strip()

    @property
    def text(self) -> str:
        """What a reader sees of it; paragraphs with an empty line between them."""
        return "\n\n".join(self._paragraphs)

    def run(self, clean_html: str) -> None:
        """Walk over nh3's output."""
        if before := clean_html.partition("<")[0]:
            self._text(before)
        for end, name, rest, behind in _PARTS.findall(clean_html):
            if end:
                self._end(name)
            else:
                self._start(name, rest)
            if behind:
                self._text(behind)
        self._flush()
        self._turn_blocks()

    # --- text ---

    def _text(self, part: str) -> None:
        if self._skipping or self._muted:
            return
        shown = _plain(part)
        if not shown.isspace():
            self._last_picture = None
            self._fill()
            self._said = True
        else:
            self._keep_blank(part)
        self._out.append(part)
        self._line.append(shown.replace("\n", " ") if "\n" in shown and not self._inside("pre") else shown)
        self._own(shown)

    def _own(self, shown: str) -> None:
        """Add to the text of the block around it, by which that gets its direction."""
        for frame in reversed(self._stack):
            if frame.name in _BLOCKLIKE:
                frame.own.append(shown)
                return

    def _inside(self, name: str) -> bool:
        return any(frame.name == name for frame in self._stack)

    def _fill(self) -> None:
        """Something visible comes: the blocks around it that were empty till now end the paragraph before them."""
        if not self._stack:
            return
        self._stack[-1].filled = True
        if self._waiting:
            waiting = [frame for frame in self._stack if frame.mark is not None]
            del self._line[waiting[0].mark :]
            self._flush()
            for frame in waiting:
                frame.mark = None
            self._waiting = 0

    def _flush(self) -> None:
        """End a paragraph of the visible text."""
        if self._said:
            lines = map(folded, "".join(self._line).split("\n"))
            self._paragraphs.append("\n".join(filter(None, lines)))
        self._line.clear()
        self._said = False

    # --- elements ---

    def _start(self, name: str, rest: str) -> None:
        if self._skipping:
            self._skipping += name not in VOID
            return
        attributes = {key: _plain(value) for key, value in _ATTRIBUTE.findall(rest)} if rest else {}
        if special := _SPECIAL.get(name):
            special(self, attributes)
        elif name not in VOID:
            self._open(name, attributes)
        elif not self._muted:
            self._out.append(f"<{name}{self._attributes(attributes)}>")

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == RAW_FRAME:
            self._frame(attributes)
            self._skipping = 1
            return
        parent = self._stack[-1] if self._stack else None
        name = "div" if tag in BOXES else tag
        if self._muted or tag in _UNNAMED:
            name = ""
        frame = _Frame(tag, name, len(self._out), attributes, parent)
        self._stack.append(frame)
        self._muted += tag in _MUTES
        written = self._attributes(attributes) if attributes else ""
        if tag == "a" and "href" not in written:
            frame.name = name = ""
        if name in BLOCKS:
            frame.mark = len(self._line)
            self._waiting += 1
        elif name in CELLS:
            self._line.append(" ")
        if name:
            self._out.append(f"<{name}{written}>")
        if name in _BLOCKLIKE:
            self._blocks.append(frame)

    def _end(self, tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        frame = self._stack.pop()
        if tag in _MUTES:
            self._muted -= 1
            if tag in _PLAYERS:
                self._player(frame)
        if not frame.filled and frame.name in EMPTY_GOES:
            self._forget(frame)
            return
        if frame.name in BLOCKS:
            self._flush()
        if frame.filled and self._stack:
            self._stack[-1].filled = True
        if frame.name:
            self._out.append(f"</{frame.name}>")

    def _forget(self, frame: _Frame) -> None:
        """Take an element back that turned out to hold nothing; a space in it, or its being a block, still parts."""
        del self._out[frame.start :]
        while self._blocks and self._blocks[-1].start >= frame.start:
            self._blocks.pop()
        if frame.mark is not None:
            self._waiting -= 1
            del self._line[frame.mark :]
            if self._said:
                self._line_break({})
        elif frame.blank:
            self._out.append(frame.blank)
            self._keep_blank(frame.blank)

    def _keep_blank(self, part: str) -> None:
        """Remember white space and line breaks of the innermost element, in case that nothing else comes."""
        if self._stack and len(self._stack[-1].blank) + len(part) <= _MAX_BLANK:
            self._stack[-1].blank += part

    def _attributes(self, attributes: dict[str, str]) -> str:
        """What stays of an element's attributes, as nh3 would write it."""
        kept: list[str] = []
        for name, value in attributes.items():
            if name in _LINKS:
                found = absolute(value, self._base) or (value if _OTHER_SCHEMES.fullmatch(value) else None)
                if found:
                    kept.append(_attribute(name, found))
            elif name == "dir":
                if value.strip().lower() in _DIRECTIONS:
                    kept.append(_attribute(name, value.strip().lower()))
            elif name in _KEPT:
                kept.append(_attribute(name, value))
        return "".join(kept)

    def _line_break(self, _: dict[str, str]) -> None:
        if not self._muted:
            self._out.append("<br>")
            self._keep_blank("<br>")
            self._line.append("\n")

    def _rule(self, _: dict[str, str]) -> None:
        if not self._muted:
            self._fill()
            self._flush()
            self._out.append("<hr>")

    # --- pictures, players ---

    def _picture(self, attributes: dict[str, str]) -> None:
        if self._muted and any(frame.tag in _PLAYERS for frame in self._stack):
            return
        if face := images.emoji(attributes):
            self._text(_escaped(face))
            return
        sets = [found for frame in self._stack if frame.sets for found in frame.sets]
        picked = images.pick(attributes, self._base, sets)
        if picked is None or picked.url == self._last_picture or (self._last_picture and self._in_noscript()):
            return
        self._last_picture = picked.url
        alt = " ".join(attributes.get("alt", "").split())
        if self.image is None:
            self.image = Image(
                url=picked.url, width=picked.width, height=picked.height, type=images.media_type(picked.url), alt=alt
            )
        title = _attribute("title", attributes["title"]) if attributes.get("title") else ""
        width = f' width="{picked.width}"' if picked.width else ""
        height = f' height="{picked.height}"' if picked.height else ""
        self._out.append(f"<img{_attribute('src', picked.url)}{_attribute('alt', alt)}{title}{width}{height}>")
        self._fill()

    def _in_noscript(self) -> bool:
        return any(frame.tag == RAW_NOSCRIPT for frame in self._stack)

    def _source(self, attributes: dict[str, str]) -> None:
        for frame in reversed(self._stack):
            if frame.tag == "picture":
                frame.sets += tuple(filter(None, (attributes.get("data-srcset"), attributes.get("srcset"))))
                return
            if frame.tag in _PLAYERS:
                if url := absolute(attributes.get("src") or attributes.get("data-src") or "", self._base):
                    frame.sources += ((url, attributes.get("type", "")),)
                return

    def _frame(self, attributes: dict[str, str]) -> None:
        """A frame or plug-in becomes a link: most readers show none, and silently nothing would be worse."""
        if images.hidden(attributes):
            return
        for name in ("src", "data-src", "data-lazy-src", "data"):
            given = attributes.get(name, "")
            if given and given != "about:blank" and (url := absolute(given, self._base)):
                self._link(url, attributes.get("title", ""))
                return

    def _player(self, frame: _Frame) -> None:
        """A video or audio element stays with controls and https sources; else it becomes a link."""
        given = frame.attributes
        own = absolute(given.get("src") or given.get("data-src") or "", self._base)
        sources = (((own, ""),) if own else ()) + frame.sources
        safe = [(url, kind) for url, kind in sources if url.startswith("https:")]
        if not sources or self._muted:
            return
        if not safe:
            self._link(sources[0][0], given.get("title", ""))
            return
        poster = absolute(given.get("poster") or "", self._base)
        written = {"controls": "", "poster": poster or "", "title": given.get("title", "")}
        written.update((name, given[name]) for name in ("width", "height") if images.pixels(given.get(name)))
        start = "".join(_attribute(name, value) for name, value in written.items() if value or name == "controls")
        self._out.append(f"<{frame.tag}{start}>")
        for url, kind in safe:
            self._out.append("<source" + _attribute("src", url) + (_attribute("type", kind) if kind else "") + ">")
        self._out.append(f"</{frame.tag}>")
        self._last_picture = None
        self._fill()

    def _link(self, url: str, title: str) -> None:
        words = " ".join(title.split()) or host(url)
        alone = next((frame.name for frame in reversed(self._stack) if frame.name), "") in _WANT_PARAGRAPH
        for name, attributes in (("p", {}), ("a", {"href": url}))[not alone :]:
            self._open(name, attributes)
        self._text(_escaped(words))
        for name in ("a", "p")[: 1 + alone]:
            self._end(name)

    # --- direction ---

    def _turn_blocks(self) -> None:
        """Give ``dir`` to each block whose own text runs against the direction that it would inherit."""
        for frame in self._blocks:
            around = self._around(frame)
            given = frame.attributes.get("dir", "").strip().lower()
            if given in _DIRECTIONS:
                frame.direction = "rtl" if given == "rtl" else "ltr" if given == "ltr" else around
            elif frame.own and turns("".join(frame.own), around):
                frame.direction = "ltr" if around == "rtl" else "rtl"
                self._out[frame.start] = self._out[frame.start][:-1] + _attribute("dir", frame.direction) + ">"
            else:
                frame.direction = around

    def _around(self, frame: _Frame) -> Direction:
        above = frame.parent
        while above is not None:
            if above.direction is not None:
                return above.direction
            above = above.parent
        return self._direction


#: Start tags of which something else is made than an open element.
_SPECIAL: dict[str, Callable[[Walk, dict[str, str]], None]] = {
    "img": Walk._picture,
    "source": Walk._source,
    "embed": Walk._frame,
    "br": Walk._line_break,
    "hr": Walk._rule,
}


def _attribute(name: str, value: str) -> str:
    """An attribute as nh3 writes it."""
    return f' {name}="{_escaped(value).replace(chr(34), "&quot;")}"'


def _plain(text: str) -> str:
    """What ``_escaped`` made: the few references that nh3 writes (a general decoder takes 20 times as long)."""
    if "&" not in text:
        return text
    for reference, char in (("&nbsp;", "\xa0"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(reference, char)
    return text


def _escaped(text: str) -> str:
    """Text as nh3 writes it (https://html.spec.whatwg.org/#escapingString, with ``<`` and ``>`` in attributes too)."""
    return text.replace("&", "&amp;").replace("\xa0", "&nbsp;").replace("<", "&lt;").replace(">", "&gt;")
