"""What goes wrong on the way: codings, bombs, lengths, headers, status lines and time."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Callable
from functools import cache

import brotli
import zstandard

from tests.intake.hostile import FEED, Asked, Case, Serve, answer, bad, good, head, odd, once, page

#: Zeros that pack a thousandfold.
BOMB_BYTES = 24_000_000
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, 1),
    "deflate": lambda data: zlib.compress(data, 1),
    "br": lambda data: brotli.compress(data, quality=1),
    "zstd": zstandard.compress,
}


def bare(data: bytes) -> bytes:
    """Deflate without zlib's frame."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@cache
def bomb(codings: str) -> bytes:
    """A feed whose only item is enormous, packed by one coding or by several, the last on the outside."""
    data = FEED[:-20] + bytes(BOMB_BYTES)
    for name in codings.split(", "):
        data = PACK[name](data)
    return data


def bombed(codings: str, said: str) -> Serve:
    """A bomb, made when it is asked for; ``said`` is its Content-Encoding."""

    async def serve(asked: Asked) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        body = await loop.run_in_executor(None, bomb, codings)  # the other rows go on meanwhile
        yield answer(body, **({"Content_Encoding": said} if said else {}))

    return serve


def packed(coding: str, body: bytes | Callable[[bytes], bytes]) -> Serve:
    """``body``, or what it makes of the feed."""

    async def serve(asked: Asked) -> AsyncIterator[bytes]:
        yield answer(body if isinstance(body, bytes) else body(asked.own(FEED)), Content_Encoding=coding)

    return serve


def wide_zstd() -> bytes:
    """A small body that asks for 128 MB of history."""
    parameters = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True, write_content_size=False)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    return packer.compress(FEED) + packer.flush()


BOMBS = ("gzip", "deflate", "br", "zstd", "gzip, gzip", "gzip, br", "zstd, gzip")
GZIP = gzip.compress(FEED)
CODINGS = [
    good("/packed/gzip", packed("gzip", gzip.compress)),
    good(
        "/packed/gzip-in-two-members",
        packed("gzip", lambda feed: gzip.compress(feed[:300]) + gzip.compress(feed[300:])),
    ),
    good("/packed/gzip-with-junk-behind", packed("gzip", lambda feed: gzip.compress(feed) + bytes(900))),
    good("/packed/x-gzip", packed("X-GZIP", gzip.compress)),
    good("/packed/zlib", packed("deflate", zlib.compress)),
    good("/packed/bare-deflate", packed("deflate", bare)),
    good("/packed/br", packed("br", brotli.compress)),
    good("/packed/zstd", packed("zstd", zstandard.compress)),
    good("/packed/identity", packed("identity", FEED)),
    good("/packed/no-name", packed("", FEED)),
    good("/packed/twice", packed("gzip, br", lambda feed: brotli.compress(gzip.compress(feed)))),
    good("/packed/says-so-and-is-not", packed("gzip", FEED)),
    good("/packed/without-saying-so", packed("identity", gzip.compress)),
    good("/packed/once-more-than-it-says", packed("gzip", lambda feed: gzip.compress(gzip.compress(feed)))),
    bad("/packed/says-br-and-is-not", "protocol", packed("br", FEED)),
    bad("/packed/says-gzip-and-is-br", "protocol", packed("gzip", brotli.compress(FEED))),
    good("/packed/by-a-charset", packed("UTF-8", FEED)),
    good("/packed/says-deflate-and-is-gzip", packed("deflate", gzip.compress)),
    bad("/packed/unknown", "protocol", packed("compress", b"\x1f\x9d\x90" + FEED)),
    bad("/packed/five-times", "protocol", packed("gzip, gzip, gzip, gzip, gzip", GZIP)),
    bad("/packed/breaks-off", "protocol", packed("gzip", GZIP[:-60])),
    bad("/packed/wrong-sum", "protocol", packed("gzip", GZIP[:-8] + bytes(8))),
    bad("/packed/wide-zstd", "protocol", packed("zstd", wide_zstd())),
    bad("/packed/a-thousand-members", "protocol", packed("gzip", gzip.compress(b" ") * 1000 + GZIP)),
    odd("/packed/nothing", packed("gzip", b"")),
    *(bad(f"/bomb/{codings.replace(', ', '-in-')}", "too-large", bombed(codings, codings)) for codings in BOMBS),
    # Within the parser's own limit: two articles, and zeros behind them.
    good("/bomb/without-saying-so", bombed("gzip", "")),
    good("/bomb/inside-what-it-says", bombed("gzip, gzip", "gzip")),
]


