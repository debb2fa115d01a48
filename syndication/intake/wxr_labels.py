"""The categories and tags of a WordPress export, for whoever prepares a move: no article is read.

In: the blocks of an export. Out: ``Labels``. Only published posts count, as for an import.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from syndication.errors import InputError
from syndication.intake import streams
from syndication.intake.wxr_items import Head, items

#: The site's address stands in the first lines of an export, before authors, categories and posts.
HEAD_BYTES = 64 * 1024
#: Different categories and tags that are counted; a hostile file has millions.
MAX_LABELS = 50_000
#: Steps from a category to its furthest parent.
MAX_PARENTS = 20

_HOME = re.compile(rb"<wp:base_blog_url>\s*(?:<!\[CDATA\[)?\s*(https?://[^\s<>\]]{1,500})")
_FIELDS = frozenset(("category", "wp:post_type", "wp:status", "wp:post_password"))


@dataclass(slots=True)
class Labels:
    """What an export says of its site."""

    home: str = ""  #: the site's address, without last slash; empty if it doesn't say
    categories: Counter[tuple[str, str]] = field(default_factory=Counter)  #: posts by (name, path of slugs)
    tags: Counter[tuple[str, str]] = field(default_factory=Counter)  #: posts by (name, slug)


def read(path: str) -> Labels:
    """The labels of the export in a file. Raises InputError if it can't be read to its end."""
    found, head = Labels(), Head()
    try:
        with open(path, "rb", buffering=0) as stream:
            _read(streams.unpacked(streams.blocks(stream)), found, head)
    except OSError as error:
        raise InputError(f"can't be opened: {error.strerror or error}", where=path) from error
    except InputError as error:
        place = f"{path}:{error.where}" if error.where else path
        raise InputError(error.what, where=place, hint=error.hint) from error
    return found


def _read(content: Iterable[bytes], found: Labels, head: Head) -> None:
    """Count the labels of all published posts."""
    for item in items(_home(content, found), head, _FIELDS, frozenset()):
        fields = item.fields
        if (fields.get("wp:post_type", "").strip(), fields.get("wp:status", "").strip()) != ("post", "publish"):
            continue
        if fields.get("wp:post_password"):
            continue
        for label in item.labels:
            if label.domain == "category":
                _count(found.categories, (label.name.strip(), _path(label.slug, head)))
            elif label.domain == "post_tag":
                _count(found.tags, (label.name.strip(), unquote(label.slug)))


def _home(content: Iterable[bytes], found: Labels) -> Iterator[bytes]:
    """The same blocks; the site's address is taken out of the first ones in passing."""
    start = b""
    for block in content:
        if len(start) < HEAD_BYTES and not found.home:
            start += block[:HEAD_BYTES]
            if match := _HOME.search(start):
                found.home = match[1].decode("utf-8", "replace").rstrip("/")
        yield block


def _path(slug: str, head: Head) -> str:
    """The category's slug behind those of its parents, as in its address; percent-encoded ones decoded."""
    path = [slug]
    while (parent := head.categories.get(path[0], ("", ""))[1]) and len(path) < MAX_PARENTS:
        path.insert(0, parent)
    return "/".join(map(unquote, path))


def _count(counter: Counter[tuple[str, str]], label: tuple[str, str]) -> None:
    if label in counter or len(counter) < MAX_LABELS:
        counter[label] += 1
