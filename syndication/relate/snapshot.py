"""A stretch of the index as bytes, so that a start need not read and count the texts again: 15,000 in a second.

    Corpus.pack | Packed | dump | bytes ... load | Packed | Corpus.bags

    head     a line that says what it is, SHA-256 of the body
    body     zlib of: how many articles, words and pairs there are and how long the list of words is (u4 each), flat
             arrays in the order of `_BY_ARTICLE`, `_BY_WORD`, `_BY_PAIR`, and the list of words, a line each, in UTF-8

Numbers of words are those of the list of words here, not of any corpus. Bytes that were cut off, changed or made by
another version raise InputError; whoever reads them then counts the texts instead.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from syndication.errors import InputError
from syndication.relate.segment import Counts, Entry, Int32s, Int64s

#: The number is that of this form. That words are folded and counted as they are now must be known from elsewhere.
_HEAD = b"syndication related 2\n"
_DIGEST = sha256().digest_size
#: No stretch unpacks to more: 30,000 texts of 60,000 characters would not either.
_MAX_BYTES = 1 << 30
#: Fast: it halves the size, and the best would save a tenth more.
_LEVEL = 1
_SIZES = np.dtype("<u4")


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """Articles of one language, as `segment.Bag` holds each: their words and pairs one after the other."""

    words: list[str]  #: all different words; ids below are places in it
    entries: list[Entry]
    sizes: Int64s  #: by article, how many words it has
    ids: Int32s
    counts: Counts
    pair_sizes: Int64s  #: by article, how many pairs
    pairs: Int64s
    pair_counts: Counts


#: The arrays of a body and their types: by article, by word, by pair.
_BY_ARTICLE = (("numbers", "<i8"), ("times", "<i8"), ("kinds", "<u8"), ("sizes", "<u4"), ("pair_sizes", "<u4"))
_BY_WORD = (("ids", "<i4"), ("counts", "<u2"))
_BY_PAIR = (("firsts", "<i4"), ("seconds", "<i4"), ("pair_counts", "<u2"))
_Array = npt.NDArray[np.integer]


def dump(packed: Packed) -> bytes:
    """The bytes."""
    columns: dict[str, _Array] = {
        "numbers": np.array([entry.number for entry in packed.entries], np.int64),
        "times": np.array([entry.time for entry in packed.entries], np.int64),
        "kinds": np.array([entry.kind for entry in packed.entries], np.uint64),
        "sizes": packed.sizes,
        "pair_sizes": packed.pair_sizes,
        "ids": packed.ids,
        "counts": packed.counts,
        "firsts": packed.pairs >> 32,
        "seconds": packed.pairs & 0xFFFFFFFF,
        "pair_counts": packed.pair_counts,
    }
    words = "\n".join(packed.words).encode()
    lengths = (len(packed.entries), len(packed.ids), len(packed.pairs), len(words))
    parts = [np.array(lengths, _SIZES).tobytes()]
    parts += [columns[name].astype(kind).tobytes() for name, kind in (*_BY_ARTICLE, *_BY_WORD, *_BY_PAIR)]
    body = zlib.compress(b"".join([*parts, words]), _LEVEL)
    return _HEAD + sha256(body).digest() + body


def load(data: bytes) -> Packed:
    """What was dumped. Raises InputError if these are not the bytes of a dump of this version, whole and unchanged."""
    head, body = data[: len(_HEAD)], data[len(_HEAD) + _DIGEST :]
    if head != _HEAD:
        raise InputError("no snapshot of the related index, or one of another version")
    if sha256(body).digest() != data[len(_HEAD) : len(_HEAD) + _DIGEST]:
        raise InputError("a snapshot of the related index was cut off or changed")
    try:
        packed = _read(_unpacked(body))
    except (ValueError, zlib.error) as error:  # UnicodeDecodeError is a ValueError
        raise InputError(f"a snapshot of the related index is none: {error}") from error
    return packed


def _unpacked(body: bytes) -> bytes:
    reader = zlib.decompressobj()
    plain = reader.decompress(body, _MAX_BYTES)
    if not reader.eof:
        raise ValueError("it has no end")
    return plain


def _read(plain: bytes) -> Packed:
    """The arrays, checked so that nothing that is done with them can fail. Raises ValueError."""
    articles, ids, pairs, text = np.frombuffer(plain, _SIZES, 4).tolist()
    columns: dict[str, _Array] = {}
    place = 4 * _SIZES.itemsize
    for names, length in ((_BY_ARTICLE, articles), (_BY_WORD, ids), (_BY_PAIR, pairs)):
        for name, kind in names:
            columns[name] = np.frombuffer(plain, kind, length, place)
            place += columns[name].nbytes
    if place + text != len(plain):
        raise ValueError("it is longer or shorter than it says")
    # Not splitlines: a word may be one of the signs that it takes for the end of a line.
    words = plain[place:].decode().split("\n") if text else []
    _check(columns, words)
    entries = map(Entry, *(columns[name].tolist() for name in ("numbers", "times", "kinds")))
    return Packed(
        words=words,
        entries=list(entries),
        sizes=columns["sizes"].astype(np.int64),
        ids=columns["ids"].astype(np.int32),
        counts=columns["counts"].astype(np.uint16),
        pair_sizes=columns["pair_sizes"].astype(np.int64),
        pairs=columns["firsts"].astype(np.int64) << 32 | columns["seconds"],
        pair_counts=columns["pair_counts"].astype(np.uint16),
    )


def _check(columns: dict[str, _Array], words: list[str]) -> None:
    if int(columns["sizes"].sum()) != len(columns["ids"]) or int(columns["pair_sizes"].sum()) != len(columns["firsts"]):
        raise ValueError("its articles have more or fewer words than there are")
    if len(set(words)) != len(words) or len(set(columns["numbers"].tolist())) != len(columns["numbers"]):
        raise ValueError("it names a word or an article twice")
    for name in ("ids", "firsts", "seconds"):
        if len(columns[name]) and not 0 <= columns[name].min() <= columns[name].max() < len(words):
            raise ValueError("it has a word without a name")
