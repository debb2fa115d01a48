"""The body of an HTTP response: counted while it comes, unpacked piece by piece, never larger than its limits.

A kilobyte can unpack to a gigabyte. So nothing is ever unpacked in one go: each call gives at most `PIECE_BYTES`, and
the sum is looked at before the next. Codings (RFC 9110 §8.4.1): gzip, deflate (with and without zlib's frame, as
servers disagree), br; one of them, since nobody sends two.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli

from syndication.errors import FetchError, FetchLimit

#: What `CODINGS` understands, for Accept-Encoding.
ACCEPTED = "gzip, deflate, br"
#: Bytes that one step unpacks at most.
PIECE_BYTES = 256 * 1024
#: Members of one gzip body (RFC 1952 §2.2). One is normal; each costs the same however small it is.
MAX_MEMBERS = 100


#: First bytes of a gzip member (RFC 1952 §2.3.1).
_GZIP = b"\x1f\x8b"


class Decoder(Protocol):
    """A stream that is unpacked as it comes."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What these bytes unpack to, in pieces. Raises ValueError for what is no such coding."""

    @property
    def is_whole(self) -> bool:
        """Whether the packed stream came to its end."""


class Body:
    """Collects one response's body under its limits."""

    def __init__(self, url: str, coding: str, *, max_bytes: int, max_unpacked_bytes: int) -> None:
        """``coding`` is the header Content-Encoding. Raises FetchError for one that is not understood."""
        name = coding.strip().lower()
        if name not in CODINGS:
            raise FetchError(f"the answer is packed as «{name[:40]}»", where=url, hint=f"Known are {ACCEPTED}")
        self._decoder = CODINGS[name]()
        self._url = url
        self._max_bytes = max_bytes
        self._max_unpacked_bytes = max_unpacked_bytes
        self._packed = 0
        self._unpacked = bytearray()

    def expect(self, length: int | None) -> None:
        """Refuse before the first byte what says itself that it is too large."""
        if length is not None and length > self._max_bytes:
            raise self._too_large(self._max_bytes, "")

    def feed(self, data: bytes) -> None:
        """The next bytes as they came. Raises FetchLimit or FetchError."""
        self._packed += len(data)
        if self._packed > self._max_bytes:
            raise self._too_large(self._max_bytes, "")
        try:
            for piece in self._decoder.feed(data):
                self._unpacked += piece
                if len(self._unpacked) > self._max_unpacked_bytes:
                    raise self._too_large(self._max_unpacked_bytes, " unpacked")
        except (ValueError, zlib.error, brotli.error) as error:
            raise FetchError("the answer is packed wrongly", where=self._url) from error

    def whole(self) -> bytes:
        """The unpacked body. Raises FetchError if the packed stream broke off."""
        if self._packed and not self._decoder.is_whole:
            raise FetchError("the answer broke off", where=self._url)
        return bytes(self._unpacked)

    def _too_large(self, limit: int, how: str) -> FetchLimit:
        return FetchLimit(f"the answer is larger than {limit:,} bytes{how}", where=self._url)


class _Plain:
    """No coding."""

    is_whole = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data


class _Zlib:
    """One stream of zlib's, with whichever frame ``wbits`` says."""

    def __init__(self, wbits: int) -> None:
        self._stream = zlib.decompressobj(wbits)

    @property
    def is_whole(self) -> bool:
        return self._stream.eof

    @property
    def rest(self) -> bytes:
        """What stands behind the end of the stream."""
        return self._stream.unused_data

    def feed(self, data: bytes) -> Iterator[bytes]:
        while not self._stream.eof:
            piece = self._stream.decompress(data, PIECE_BYTES)
            if piece:
                yield piece
            data = self._stream.unconsumed_tail
            if not data and len(piece) < PIECE_BYTES:
                return


class _Gzip:
    """Members one after the other; what is no member behind the last is not looked at, as browsers do."""

    def __init__(self) -> None:
        self._member = _Zlib(16 + zlib.MAX_WBITS)
        self._members = 1
        self._head = b""  #: behind a member: the first bytes of what may be the next

    @property
    def is_whole(self) -> bool:
        return self._member.is_whole

    def feed(self, data: bytes) -> Iterator[bytes]:
        while True:
            if self._member.is_whole:
                data, self._head = self._head + data, b""
                if not data.startswith(_GZIP):
                    self._head = data[:2]  # perhaps its first byte; other bytes stay, and end it for good
                    return
                self._members += 1
                if self._members > MAX_MEMBERS:
                    raise ValueError("too many members")
                self._member = _Zlib(16 + zlib.MAX_WBITS)
            yield from self._member.feed(data)
            if not self._member.is_whole:
                return
            data = self._member.rest


class _Deflate:
    """RFC 9110 §8.4.1.2 wants zlib's frame (RFC 1950); some servers send the bare stream."""

    def __init__(self) -> None:
        self._stream: _Zlib | None = None
        self._head = b""

    @property
    def is_whole(self) -> bool:
        return self._stream is not None and self._stream.is_whole

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream is None:
            self._head += data
            if len(self._head) < 2:
                return
            data = self._head
            # RFC 1950 §2.2: method 8, and both bytes as one number a multiple of 31.
            framed = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            self._stream = _Zlib(zlib.MAX_WBITS if framed else -zlib.MAX_WBITS)
        yield from self._stream.feed(data)


class _Brotli:
    """RFC 7932."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def is_whole(self) -> bool:
        return bool(self._stream.is_finished())

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream.is_finished():
            return
        yield self._stream.process(data, output_buffer_limit=PIECE_BYTES)
        while not self._stream.is_finished() and not self._stream.can_accept_more_data():
            yield self._stream.process(b"", output_buffer_limit=PIECE_BYTES)


#: By the names of the IANA registry; x-gzip is its old one (RFC 9110 §8.4.1.3).
CODINGS: dict[str, Callable[[], Decoder]] = {
    "": _Plain,
    "identity": _Plain,
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
}
