from __future__ import annotations

import gzip

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.render.encode import Coding, encode

BODY = ("<item>سوق الكتب على ضفة النهر</item>" * 400).encode()


@given(st.binary(max_size=2000))
def test_what_is_coded_is_decoded_to_the_same_bytes(body: bytes) -> None:
    assert gzip.decompress(encode(body, "gzip")) == body
    assert brotli.decompress(encode(body, "br")) == body


def test_the_gzip_header_holds_neither_time_nor_name() -> None:
    header = encode(BODY, "gzip")[:10]
    assert header[:4] == b"\x1f\x8b\x08\x00"  # RFC 1952 §2.3: deflate, no flags
    assert header[4:8] == b"\0\0\0\0"


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_codings_are_the_same_each_time_and_far_smaller(coding: Coding) -> None:
    coded = encode(BODY, coding)
    assert coded == encode(bytes(bytearray(BODY)), coding)
    assert len(coded) * 20 < len(BODY)
