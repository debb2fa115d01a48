from __future__ import annotations

import gzip

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from syndication.render.encode import Coding, encode

BODY = ("<item>سوق الكتب على ضفة النهر</item>" * 400).encode()


@given(st.binary(max_size=2000))
def test_what_is_coded_is_decoded_to_the_same_bytes(body: bytes) -> None:
    assert gzip.decompress(encode(body, "gzip")) == body
    assert brotli.decompress(encode(body, "br")) == body
    assert zstandard.ZstdDecompressor().decompress(encode(body, "zstd")) == body


def test_the_gzip_header_holds_neither_time_nor_name() -> None:
    header = encode(BODY, "gzip")[:10]
    assert header[:4] == b"\x1f\x8b\x08\x00"  # RFC 1952 §2.3: deflate, no flags
    assert header[4:8] == b"\0\0\0\0"


def test_zstd_keeps_to_the_window_that_clients_take() -> None:
    body = bytes(range(256)) * 80_000  # 20 MB, more than any document
    assert zstandard.get_frame_parameters(encode(body, "zstd")).window_size <= 8 * 1024 * 1024  # RFC 9659 §3


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_codings_are_the_same_each_time_and_far_smaller(coding: Coding) -> None:
    coded = encode(BODY, coding)
    assert coded == encode(bytes(bytearray(BODY)), coding)
    assert len(coded) * 20 < len(BODY)
