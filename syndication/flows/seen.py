"""What a feed's entries were when it was last read: hashes, as the few bytes that the store keeps of them.

So an entry that has not changed costs a comparison, and one that was not taken in is not judged again. A version of an
entry that another has replaced is forgotten: should the outlet go back to it, that is news. The hashes are valid under
the rules that they were made under; under others every entry is news.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable

#: Hashes kept at least, and at most: entries come back (a page of another server of theirs, a deleted newer one), and a
#: feed that shows ten thousand entries is to cost no more the second time. Eight bytes each.
KEEP, MOST = 500, 20_000
_WORD = 8
#: Below these bits stands the version, above them whose it is (`normalise.foreign.raw_hash`).
_VERSION_BITS = 32
_RANGE = 2**64


def salt(*rules: object) -> bytes:
    """Of all that decides what becomes of an entry; by ``repr``, so of frozen dataclasses and the like."""
    return hashlib.blake2b(repr(rules).encode("utf-8", "replace"), digest_size=_WORD).digest()


def unpacked(kept: bytes, salt: bytes) -> frozenset[int]:
    """The hashes that were kept under the same rules."""
    return frozenset() if kept[:_WORD] != salt or len(kept) % _WORD else frozenset(_words(kept))


def packed(salt: bytes, shown: Iterable[int], kept: bytes) -> bytes:
    """What to keep: the hashes of all entries shown now, then of others shown before, the latest first."""
    hashes = dict.fromkeys(each % _RANGE for each in shown)
    limit = min(max(KEEP, len(hashes)), MOST)
    if kept[:_WORD] == salt and len(kept) % _WORD == 0:
        shown_now = {each >> _VERSION_BITS for each in hashes}
        hashes |= dict.fromkeys(each for each in _words(kept) if each >> _VERSION_BITS not in shown_now)
    return salt + array("Q", list(hashes)[:limit]).tobytes()


def signed(value: int) -> int:
    """A hash as the databases' whole numbers."""
    value %= _RANGE
    return value - _RANGE if value >= _RANGE // 2 else value


def _words(kept: bytes) -> array[int]:
    found = array("Q")
    found.frombytes(kept[_WORD:])
    return found
