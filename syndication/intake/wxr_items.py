"""The XML of a WordPress export, as a stream of items: memory holds one item, whatever the file's size.

Expat, not a tree: a tree of a gigabyte takes ten. It is given no chance to do more than read: a DOCTYPE is refused
before anything in it is looked at, and without one there are no entities but XML's five. What nobody asked for
(comments with their e-mail addresses and IPs, authors' e-mail addresses, other fields) is never even copied.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from syndication.errors import InputError

#: Characters of the long fields (post_content, excerpt, meta values) and of all others; an article with a longer one
#: is rejected.
MAX_LONG = 16_000_000
MAX_SHORT = 100_000
LONG = frozenset(("content:encoded", "excerpt:encoded", "wp:meta_value"))
#: Labels of one item, and authors and categories of one site, of which a hostile file could have millions.
MAX_LABELS = 200
MAX_NAMES = 20_000
MAX_NAME = 500
#: An export is five deep. Expat keeps all open elements.
MAX_DEPTH = 50
#: Bytes that expat may hold because a tag or comment doesn't end.
MAX_PENDING = 16 * 1024 * 1024
#: Share of a block that may be unreadable as UTF-8. A cut character here and there is WordPress's, more is another
#: encoding.
MAX_BROKEN_SHARE = 0.01

#: https://github.com/WordPress/WordPress/blob/master/wp-admin/includes/export.php (WXR_VERSION 1.2; 1.0 and 1.1 before)
_VERSION = re.compile(r"1\.\d")
_EXPORT = "http://wordpress.org/export/1.{}/"
_WP_FIELDS = (
    *("wxr_version", "author", "author_login", "author_display_name"),
    *("category", "category_nicename", "category_parent", "cat_name"),
    *("post_id", "post_date", "post_date_gmt", "post_modified", "post_modified_gmt"),
    *("post_type", "status", "post_password", "post_parent", "menu_order", "attachment_url"),
    *("postmeta", "meta_key", "meta_value"),
)
_FIELDS: dict[str, str] = {
    **{f"{_EXPORT.format(minor)} {name}": f"wp:{name}" for minor in range(10) for name in _WP_FIELDS},
    **{f"{_EXPORT.format(minor)}excerpt/ encoded": "excerpt:encoded" for minor in range(10)},
    "http://purl.org/rss/1.0/modules/content/ encoded": "content:encoded",
    "http://purl.org/dc/elements/1.1/ creator": "dc:creator",
    **{name: name for name in ("rss", "channel", "item", "title", "link", "pubDate", "guid", "category")},
}
#: What else has the ending .xml, by its root element.
_OTHERS = {
    "http://www.w3.org/2005/Atom feed": "an Atom feed",
    "http://purl.org/atom/ns# feed": "an Atom feed",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns# RDF": "an RSS 1.0 feed",
    "opml": "an OPML list of feeds",
    "http://www.sitemaps.org/schemas/sitemap/0.9 urlset": "a sitemap",
    "http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex": "a sitemap",
    "http://www.w3.org/1999/xhtml html": "a web page",
    "html": "a web page",
}
_HINT = "In WordPress: Tools, Export, All content"
_FEED_HINT = f"A feed holds the newest articles only. {_HINT}"

_AUTHOR, _CATEGORY, _ITEM, _META = "wp:author", "wp:category", "item", "wp:postmeta"
#: What is read of the channel's own records; of items the caller says what.
_HEAD_FIELDS = {
    _AUTHOR: frozenset(("wp:author_login", "wp:author_display_name")),
    _CATEGORY: frozenset(("wp:category_nicename", "wp:category_parent", "wp:cat_name")),
}

#: Expat's words for a file that ends too early.
_BREAKS_OFF = (
    expat.errors.XML_ERROR_NO_ELEMENTS,
    expat.errors.XML_ERROR_UNCLOSED_TOKEN,
    expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    expat.errors.XML_ERROR_PARTIAL_CHAR,
)

#: Control characters that XML 1.0 (§2.2) has no place for, and databases are full of; in UTF-8 no other byte is below.
_CONTROLS = bytes(byte for byte in range(0x20) if byte not in b"\t\n\r")
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Label:
    """A category, tag or other term of an item."""

    domain: str  #: ``category``, ``post_tag``, or another taxonomy
    slug: str  #: WordPress's ``nicename``
    name: str


@dataclass(slots=True)
class Item:
    """An ``<item>``: its fields by the names in ``_FIELDS``, as text."""

    line: int  #: where it begins
    fields: dict[str, str] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    too_long: str = ""  #: a field over its limit; it has no text here


@dataclass(slots=True)
class Head:
    """What an export says once, before its items."""

    authors: dict[str, str] = field(default_factory=dict)  #: display name by login
    logins: set[str] = field(default_factory=set)  #: of all authors, case folded
    categories: dict[str, tuple[str, str]] = field(default_factory=dict)  #: (name, parent's slug) by slug


def items(blocks: Iterable[bytes], head: Head, fields: frozenset[str], meta: frozenset[str]) -> Iterator[Item]:
    """The export's items with those ``fields`` and ``meta`` keys; ``head`` is filled before the first one comes.

    Raises InputError, with the line as ``where``, for what is no export, and where one breaks off: what came before
    stays good.
    """
    reader = _Reader(head, fields, meta)
    try:
        for block in _readable(blocks):
            yield from reader.read(block)
        yield from reader.read(b"", last=True)
    except InputError as error:
        yield from reader.taken()
        raise InputError(error.what, where=error.where or str(reader.line), hint=error.hint) from error


class _Reader:
    """Expat with its handlers. Depth says what an element is: 1 rss, 2 channel, 3 record, 4 field, 5 part of a meta.

    The handlers are called a hundred times an article: what is looked up in them is looked up once, by expat's name.
    """

    __slots__ = (
        *("_attributes", "_depth", "_field", "_field_depth", "_head", "_items", "_kind", "_meta_keys", "_names"),
        *("_names_of", "_pair", "_parser", "_read", "_record", "_text", "_version"),
    )

    def __init__(self, head: Head, fields: frozenset[str], meta: frozenset[str]) -> None:
        self._head = head
        self._meta_keys = meta
        wanted = {**_HEAD_FIELDS, _ITEM: fields | {_META}}
        self._names_of = {kind: _by_expat(names) for kind, names in wanted.items()}
        self._names: dict[str, str] = {}  #: of the record around
        self._items: list[Item] = []
        self._depth = 0
        self._kind = ""  #: of the record around
        self._record: Item | None = None
        self._pair: dict[str, str] | None = None  #: the meta around
        self._field = ""  #: whose text is gathered
        self._field_depth = 0
        self._attributes: dict[str, str] = {}
        self._text: list[str] = []
        self._version = ""
        self._read = 0  #: bytes given to expat
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.buffer_size = 64 * 1024
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype

    @property
    def line(self) -> int:
        """Where reading stands."""
        return self._parser.CurrentLineNumber

    def taken(self) -> list[Item]:
        """The items that were completed since the last time."""
        taken, self._items = self._items, []
        return taken

    def read(self, block: bytes, *, last: bool = False) -> list[Item]:
        """Parse a block, and give the items that it completed."""
        self._read += len(block)
        try:
            self._parser.Parse(block, last)
        except expat.ExpatError as error:
            raise self._broken(error) from error
        except (LookupError, ValueError) as error:  # Python's, of an encoding that it doesn't know or expat can't use
            raise InputError("an encoding that can't be read", hint=f"Save it as UTF-8. {_HINT}") from error
        if self._read - max(self._parser.CurrentByteIndex, 0) > MAX_PENDING:
            raise InputError(f"a tag or comment longer than {MAX_PENDING // 1024 // 1024} MB")
        if self._field:
            self._keep_short(sum(map(len, self._text)))
        return self.taken()

    # --- handlers ---

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        depth = self._depth = self._depth + 1
        if depth == 4:
            if (known := self._names.get(name)) is not None:
                if known == _META:
                    self._pair = {}
                else:
                    self._gather(known, attributes)
        elif depth == 5:
            if self._pair is not None:
                self._meta(_FIELDS.get(name, ""), attributes)
        elif depth == 3:
            self._begin(_FIELDS.get(name, ""), attributes)
        elif depth == 1:
            if name != "rss":
                raise _other(name)
        elif depth > MAX_DEPTH:
            raise InputError(f"elements nested more than {MAX_DEPTH} deep")

    def _end(self, name: str) -> None:
        depth = self._depth
        self._depth = depth - 1
        if self._field:
            if depth == self._field_depth:
                self._finish_field()
        elif depth == 4:
            if self._pair is not None:
                self._finish_meta(self._pair)
        elif depth == 3:
            self._finish_record()
        elif depth == 2:
            self._check_version()

    def _doctype(self, *_: object) -> None:
        raise InputError("has a DOCTYPE, which no WordPress export has", hint="Export again; don't edit the file")

    # --- records and fields ---

    def _begin(self, known: str, attributes: dict[str, str]) -> None:
        if known == "wp:wxr_version":
            self._gather(known, attributes)
        elif known in self._names_of:
            if known == _ITEM:
                self._check_version()
            self._kind, self._record, self._names = known, Item(self.line), self._names_of[known]

    def _meta(self, known: str, attributes: dict[str, str]) -> None:
        """A part of a meta. Values that nobody wants are passed over; page builders keep megabytes in theirs."""
        wanted = self._pair is not None and self._pair.get("wp:meta_key") in self._meta_keys
        if known == "wp:meta_key" or (known == "wp:meta_value" and wanted):
            self._gather(known, attributes)

    def _gather(self, known: str, attributes: dict[str, str]) -> None:
        if self._field:
            return
        self._field, self._field_depth, self._attributes = known, self._depth, attributes
        self._text = []
        self._parser.CharacterDataHandler = self._text.append

    def _keep_short(self, length: int) -> bool:
        """Whether the field is no longer than anybody's; else its text is thrown away, before it fills the memory."""
        if length <= (MAX_LONG if self._field in LONG else MAX_SHORT):
            return True
        self._parser.CharacterDataHandler = None
        self._text.clear()
        if self._record is not None:
            self._record.too_long = self._field
        return False

    def _finish_field(self) -> None:
        text, known = "".join(self._text), self._field
        if len(text) > MAX_SHORT and not self._keep_short(len(text)):
            text = ""
        self._field = ""
        self._parser.CharacterDataHandler = None
        if self._pair is not None:
            self._pair.setdefault(known, text)
        elif self._record is None:
            self._version = text.strip()
        elif known != "category":
            self._record.fields.setdefault(known, text)
        elif len(self._record.labels) < MAX_LABELS:
            domain, slug = self._attributes.get("domain", ""), self._attributes.get("nicename", "")
            self._record.labels.append(Label(domain, slug, text))

    def _finish_meta(self, pair: dict[str, str]) -> None:
        self._pair = None
        key = pair.get("wp:meta_key", "")
        if self._record is not None and key in self._meta_keys:
            self._record.meta.setdefault(key, pair.get("wp:meta_value", ""))

    def _finish_record(self) -> None:
        record, kind = self._record, self._kind
        self._record, self._kind, self._names = None, "", {}
        if record is None:
            return
        if kind == _ITEM:
            self._items.append(record)
            return
        value = {name: text.strip()[:MAX_NAME] for name, text in record.fields.items()}
        if kind == _AUTHOR and len(self._head.authors) < MAX_NAMES:
            login = value.get("wp:author_login", "")
            self._head.authors.setdefault(login, value.get("wp:author_display_name", ""))
            self._head.logins.add(login.casefold())
        elif kind == _CATEGORY and len(self._head.categories) < MAX_NAMES:
            about = (value.get("wp:cat_name", ""), value.get("wp:category_parent", ""))
            self._head.categories.setdefault(value.get("wp:category_nicename", ""), about)

    # --- faults ---

    def _check_version(self) -> None:
        """An export says its version before its first item; the importer of WordPress asks the same."""
        if not self._version:
            raise InputError("an RSS feed, wanted a WordPress export (WXR)", hint=_FEED_HINT)
        if not _VERSION.fullmatch(self._version):
            raise InputError(f"a WordPress export of an unknown version ({self._version[:20]!r})", hint=_HINT)

    def _broken(self, error: expat.ExpatError) -> InputError:
        """Expat's words, and ours for the most frequent case."""
        where = str(error.lineno)
        if not self._read:
            return InputError("the file is empty", where=where)
        if expat.ErrorString(error.code) in _BREAKS_OFF:
            return InputError(
                "the export breaks off", where=where, hint="Export again: PHP may have run out of time or memory"
            )
        return InputError(f"broken XML: {expat.ErrorString(error.code)}", where=where, hint="Export again")


