"""What an export's one pass leaves for afterwards, on disk: its posts in their order, its pictures by number.

A picture may stand before or after the posts that show it. A site of twenty years has a hundred thousand of each; they
are kept in a private temporary file of SQLite (an empty name means just that; ``SQLITE_TMPDIR`` and ``TMPDIR`` say
where), so that memory does not grow with the export, and what can't be wound back (a pipe) is read like any file.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType

from syndication.errors import InputError
from syndication.intake.wxr_items import Item, Label
from syndication.text.markup_images import media_type

#: Pictures of one gallery.
MAX_GALLERY = 200
#: Kilobytes of the file that SQLite keeps in memory.
_CACHE_KB = 2048
#: SQLite's whole numbers.
_MAX_NUMBER = 2**63


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of the media library."""

    id: int
    url: str
    parent: int = 0  #: the article that it was uploaded for
    order: int = 0  #: its place among that article's
    width: int = 0  #: pixels; 0 if unknown
    height: int = 0  #: pixels; 0 if unknown
    alt: str = ""
    caption: str = ""


class Spool:
    """Filled while the export is read, then asked; gone at the end of its ``with`` block.

    Raises InputError where the disk has no room.
    """

    def __init__(self) -> None:
        # One import reads in one thread; a generator that is thrown away may be closed in another.
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._base.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("CREATE TABLE post (id INTEGER PRIMARY KEY, item)")
        self._base.execute(
            "CREATE TABLE attachment (id INTEGER PRIMARY KEY, url, parent, place, width, height, alt, caption)"
        )
        self._base.execute("CREATE INDEX children ON attachment (parent, place, id)")
        self._base.execute("BEGIN")  # never ended: nobody else reads it

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._base.close()

    def add(self, post: Item) -> None:
        """Keep a post behind those that are there."""
        # Pickled by us, read by us, in a file without a name: a third of the time of JSON.
        labels = [(label.domain, label.slug, label.name) for label in post.labels]
        item = pickle.dumps((post.line, post.fields, labels, post.meta, post.too_long), protocol=5)
        self._write("INSERT INTO post (item) VALUES (?)", item)

    @property
    def has_posts(self) -> bool:
        """Whether there is any."""
        return self._base.execute("SELECT 1 FROM post LIMIT 1").fetchone() is not None

    def posts(self) -> Iterator[Item]:
        """The posts in their order."""
        for (item,) in self._base.execute("SELECT item FROM post ORDER BY id"):
            line, fields, labels, meta, too_long = pickle.loads(item)
            yield Item(line, fields, [Label(*label) for label in labels], meta, too_long)

    def put(self, one: Attachment) -> None:
        """Keep a picture; a number that was there already keeps its first."""
        row = (one.id, one.url, one.parent, one.order, one.width, one.height, one.alt, one.caption)
        self._write("INSERT OR IGNORE INTO attachment VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *row)

    def picture(self, id: int | None) -> Attachment | None:
        """The attachment with that number."""
        found = self._select("id = ?", id) if id is not None else []
        return found[0] if found else None

    def gallery(self, post: int | None, attributes: Mapping[str, str]) -> list[Attachment]:
        """The pictures of a ``[gallery]``: those it lists, in its order; else the article's own."""
        listed = attributes.get("ids") or attributes.get("include")
        if listed:
            numbers = [number(word) for word in listed[: MAX_GALLERY * 20].split(",")[:MAX_GALLERY]]
            return [one for one in map(self.picture, numbers) if one is not None]
        if not post:
            return []
        left_out = {number(word) for word in attributes.get("exclude", "").split(",")}
        own = self._select("parent = ? ORDER BY place, id LIMIT ?", post, MAX_GALLERY)
        return [one for one in own if one.id not in left_out and (media_type(one.url) or "").startswith("image/")]

    def _write(self, statement: str, *values: int | str | bytes) -> None:
        try:
            self._base.execute(statement, values)
        except sqlite3.Error as error:
            hint = "Make room, or name another folder for temporary files in TMPDIR"
            raise InputError(f"can't be read: a temporary file can't be written ({error})", hint=hint) from error

    def _select(self, condition: str, *values: int) -> list[Attachment]:
        rows = self._base.execute(
            f"SELECT id, url, parent, place, width, height, alt, caption FROM attachment WHERE {condition}", values
        )
        return [
            Attachment(id=id, url=url, parent=parent, order=order, width=width, height=height, alt=alt, caption=caption)
            for id, url, parent, order, width, height, alt, caption in rows
        ]


def number(text: str) -> int | None:
    """A number of WordPress's, or None."""
    text = text.strip()
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1
    return value if 0 <= value < _MAX_NUMBER else None
