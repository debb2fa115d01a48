"""Content codings: gzip and br, the same bytes for the same body on every node.

In: a document's bytes. Out: the coded bytes. Raises nothing for a known coding.
"""

from __future__ import annotations

import zlib
from typing import Literal

import brotli

Coding = Literal["gzip", "br"]

#: zlib's default trade: level 9 costs half as much again for 1 % less (benchmarks/render.py).
GZIP_LEVEL = 6
#: Smaller than gzip 6 at its cost; 11 takes a second for a large feed (benchmarks/render.py).
BR_QUALITY = 5
#: zlib writes a gzip header with no name and the time 0 (RFC 1952 §2.3.1) for 16 more than its window bits.
_GZIP_WINDOW = 16 + zlib.MAX_WBITS


def encode(body: bytes, coding: Coding) -> bytes:
    """``body`` in the coding of that name (RFC 9110 §8.4.1)."""
    if coding == "gzip":
        return zlib.compress(body, GZIP_LEVEL, wbits=_GZIP_WINDOW)
    coded: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=BR_QUALITY)
    return coded