# --- lengths ----------------------------------------------------------------------------------------------------------


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n", **headers: str) -> bytes:
    body = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    return head(Transfer_Encoding="chunked", Content_Type="application/rss+xml", **headers) + body + end


async def endless(asked: Asked) -> AsyncIterator[bytes]:
    yield head(Content_Type="application/rss+xml") + FEED[:-20]
    while True:
        yield b"<item><title>x</title></item>" * 2000


async def endless_chunks(asked: Asked) -> AsyncIterator[bytes]:
    yield head(Transfer_Encoding="chunked")
    while True:
        yield b"ffff\r\n" + b"x" * 0xFFFF + b"\r\n"


async def endless_packed(asked: Asked) -> AsyncIterator[bytes]:
    packer = zlib.compressobj(wbits=31)
    yield head(Content_Encoding="gzip")
    while True:
        yield packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_SYNC_FLUSH)


LENGTHS = [
    good("/length/right", page(FEED)),
    good("/length/none", once(head(Content_Type="application/rss+xml"), FEED)),
    good("/length/chunks", once(chunked(FEED[:7], FEED[7:500], FEED[500:]))),
    good("/length/chunks-with-extras", once(chunked(FEED, end=b"0;x=y\r\nX-Trailer: 1\r\n\r\n"))),
    # aiohttp's parser throws the whole answer away; a Content-Length that counts letters can't be told from an attack.
    bad("/length/too-short", "protocol", page(FEED, Content_Length=len(FEED.decode()))),
    bad("/length/another-answer-behind", "protocol", once(answer(FEED), answer(b"poison"))),
    bad("/length/too-long", "protocol", page(FEED, Content_Length=len(FEED) + 100)),
    bad("/length/says-ten-gigabytes", "too-large", page(FEED, Content_Length=10_000_000_000)),
    bad("/length/negative", "protocol", page(FEED, Content_Length=-5)),
    bad("/length/no-number", "protocol", page(FEED, Content_Length="many")),
    bad("/length/beyond-all-numbers", "protocol", page(FEED, Content_Length="9" * 40)),
    bad("/length/two", "protocol", page(FEED, Content_Length=3, content_length=len(FEED))),
    bad("/length/chunks-break-off", "protocol", once(chunked(FEED[:500], end=b"ff\r\nx"))),
    bad("/length/chunks-without-end", "protocol", once(chunked(FEED, end=b""))),
    bad("/length/chunk-of-no-size", "protocol", once(head(Transfer_Encoding="chunked"), b"zz\r\nx\r\n0\r\n\r\n")),
    bad("/length/chunk-of-all-sizes", "protocol", once(head(Transfer_Encoding="chunked"), b"f" * 40 + b"\r\nx")),
    bad("/length/endless", "too-large", endless),
    bad("/length/endless-chunks", "too-large", endless_chunks),
    bad("/length/endless-packed", "too-large", endless_packed),
    odd("/length/nothing", page(b"")),
]


# --- headers and status lines -----------------------------------------------------------------------------------------


async def endless_header(asked: Asked) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nX-Long: "
    while True:
        yield b"x" * 10_000


async def endless_headers(asked: Asked) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X-More: x\r\n" * 500


async def endless_hints(asked: Asked) -> AsyncIterator[bytes]:
    while True:
        yield b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n" * 20
        await asyncio.sleep(0.01)


def raw(before: bytes, rest: bytes = b"") -> Serve:
    """A feed below a head that is written by hand."""
    return once(before + b"Connection: close\r\n" + rest + b"\r\n" + FEED)


