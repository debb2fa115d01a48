from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import suppress

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.errors import FetchError, FetchLimit
from syndication.intake.decoding import ACCEPTED, CODINGS, MAX_MEMBERS, Body

TEXT = "حبر على ورق التين ".encode() * 2000


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKED = [
    ("", lambda data: data),
    ("Identity", lambda data: data),
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("gzip", lambda data: gzip.compress(data[:100]) + gzip.compress(data[100:])),
    ("gzip", lambda data: gzip.compress(data) + b"\0\0 junk"),
    ("deflate", zlib.compress),
    ("deflate", bare_deflate),
    (" BR ", brotli.compress),
    ("zstd", zstandard.compress),
    ("zstd", lambda data: zstandard.compress(data[:100]) + zstandard.compress(data[100:])),
    ("zstd", lambda data: zstandard.ZstdCompressor(write_content_size=False).compress(data) + b"junk"),
    ("gzip, br", lambda data: brotli.compress(gzip.compress(data))),
    ("gzip, gzip", lambda data: gzip.compress(gzip.compress(data))),
    ("identity, zstd,", zstandard.compress),
    ("gzip", lambda data: b"<" + data),
    ("zstd", lambda data: b"\xef\xbb\xbf {" + data),
]


def unpacked(
    coding: str, data: bytes, step: int = 1000, limit: int = 10_000_000, unpacked_limit: int = 10_000_000
) -> bytes:
    body = Body("https://a.example/", coding, max_bytes=limit, max_unpacked_bytes=unpacked_limit)
    for start in range(0, len(data), step):
        body.feed(data[start : start + step])
    return body.whole()


@pytest.mark.parametrize(("coding", "pack"), PACKED, ids=lambda value: str(value)[:12])
@pytest.mark.parametrize("step", [1, 7, 1000, 1_000_000])
def test_every_coding_is_unpacked_however_it_is_cut(coding: str, pack: object, step: int) -> None:
    assert callable(pack)
    data = TEXT if step > 1 else TEXT[:300]
    plain = pack(data) if pack(data).endswith(data) else data  # what was never packed comes as it is
    assert unpacked(coding, pack(data), step) == plain


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: brotli.compress(data, quality=2),
    "zstd": zstandard.compress,
}


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "zstd, br"])
def test_a_small_body_that_unpacks_to_a_huge_one_is_stopped_early(coding: str) -> None:
    bomb = bytes(30_000_000)
    for name in coding.split(", "):
        bomb = PACKERS[name](bomb)
    tracemalloc.start()
    with pytest.raises(FetchLimit, match="larger than 5,000,000 bytes unpacked"):
        unpacked(coding, bomb, 64 * 1024, unpacked_limit=5_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_layers_that_give_nothing_are_counted_too() -> None:
    # A gigabyte of empty deflate blocks, packed: nothing comes out at the end, and yet each is looked at.
    empty = gzip.compress(b"")[:10] + b"\0\0\0\xff\xff" * 2_000_000
    with pytest.raises(FetchLimit, match="unpacked"):
        unpacked("gzip, gzip", gzip.compress(empty), unpacked_limit=5_000_000)


def test_a_zstd_body_may_not_ask_for_more_memory_than_the_standard_allows() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True, write_content_size=False)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    packed = packer.compress(b"x" * 1000) + packer.flush()
    with pytest.raises(FetchError, match="can't be unpacked"):
        unpacked("zstd", packed)


def test_a_body_larger_than_its_limit_is_refused_as_it_comes_and_when_it_says_so() -> None:
    with pytest.raises(FetchLimit, match="larger than 100 bytes"):
        unpacked("", bytes(101), limit=100)
    body = Body("https://a.example/", "", max_bytes=100, max_unpacked_bytes=1000)
    body.expect(None)
    body.expect(100)
    with pytest.raises(FetchLimit):
        body.expect(101)


@pytest.mark.parametrize(("coding", "pack"), PACKED[2:], ids=lambda value: str(value)[:12])
def test_a_packed_body_that_breaks_off_is_an_error(coding: str, pack: object) -> None:
    assert callable(pack)
    whole = pack(TEXT)
    if whole.endswith(TEXT) or whole.endswith(b"junk"):
        return  # the beginning is a document of its own
    with pytest.raises(FetchError, match="broke off"):
        unpacked(coding, whole[:-6])


def test_an_empty_body_is_empty_in_every_coding() -> None:
    assert {unpacked(coding, b"") for coding in CODINGS} == {b""}


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_what_is_not_packed_as_it_says_is_an_error(coding: str) -> None:
    with pytest.raises(FetchError):
        unpacked(coding, b"\x00\xff\x11hello" * 100)


@pytest.mark.parametrize("coding", ["gzip, compress", "compress", "sdch", "x" * 1000, "gzip, gzip, gzip, gzip"])
def test_a_coding_that_nobody_asked_for_is_an_error(coding: str) -> None:
    with pytest.raises(FetchError, match=f"it says that it is «{coding[:40]}»"):
        unpacked(coding, b"\x1f\x9d\x90 packed in some way")


@pytest.mark.parametrize("coding", ["utf-8", "none", "binary", "sdch"])
def test_a_document_is_read_though_it_says_to_be_packed_in_an_unknown_way(coding: str) -> None:
    document = b"\xef\xbb\xbf\n<rss>" + TEXT
    assert unpacked(coding, document, 3) == document


def test_gzip_s_frame_and_zlib_s_are_taken_for_one_another() -> None:
    assert unpacked("deflate", gzip.compress(TEXT), 1) == TEXT
    assert unpacked("gzip", zlib.compress(TEXT), 1) == TEXT


def test_only_what_is_understood_is_asked_for() -> None:
    assert set(ACCEPTED.split(", ")) < set(CODINGS)


def test_members_without_end_are_stopped() -> None:
    with pytest.raises(FetchError, match="can't be unpacked"):
        unpacked("gzip", gzip.compress(b"") * (MAX_MEMBERS + 1), 1_000_000)


@settings(max_examples=100)
@given(st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, zstd"]), st.binary(max_size=300), st.integers(1, 50))
def test_any_bytes_give_a_body_or_our_error(coding: str, data: bytes, step: int) -> None:
    with suppress(FetchError):
        assert isinstance(unpacked(coding, data, step), bytes)
