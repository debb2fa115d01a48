from __future__ import annotations

import gzip
import tracemalloc
import zlib
from contextlib import suppress

import brotli
import pytest
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
    assert unpacked(coding, pack(data), step) == data


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_a_small_body_that_unpacks_to_a_huge_one_is_stopped_early(coding: str) -> None:
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[coding]
    bomb = pack(bytes(60_000_000))
    tracemalloc.start()
    with pytest.raises(FetchLimit, match="larger than 5,000,000 bytes unpacked"):
        unpacked(coding, bomb, 64 * 1024, unpacked_limit=5_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


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
    if coding == "gzip" and pack is not gzip.compress:
        return
    with pytest.raises(FetchError, match="broke off"):
        unpacked(coding, pack(TEXT)[:-6])


def test_an_empty_body_is_empty_in_every_coding() -> None:
    assert {unpacked(coding, b"") for coding in CODINGS} == {b""}


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_what_is_not_packed_as_it_says_is_an_error(coding: str) -> None:
    with pytest.raises(FetchError):
        unpacked(coding, b"<html>" * 100)


@pytest.mark.parametrize("coding", ["gzip, br", "compress", "zstd", "x" * 1000])
def test_a_coding_that_nobody_asked_for_is_an_error(coding: str) -> None:
    with pytest.raises(FetchError, match="packed as"):
        unpacked(coding, b"")


def test_only_what_is_understood_is_asked_for() -> None:
    assert set(ACCEPTED.split(", ")) < set(CODINGS)


def test_members_without_end_are_stopped() -> None:
    with pytest.raises(FetchError, match="packed wrongly"):
        unpacked("gzip", gzip.compress(b"") * (MAX_MEMBERS + 1), 1_000_000)


@settings(max_examples=100)
@given(st.sampled_from(["gzip", "deflate", "br"]), st.binary(max_size=300), st.integers(1, 50))
def test_any_bytes_give_a_body_or_our_error(coding: str, data: bytes, step: int) -> None:
    with suppress(FetchError):
        assert isinstance(unpacked(coding, data, step), bytes)