def _by_expat(names: Container[str]) -> dict[str, str]:
    """The table of fields with those names alone."""
    return {full: known for full, known in _FIELDS.items() if known in names}


def _other(name: str) -> InputError:
    """What a file is, if it is no RSS."""
    what = _OTHERS.get(name)
    if what is None:
        local = name.rpartition(" ")[2][:40]
        return InputError(f"XML that begins with <{local}>, wanted a WordPress export (WXR)", hint=_HINT)
    return InputError(f"{what}, wanted a WordPress export (WXR)", hint=_FEED_HINT if "feed" in what else _HINT)


# --- bytes -----------------------------------------------------------------------------------------------------------


def _readable(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes without what would end the parsing for nothing: control characters and cut characters of UTF-8.

    One such byte in one article, out of a database that took whatever it was given, must not cost all that follow.
    """
    rest = iter(blocks)
    head = b""
    for block in rest:
        head += block
        if len(head) >= 1024:
            break
    declared = _DECLARED.match(head.removeprefix(codecs.BOM_UTF8).lstrip()[:1024])
    if head.startswith(_UTF16) or (declared and declared[1].lower() not in (b"utf-8", b"utf8")):
        yield head
        yield from rest
        return
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    # WordPress begins with a blank line if a plugin's file does; XML doesn't allow it before the declaration.
    yield _mended(decoder.decode(head.removeprefix(codecs.BOM_UTF8))).lstrip()
    for block in rest:
        yield _mended(decoder.decode(block))
    yield _mended(decoder.decode(b"", final=True))


def _mended(text: str) -> bytes:
    if text.count("\ufffd") > max(100, len(text) * MAX_BROKEN_SHARE):
        raise InputError("not UTF-8, which the file says it is", hint=_HINT)
    if "\uffff" in text or "\ufffe" in text:
        text = text.replace("\uffff", "").replace("\ufffe", "")
    return text.encode().translate(None, _CONTROLS)
