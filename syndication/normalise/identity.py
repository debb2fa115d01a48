"""Public ids: the one that readers already know, else one that we mint and that never changes (feeds.md, Identity)."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote

from syndication.errors import InputError
from syndication.model import RawEntry
from syndication.text.fold import words

#: Bytes of an id or address in UTF-8. They are index keys, which PostgreSQL refuses above 2,704 bytes (a third of a
#: page).
MAX_ID_BYTES = 2000
#: Hexadecimal characters of a hash that stands for a page text or an address: 64 bits, enough for any newsroom.
HASH_CHARACTERS = 16
#: What RFC 4151 §2.1 lets stand in the last part of a ``tag:`` URI besides letters, digits and ``-._~``.
_TAG_SAFE = "!$&'()*+,;=:@/?"
#: What is no Char of XML 1.0 §2.2.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: The guid of WordPress's ``the_guid()`` for a post that never had another: it holds the post's number.
_WORDPRESS_GUID = re.compile(r"https?://[^?#\s]*\?(?:[^#\s]*&)?p=(\d{1,20})", re.ASCII)


def twin(title: str, first_paragraph: str) -> str | None:
    """The hash by which page text and the same article from another door find each other; None without text.

    Folded words, so that quotation marks, vowel signs and white space, which differ between a page and its feed, do not
    count. An article without text has no twin: many have the title «عاجل».
    """
    if not first_paragraph:
        return None
    return _hash(f"{' '.join(words(title))}\n{' '.join(words(first_paragraph))}")


def public_id(raw: RawEntry, tag: str, canonical_url: str | None, twin: str | None) -> str:
    """The guid byte for byte; else a ``tag:`` URI of the publisher's id, of the address, or of the words.

    Raises InputError if there is nothing to make it of, or if XML can't carry it.
    """
    if raw.guid:
        return _checked(raw.guid, "guid")
    if raw.id:
        return f"tag:{tag}:{quote(_checked(raw.id, 'id'), safe=_TAG_SAFE)}"
    if canonical_url:
        return f"tag:{tag}:{_hash(canonical_url)}"
    if twin:
        return f"tag:{tag}:{twin}"
    raise InputError("the article has no id, no address and no text", where="id", hint="Give it an `id` or a `guid`")


def minted(tag: str, *names: str) -> str:
    """A ``tag:`` URI of ours for what has no id of its own, or one that is taken (feeds.md, Identity)."""
    return f"tag:{tag}:{_hash(chr(10).join(names))}"


def of_words(outlet: str, *texts: str) -> str:
    """The name of an outlet's article that has nothing but words: equal however they are spelt."""
    return _hash("\n".join((outlet, *(" ".join(words(text)) for text in texts))))


def publisher_id(raw: RawEntry) -> str | None:
    """The publisher's own id where it is not the public one: ``id``, else the number of a WordPress post."""
    if raw.id and raw.id != raw.guid:
        return _checked(raw.id, "id")
    post = _WORDPRESS_GUID.fullmatch(raw.guid or "")
    return post[1] if post else None


def is_usable(value: str) -> bool:
    """Whether documents and indexes can hold this id or reference."""
    return not _NOT_XML.search(value) and len(value.encode()) <= MAX_ID_BYTES and bool(value.strip())


def _checked(value: str, field: str) -> str:
    """The id unchanged (not even composed to NFC: readers compare bytes)."""
    if is_usable(value):
        return value
    raise InputError(
        f"is blank, longer than {MAX_ID_BYTES} bytes, or holds control characters",
        where=field,
        hint="Documents can't carry such an id",
    )


def _hash(text: str) -> str:
    """The first characters of the SHA-256 of UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_CHARACTERS]
