"""Which files an import reads, and their entries, streaming.

Formats: JSON Lines (``.jsonl``, ``.jsonl.gz``), page text (``.txt``) and WordPress exports (``.xml``, ``.xml.gz``).
Gzip is known by its first bytes.
"""

from __future__ import annotations

import glob
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Literal

from syndication.errors import InputError
from syndication.intake import jsonlines, pagetext, streams, wxr
from syndication.model import RawEntry, Rejected

Format = Literal["auto", "jsonl", "page", "wxr"]

#: What stands for standard input.
STDIN = "-"
#: A file's format by the end of its name. What a folder holds besides is passed over; a file named on the command line
#: is taken whatever its name, and judged by its first byte.
SUFFIXES: dict[str, Format] = {
    ".jsonl": "jsonl",
    ".jsonl.gz": "jsonl",
    ".txt": "page",
    ".xml": "wxr",
    ".xml.gz": "wxr",
}
#: The largest page text that is taken: the same as a line's limit.
MAX_PAGE_BYTES = streams.MAX_LINE_BYTES
#: How XML begins that may be an export, or a feed given by mistake. A web page is refused by the reader of page text.
_XML = re.compile(rb"\s*<(?:\?xml|rss|feed|rdf:rdf|opml|urlset|!doctype\s+(?!html))\b", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Input:
    """One file to read (or standard input)."""

    name: str  #: as messages call it
    path: Path | None  #: None: standard input
    format: Format  #: ``auto``: by the first byte
    size: int | None  #: bytes in the file, None if that can't be known
    read: int = 0  #: bytes read so far (packed bytes, if it is packed); moves while ``entries`` runs
    published: str | None = None  #: of page text, which says no date itself (feeds.md, No date)


def find(paths: Iterable[str | Path], format: Format = "auto") -> Iterator[Input]:
    """The inputs that ``paths`` name: files, folders (with all in them), globs, ``-``; each once, in a stable order.

    Raises InputError for a path that names nothing, before the first input comes out.
    """
    found: dict[Path | None, Input] = {}
    for path in paths:
        for one in [None] if str(path) == STDIN else _files(str(path)):
            key = None if one is None else Path(os.path.realpath(one))
            found.setdefault(key, _input(one, format))
    return iter(found.values())


def entries(source: Input, expires_meta: str = "") -> Iterator[RawEntry | Rejected]:
    """The input's entries and rejections; a file that can't be read, or breaks off, is one rejection.

    ``expires_meta``: see `wxr.read`.
    """
    try:
        opened = nullcontext(sys.stdin.buffer) if source.path is None else source.path.open("rb", buffering=0)
    except OSError as error:
        yield Rejected(place=source.name, field="", reason=f"can't be opened: {error.strerror or error}")
        return
    with opened as stream:
        content = streams.unpacked(_counted(source, stream))
        format, content = _format(source, content)
        if format == "page":
            page = _page(content, source.name)
            yield replace(page, published=source.published) if isinstance(page, RawEntry) else page
        elif format == "wxr":
            yield from wxr.read(content, source.name, expires_meta)
        else:
            yield from jsonlines.read(streams.lines(content), source.name)


def _files(path: str) -> list[Path]:
    """The files that one path names."""
    if os.path.isdir(path):
        names = _walk(path)
        if not names:
            raise InputError(
                "the folder holds nothing to import", where=path, hint=f"Known names end in {' '.join(SUFFIXES)}"
            )
        return names
    if os.path.exists(path):
        return [Path(path)]
    matches = sorted(glob.glob(path, recursive=True))
    if not matches:
        raise InputError("no such file or folder", where=path, hint="Check the path; quote a pattern for the shell")
    return [name for match in matches for name in (_walk(match) if os.path.isdir(match) else [Path(match)])]


def _walk(folder: str) -> list[Path]:
    """The files with known names in a folder and its folders, sorted; hidden ones are passed over.

    So are pipes, sockets and devices, which may never end: those are read only if they are named.
    """
    names = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        known = (Path(parent, name) for name in sorted(files) if not name.startswith(".") and _suffix(name))
        names += [path for path in known if path.is_file() or not path.exists()]  # a broken link is told of
    return names


def _suffix(name: str) -> Format | None:
    """The format that a file's name tells."""
    lowered = name.lower()
    return next((format for suffix, format in SUFFIXES.items() if lowered.endswith(suffix)), None)


def _input(path: Path | None, format: Format) -> Input:
    """The input with the best that is known of its format and size."""
    if path is None:
        return Input("standard input", None, format, None)
    known = format if format != "auto" else (_suffix(path.name) or "auto")
    try:
        status = path.stat()
    except OSError:  # told when it is opened
        return Input(str(path), path, known, None)
    return Input(str(path), path, known, status.st_size if stat.S_ISREG(status.st_mode) else None)


def _counted(source: Input, stream: BinaryIO) -> Iterator[bytes]:
    """The stream's blocks, each added to ``source.read``."""
    for block in streams.blocks(stream):
        source.read += len(block)
        yield block


def _format(source: Input, content: Iterator[bytes]) -> tuple[Format, Iterator[bytes]]:
    """The format, told by the first byte where the name does not, and the content from its start."""
    if source.format != "auto":
        return source.format, content
    try:
        head = next(content, b"")
    except InputError as error:
        return "jsonl", _failing(error)  # the reader gives the rejection, with its place
    text = head.removeprefix(_BOM)
    looks_like_json = text.lstrip()[:1] in (b"{", b"[")
    format: Format = "jsonl" if looks_like_json else "wxr" if _XML.match(text) else "page"
    return format, chain([head], content)


def _failing(error: InputError) -> Iterator[bytes]:
    """Content that broke before its first byte."""
    yield from ()
    raise error


def _page(content: Iterator[bytes], name: str) -> RawEntry | Rejected:
    """A page text is one article: read whole, up to its limit."""
    data = bytearray()
    try:
        for block in content:
            data += block
            if len(data) > MAX_PAGE_BYTES:
                raise InputError(f"longer than {MAX_PAGE_BYTES // 1024 // 1024} MB", hint="One page is one article")
    except InputError as error:
        return Rejected(place=f"{name}:1", field=error.where, reason=error.what, hint=error.hint)
    return pagetext.read(bytes(data), name)
