"""Keys: the parts of public addresses (feeds.md, Addresses). Letters, marks, digits and ``-``; never a dot."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from unicodedata import category, normalize

#: Bytes of UTF-8 that a key may have: percent-encoded with an extension it still is a file name (255 bytes).
MAX_KEY_BYTES = 80
#: Characters of an article's key: 60 bits, so a clash among a million articles has a chance of 4 in ten million.
_ARTICLE_KEY = 12
_DIGEST_BYTES = 10
#: Base32, ten bits at once: Python's encoder takes three times as long.
_PAIRS = [one + other for one in "abcdefghijklmnopqrstuvwxyz234567" for other in "abcdefghijklmnopqrstuvwxyz234567"]
_PLACES = range(8 * _DIGEST_BYTES - 10, -1, -10)
_SUFFIX = 4
#: Names repeat (the same tags on thousands of articles); each is worked out once.
_REMEMBERED = 8192


@lru_cache(_REMEMBERED)
def name_key(name: str) -> str:
    """The key of a name: NFC, lower-cased, every run of anything but letters, marks and digits one ``-``.

    Empty if nothing is left. A key that would be longer than 80 bytes is cut and ends in ``-`` and ``hash_suffix``.
    """
    lowered = normalize("NFC", normalize("NFC", name).lower())
    key = "-".join("".join(char if _is_part(char) else " " for char in lowered).split())
    encoded = key.encode()
    if len(encoded) <= MAX_KEY_BYTES:
        return key
    head = encoded[: MAX_KEY_BYTES - _SUFFIX - 1].decode("utf-8", "ignore").rstrip("-")
    return f"{head}-{hash_suffix(name)}"


def is_key(text: str) -> bool:
    """Whether ``text`` is its own key, so it can stand in an address."""
    return bool(text) and name_key(text) == text


def article_key(outlet: str, public_id: str) -> str:
    """The key of an article: 12 base32 characters of its id; of another outlet's, of outlet and id."""
    return _digest(f"{outlet}\n{public_id}" if outlet else public_id)[:_ARTICLE_KEY]


def hash_suffix(name: str) -> str:
    """Four characters that tell names apart whose keys are the same, or were cut."""
    return _digest(name)[:_SUFFIX]


def _is_part(char: str) -> bool:
    kind = category(char)
    return kind[0] in "LM" or kind == "Nd"


def _digest(text: str) -> str:
    """The first 16 characters of sha256 in lower-case base32 (RFC 4648); nobody takes more.

    ``surrogatepass``: an id may hold anything that JSON can spell.
    """
    number = int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_DIGEST_BYTES], "big")
    return "".join([_PAIRS[number >> place & 1023] for place in _PLACES])
