"""Text as the classic WordPress editor stores it -> HTML: paragraphs at blank lines, line breaks at line ends.

WordPress stores no ``<p>``; it makes them when a page is shown (wp-includes/formatting.php, ``wpautop``). The results
are the same for a reader, the way is another: one walk over the tags instead of thirty replacements over the text, so
that what is balanced stays balanced and time grows with the length alone.
"""

from __future__ import annotations

import re
from typing import Literal

#: What becomes of a run of text and inline tags in an element.
#: paragraphs: each of its parts is one; flow: only if it has several; line: none, blank lines are line breaks;
#: bare: it stays as it is.
_Shape = Literal["paragraphs", "flow", "line", "bare"]


def _names(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


_SHAPES: dict[_Shape, frozenset[str]] = {
    "paragraphs": _names("blockquote"),
    "flow": _names(
        "div section article aside header footer main hgroup nav li td dd form fieldset details center address"
    ),
    "line": _names("p h1 h2 h3 h4 h5 h6 figcaption caption summary dt legend th"),
    "bare": _names("figure ul ol menu dl table thead tbody tfoot tr colgroup map"),
}
_SHAPE_OF: dict[str, _Shape] = {name: shape for shape, names in _SHAPES.items() for name in names}
#: They part paragraphs like the elements above, and hold nothing.
_VOID = _names("hr col area")
#: Their content is no running text.
_RAW = _names("pre script style textarea")
#: Among structure a line of its own for each is easier to read.
_LINE_AFTER_START = _names("ul ol menu dl table thead tbody tfoot tr figure blockquote")

_TAG = re.compile(r"(</?[a-zA-Z][^<>]*>)")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
#: Two line breaks are how people made paragraphs by hand.
_TWO_BREAKS = re.compile(r"(?:<br\b[^<>]*>\s*){2,}", re.IGNORECASE)
_BREAK_AT_END = re.compile(r"<br\b[^<>]*>\Z", re.IGNORECASE)
_BREAK_AT_START = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)


def paragraphs(text: str) -> str:
    """The HTML of ``text``. Markup in it is kept, whatever it is: sanitising comes later."""
    writer = _Writer()
    normal = text.replace("\r\n", "\n").replace("\r", "\n")
    if "<br" in normal or "<BR" in normal:
        normal = _TWO_BREAKS.sub("\n\n", normal)
    for place, part in enumerate(_TAG.split(normal)):
        if place % 2:
            writer.tag(part)
        elif part:
            writer.text(part)
    return writer.finish()


class _Writer:
    """The walk: text and inline tags are gathered in a run, and written at the next block's border."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._run: list[str] = []
        self._open: list[str] = []  #: block elements around
        self._raw = ""  #: the element whose content is copied

    def text(self, part: str) -> None:
        """Text between two tags."""
        (self._out if self._raw else self._run).append(part)

    def tag(self, part: str) -> None:
        """One tag; what it is decides."""
        found = _NAME.match(part)
        name = found[1].lower() if found else ""
        closing = part[1] == "/"
        if self._raw:
            self._out.append(part)
            if closing and name == self._raw:
                self._raw = ""
                self._out.append("\n")
        elif name in _RAW and not closing:
            self._flush()
            self._out.append(part)
            self._raw = name
        elif name in _VOID or (closing and name in _RAW):
            self._flush()
            self._out.append(part + "\n")
        elif name in _SHAPE_OF:
            self._flush()
            self._block(name, part, closing)
        else:
            # A line end inside a tag is none of the text.
            self._run.append(part.replace("\n", " "))

    def finish(self) -> str:
        """All that was written."""
        self._flush()
        return "".join(self._out).strip()

    def _block(self, name: str, part: str, closing: bool) -> None:
        if not closing:
            self._open.append(name)
            self._out.append(part + ("\n" if name in _LINE_AFTER_START else ""))
            return
        if name in self._open[-_MAX_LOOK_BACK:]:
            while self._open.pop() != name:
                pass
        self._out.append(part + "\n")

    def _flush(self) -> None:
        """Write the run in the shape that its element asks for."""
        run = "".join(self._run)
        self._run.clear()
        if not run or run.isspace():
            return
        shape = _SHAPE_OF[self._open[-1]] if self._open else "paragraphs"
        if shape == "bare":
            self._out.append(run.strip())
            return
        lines = [line.strip(" \t") for line in run.split("\n")]
        parts = _parts(lines)
        if shape == "paragraphs" or (shape == "flow" and "" in lines[1:-1]):
            self._out.extend(f"<p>{part}</p>\n" for part in parts)
        elif self._open and self._open[-1] == "p":
            self._out.append("</p>\n<p>".join(parts))
        else:
            self._out.append("<br>\n".join(parts))


#: How far out an end tag looks for its start tag: nobody's page nests deeper, and it bounds the work.
_MAX_LOOK_BACK = 100


def _parts(lines: list[str]) -> list[str]:
    """What stands between blank lines, each with its inner line ends as line breaks."""
    parts: list[str] = []
    part = ""
    for line in [*lines, ""]:
        if line and not line.isspace():
            broken = not part or _BREAK_AT_END.search(part[-_MAX_TAG:]) or _BREAK_AT_START.match(line)
            part += ("\n" if part and broken else "" if broken else "<br>\n") + line
        elif part:
            parts.append(part)
            part = ""
    return parts


#: Characters of a ``<br …>`` that is looked for at a line's end.
_MAX_TAG = 100
