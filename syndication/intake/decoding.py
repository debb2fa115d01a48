"""The body of an HTTP response: counted while it comes, unpacked piece by piece, never larger than its limits.

A kilobyte can unpack to a gigabyte. So nothing is ever unpacked in one go: each call gives at most `PIECE_BYTES`, and
the sum is looked at before the next. Codings (RFC 9110 §8.4.1): gzip, deflate (with and without zlib's frame, as
servers disagree), br, zstd; also several over one another, which misconfigured proxies send. What says that it is gzip
or zstd, or something that is no coding ("utf-8", "none"), and begins like a document was never packed: a server that
packs nothing but says so, and readers show it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Protocol

import brotli
import zstandard

from syndication.errors import FetchError, FetchLimit

#: What `CODINGS` understands, for Accept-Encoding.
ACCEPTED = "gzip, deflate, br, zstd"
#: Bytes that one step unpacks at most.
PIECE_BYTES = 256 * 1024
#: Members of one gzip body (RFC 1952 §2.2), frames of a zstd one. One is normal; each costs the same however small.
MAX_MEMBERS = 100
#: Codings over one another. Two are seen (an application and its proxy both pack).
MAX_CODINGS = 3
#: Bytes of history that a zstd body may ask for: what RFC 9659 §3 allows senders.
MAX_WINDOW = 8 * 1024 * 1024
#: Bytes of zstd unpacked in one step. Each can hold a quarter of a block, of 128 KB at most (RFC 8878 §3.1.1.2.4).
ZSTD_STEP = 64

#: Bytes after which it shows whether a body is packed; fewer than the smallest frame has.
HEAD_BYTES = 8

#: First bytes of a gzip member (RFC 1952 §2.3.1) and of a zstd frame (RFC 8878 §3.1.1).
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
#: zlib's word for "gzip's frame or its own": some servers name one and send the other.
_EITHER_FRAME = 32 + zlib.MAX_WBITS


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
        """``coding`` is the header Content-Encoding. Raises FetchError for too many."""
        names = [name for part in coding.split(",") if (name := part.strip().lower()) not in ("", "identity")]
        self._coding = ", ".join(names)[:40]
        self._url = url
        if len(names) > MAX_CODINGS:
            raise self._wrongly()
        #: The coding named last was put on last (RFC 9110 §8.4), and comes off first.
        self._layers = [_Layer(CODINGS.get(name, _unknown)()) for name in reversed(names)]
        self._max_bytes = max_bytes
        self._max_unpacked_bytes = max_unpacked_bytes
        self._packed = 0
        self._unpacked = BytesIO()  # gives its bytes up without a copy

    def expect(self, length: int | None) -> None:
        """Refuse before the first byte what says itself that it is too large."""
        if length is not None and length > self._max_bytes:
            raise self._too_large(self._max_bytes, "")

    def feed(self, data: bytes) -> None:
        """The next bytes as they came. Raises FetchLimit or FetchError."""
        for _ in self.steps(data):
            pass

    def steps(self, data: bytes) -> Iterator[int]:
        """Likewise; after every piece the bytes unpacked so far, for who wants to do something else in between."""
        self._packed += len(data)
        if self._packed > self._max_bytes:
            raise self._too_large(self._max_bytes, "")
        try:
            for piece in self._through(data, 0):
                self._unpacked.write(piece)
                size = self._unpacked.tell()
                if size > self._max_unpacked_bytes:
                    raise self._too_large(self._max_unpacked_bytes, " unpacked")
                yield size
        except (ValueError, zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise self._wrongly() from error

    def whole(self) -> bytes:
        """The unpacked body. Raises FetchError if the packed stream broke off."""
        if self._packed and not all(layer.decoder.is_whole for layer in self._layers):
            raise FetchError("the answer broke off", where=self._url)
        return self._unpacked.getvalue()

    def _through(self, data: bytes, depth: int) -> Iterator[bytes]:
        """The pieces that ``data`` gives behind the layers from ``depth`` on; each layer's own output is limited."""
        if depth == len(self._layers):
            yield data
            return
        layer = self._layers[depth]
        for piece in layer.decoder.feed(data):
            layer.unpacked += len(piece)
            if layer.unpacked > self._max_unpacked_bytes:
                raise self._too_large(self._max_unpacked_bytes, " unpacked")
            yield from self._through(piece, depth + 1)

    def _wrongly(self) -> FetchError:
        what = f"the answer can't be unpacked; it says that it is «{self._coding}»"
        return FetchError(what, where=self._url, hint=f"Known are {ACCEPTED}")

    def _too_large(self, limit: int, how: str) -> FetchLimit:
        return FetchLimit(f"the answer is larger than {limit:,} bytes{how}", where=self._url)


class _Layer:
    """One coding of a body, and how much came out of it."""

    def __init__(self, decoder: Decoder) -> None:
        self.decoder = decoder
        self.unpacked = 0


class _IfSo:
    """A coding with a mark at its beginning, or no coding where a document begins instead."""

    def __init__(self, make: Callable[[], Decoder]) -> None:
        self._make = make
        self._decoder: Decoder | None = None
        self._head = b""

    @property
    def is_whole(self) -> bool:
        return self._decoder is not None and self._decoder.is_whole

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._decoder is None:
            data = self._head = self._head + data
            is_text = data.lstrip(_BEFORE_TEXT)[:1] in _TEXT
            if len(data) < HEAD_BYTES and not is_text:
                return
            self._decoder = _Plain() if is_text else self._make()
        yield from self._decoder.feed(data)


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
        self._member = _Zlib(_EITHER_FRAME)
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
            # RFC 1950 §2.2: method 8, and both bytes as one number a multiple of 31. No bare one begins as gzip does.
            framed = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            self._stream = _Zlib(_EITHER_FRAME if framed or data.startswith(_GZIP) else -zlib.MAX_WBITS)
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


class _Zstd:
    """Frames one after the other (RFC 8878 §3.1); what is no frame behind the last is not looked at."""

    def __init__(self) -> None:
        self._context = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW)
        self._frame = self._context.decompressobj()
        self._frames = 1
        self._head = b""  #: behind a frame: the first bytes of what may be the next

    @property
    def is_whole(self) -> bool:
        return self._frame.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        # In small steps: the library unpacks what it is given in one go.
        for start in range(0, len(data), ZSTD_STEP):
            yield from self._step(data[start : start + ZSTD_STEP])

    def _step(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._frame.eof:
                data, self._head = self._head + data, b""
                if not data.startswith(_ZSTD):
                    self._head = data[:4]  # perhaps its beginning; other bytes stay, and end it for good
                    return
                self._frames += 1
                if self._frames > MAX_MEMBERS:
                    raise ValueError("too many frames")
                self._frame = self._context.decompressobj()
            yield self._frame.decompress(data)
            data = self._frame.unused_data if self._frame.eof else b""


def _unknown() -> Decoder:
    """A coding that nobody knows: only a document that is not packed can be read."""
    return _IfSo(_refused)


def _refused() -> Decoder:
    raise ValueError("no known coding")


#: What may stand before a document that is not packed, and what it begins with.
_BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"
_TEXT = frozenset({b"<", b"{", b"["})

#: By the names of the IANA registry; x-gzip is its old one (RFC 9110 §8.4.1.3).
CODINGS: dict[str, Callable[[], Decoder]] = {
    "gzip": lambda: _IfSo(_Gzip),
    "x-gzip": lambda: _IfSo(_Gzip),
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": lambda: _IfSo(_Zstd),
}