HEADERS = [
    good("/head/http-1-0", raw(b"HTTP/1.0 200 OK\r\n")),
    good("/head/no-reason", raw(b"HTTP/1.1 200\r\n")),
    good("/head/odd-reason", raw("HTTP/1.1 200 كل شيء بخير\r\n".encode())),
    good("/head/hints-first", once(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", answer(FEED))),
    good("/head/go-on-first", once(b"HTTP/1.1 100 Continue\r\n\r\n", answer(FEED))),
    good("/head/no-type", raw(b"HTTP/1.1 200 OK\r\n")),
    good("/head/type-of-a-page", page(FEED, Content_Type="text/html; charset=utf-8")),
    good("/head/type-of-a-picture", page(FEED, Content_Type="image/png")),
    good("/head/type-that-is-none", page(FEED, Content_Type="nonsense;;;=,,")),
    good("/head/charset-that-is-none", page(FEED, Content_Type="text/xml; charset=klingon-8")),
    good("/head/charset-that-is-a-codec", page(FEED, Content_Type="text/xml; charset=zlib_codec")),
    good("/head/latin-1-in-a-header", raw(b'HTTP/1.1 200 OK\r\nX-Editor: Andr\xe9\r\nETag: "\xe9"\r\n')),
    good("/head/no-value", raw(b"HTTP/1.1 200 OK\r\nX-Empty:\r\nETag:\r\n")),
    good("/head/attachment", page(FEED, Content_Disposition='attachment; filename="../../etc/passwd"')),
    good("/head/cookies", page(FEED, Set_Cookie="session=1; Domain=example", set_cookie="x" * 4000)),
    good("/head/cache-control-nonsense", page(FEED, Cache_Control="max-age=-1, max-age=x, ,;;", Expires="0", Age="x")),
    good("/head/dates-nonsense", page(FEED, Last_Modified="gestern", Date="morgen", Expires="Thu, 99 Foo 99999")),
    good("/head/etag-without-quotes", page(FEED, ETag="abc")),
    good("/head/etag-weak-and-odd", page(FEED, ETag='W/"a\\"b, c"')),
    good("/head/large-but-fair", page(FEED, Content_Security_Policy="default-src 'self'; " * 600)),
    bad("/head/endless-header", "protocol", endless_header),
    bad("/head/endless-headers", "protocol", endless_headers),
    bad("/head/endless-hints", "timeout", endless_hints),
    bad("/head/too-many", "protocol", page(FEED, **{f"X_{number}": 1 for number in range(400)})),
    bad("/head/too-large", "protocol", page(FEED, X_Large="x" * 40_000)),
    bad("/head/no-colon", "protocol", raw(b"HTTP/1.1 200 OK\r\nthis is no header\r\n")),
    bad("/head/nul", "protocol", raw(b"HTTP/1.1 200 OK\r\nX-Nul: a\0b\r\n")),
    bad("/head/no-status", "protocol", raw(b"HTTP/1.1 OK\r\n")),
    bad("/head/no-http", "protocol", once(b"SSH-2.0-OpenSSH_9.2\r\n")),
    bad("/head/http-0-9", "protocol", once(FEED)),
    bad("/head/another-protocol", "protocol", raw(b"ICY 200 OK\r\n")),
    bad("/head/tls", "protocol", once(b"\x15\x03\x01\x00\x02\x02\x28")),
    bad("/head/nothing", "protocol", once()),
    bad("/head/half", "protocol", once(b"HTTP/1.1 200 OK\r\nContent-Ty")),
]


# --- time -------------------------------------------------------------------------------------------------------------


async def silent(asked: Asked) -> AsyncIterator[bytes]:
    yield b""
    await asyncio.sleep(60)


async def silent_behind_the_head(asked: Asked) -> AsyncIterator[bytes]:
    yield head(Content_Length=len(FEED)) + FEED[:100]
    await asyncio.sleep(60)


async def dripping(asked: Asked) -> AsyncIterator[bytes]:
    yield head()
    while True:
        yield b"<"
        await asyncio.sleep(0.05)


async def dripping_head(asked: Asked) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X: y\r\n"
        await asyncio.sleep(0.05)


async def in_small_pieces(asked: Asked) -> AsyncIterator[bytes]:
    whole = asked.own(answer(FEED))
    for start in range(0, len(whole), 40):
        yield whole[start : start + 40]
        await asyncio.sleep(0.002)


TIME = [
    good("/time/in-small-pieces", in_small_pieces),
    bad("/time/silent", "timeout", silent),
    bad("/time/silent-behind-the-head", "timeout", silent_behind_the_head),
    bad("/time/dripping", "timeout", dripping),
    bad("/time/dripping-head", "timeout", dripping_head),
]

CASES: list[Case] = [*CODINGS, *LENGTHS, *HEADERS, *TIME]
