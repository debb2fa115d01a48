"""Bytes in blocks: counting, unpacking, cutting into lines. Nothing here ever holds a whole file.

Everything that is wrong with a stream is an ``InputError`` in words for its sender, raised where the bytes end; what
came before stays good.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from syndication.errors import InputError

#: Bytes read at once: large enough that the calls cost nothing, small enough for a pipe to show progress.
BLOCK_BYTES = 256 * 1024
#: The longest line that is taken. Stored bodies are cut at 1 MB; this leaves room for wasteful markup and escapes.
MAX_LINE_BYTES = 16 * 1024 * 1024
#: Bytes that a document may unpack to (as the client's limit).
MAX_UNPACKED_BYTES = 50_000_000
#: First bytes of a gzip member (RFC 1952 §2.3.1).
GZIP_MAGIC = b"\x1f\x8b"
#: zlib's number for "a gzip header and trailer, the largest window".
_GZIP_WBITS = 16 + zlib.MAX_WBITS


def blocks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream's bytes as they come; a read error is an ``InputError``."""
    while True:
        try:
            block = stream.read(BLOCK_BYTES)
        except OSError as error:
            raise InputError(f"can't be read any further: {error.strerror or error}") from error
        if not block:
            return
        yield block


def unpacked(source: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, or what they unpack to if they begin like gzip (whatever the file's name says)."""
    rest = iter(source)
    head = b""
    for block in rest:
        head += block
        if len(head) >= len(GZIP_MAGIC):
            break
    if head.startswith(GZIP_MAGIC):
        yield from _gunzip(head, rest)
        return
    if head:
        yield head
    yield from rest


def unpacked_document(body: bytes) -> bytes:
    """``body``, or what it unpacks to if it came packed though nobody said so: of broken data the beginning, of too
    large ones nothing.
    """
    whole = bytearray()
    try:
        for block in unpacked([body]):
            whole += block
            if len(whole) > MAX_UNPACKED_BYTES:
                return b""
    except InputError:
        pass
    return bytes(whole)


def lines(source: Iterable[bytes]) -> Iterator[bytes]:
    """Cut at line feeds, which are not kept. A line over the limit comes cut to one byte more than the limit.

    An error of the source loses the line that it stands in: half a record is no record.
    """
    parts: list[bytes] = []
    size = 0
    for block in source:
        first, *others = block.split(b"\n")
        if size <= MAX_LINE_BYTES:
            parts.append(first)
            size += len(first)
        if not others:
            continue
        yield b"".join(parts)[: MAX_LINE_BYTES + 1]
        yield from others[:-1]
        parts, size = [others[-1]], len(others[-1])
    if size:
        yield b"".join(parts)[: MAX_LINE_BYTES + 1]


def _gunzip(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    """All members one after the other (RFC 1952 §2.2), at most a block at a time however well it is packed."""
    data: bytes | None = head
    while data is not None:
        member = zlib.decompressobj(_GZIP_WBITS)
        while not member.eof:
            data = data or next(rest, b"")
            if not data:
                raise InputError("the packed file ends too early", hint="Copy it again and rerun the import")
            try:
                out = member.decompress(data, BLOCK_BYTES)
            except zlib.error as error:
                raise InputError(f"broken gzip data ({error})", hint="Copy it again and rerun the import") from error
            if out:
                yield out
            data = member.unconsumed_tail
        data = _next_member(member.unused_data, rest)


def _next_member(data: bytes, rest: Iterator[bytes]) -> bytes | None:
    """The bytes from the next member on, or None at the end. Zero bytes between members are padding (as gzip(1))."""
    while not (data := data.lstrip(b"\0")):
        more = next(rest, None)
        if more is None:
            return None
        data = more
    return data
