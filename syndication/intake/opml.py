"""OPML lists of feeds (http://opml.org/spec2.opml), with nested folders, as every feed reader exports them.

In: a file's bytes. Out: its feeds in order, each with the titles of the folders that it is in. What is no feed is left
out. A document type declaration is refused, so no entity expands; a file that breaks off gives what came before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from syndication.errors import InputError
from syndication.intake import charset
from syndication.text.clean import one_line
from syndication.text.urls import absolute

#: Outlines that are read, and how deep: a reader's list has hundreds, three deep.
MAX_OUTLINES, MAX_DEPTH = 20_000, 50
#: Characters of a title.
MAX_TITLE = 200


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed of the list."""

    url: str
    title: str
    folders: tuple[str, ...] = ()  #: the outermost first
    language: str = ""


@dataclass(slots=True)
class _Reader:
    """What was read so far."""

    found: list[Outline] = field(default_factory=list)
    root: str = ""
    outlines: int = 0
    _folders: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins. Names of attributes are written in any case."""
        self.root = self.root or name
        if name != "outline":
            return
        self.outlines += 1
        if self.outlines > MAX_OUTLINES or len(self._folders) >= MAX_DEPTH:
            raise InputError("has more outlines than a list of feeds")
        said = {key.lower(): one_line(value) for key, value in attributes.items()}
        title = (said.get("title") or said.get("text") or "")[:MAX_TITLE]
        url = absolute(said.get("xmlurl", ""), None)
        if url is not None:
            folders = tuple(filter(None, self._folders))
            self.found.append(Outline(url, title, folders, said.get("language", "")))
        self._folders.append("" if url else title)

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "outline":
            self._folders.pop()

    def refuse(self, *_: object) -> None:
        """A document type: lists have none."""
        raise InputError("declares a document type")


def read(data: bytes, name: str) -> list[Outline]:
    """The feeds of a list. Raises InputError with ``name`` for what is none."""
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = reader.refuse
    try:
        text = charset.decode(data, "").text.lstrip("\ufeff \t\r\n")
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        if not reader.found:
            what = f"is no OPML: {expat.ErrorString(error.code)} in line {error.lineno}"
            raise InputError(what, where=name) from error
    except InputError as error:
        raise InputError(error.what, where=name) from error
    if reader.root != "opml":
        raise InputError(f"is no OPML, but <{reader.root[:40]}>", where=name)
    return reader.found
