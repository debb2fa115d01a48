"""Content codings: gzip and br, the same bytes for the same body on every node.

In: a document's bytes. Out: the coded bytes. Raises nothing for a known coding.
"""

from __future__ import annotations

import zlib
from typing import Literal

import brotli

Coding = Literal["gzip", "br"]

#: On real Arabic feeds of 50 and 300 entries with full text: level 1 is a fifth of the work and a third larger;
#: level 9 two and a half times the work for 3 % less (benchmarks/render.py).
GZIP_LEVEL = 6
#: On the same feeds 6 to 11 % smaller than gzip 6 in under half its time; from 8 up brotli costs as much as gzip or
#: more, and 11 twenty to thirty times as much.
BR_QUALITY = 5
#: zlib writes a gzip header with no name and the time 0 (RFC 1952 §2.3.1) for 16 more than its window bits.
_GZIP_WINDOW = 16 + zlib.MAX_WBITS


def encode(body: bytes, coding: Coding) -> bytes:
    """``body`` in the coding of that name (RFC 9110 §8.4.1)."""
    if coding == "gzip":
        return zlib.compress(body, GZIP_LEVEL, wbits=_GZIP_WINDOW)
    coded: bytes = brotli.compress(body, quality=BR_QUALITY)
    return coded
