"""JSON Lines: one article a line, as a ``RawEntry``.

Fields: ``id guid url title section|sections language author|authors published updated expires summary content_html
content_text tags image enclosures related``. Where a list is wanted one value does, ``null`` and empty text are the
same as a missing field, and a number does as an id. Other fields are named in ``RawEntry.unknown``.

What a record's fields must be, and what happens if they are not:

* not JSON, not an object, a wrong type in any field that says what the article *is* (ids, address, words, labels,
  dates): the record is rejected with line, field, what was found and what is wanted.
* ``image``, ``enclosures``, ``related`` decorate an article. One that can't be understood is left out and named in
  ``unknown`` as ``image (not understood)``: the article is not lost, and the import's counts tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from syndication.errors import InputError
from syndication.intake.streams import MAX_LINE_BYTES
from syndication.model import UNKNOWN_MEDIA_TYPE, Enclosure, Image, Pick, RawEntry, Rejected

#: Every field that is read.
FIELDS = frozenset(
    {
        *("id", "guid", "url", "title", "language", "published", "updated", "expires"),
        *("summary", "content_html", "content_text"),
        *("section", "sections", "author", "authors", "tags", "image", "enclosures", "related"),
    }
)
#: How many unknown field names of one record are counted, and how long a name may be: the counts are kept in memory.
MAX_UNKNOWN = 30
MAX_UNKNOWN_CHARACTERS = 60
#: An image larger than this (pixels a side) is a mistake in the data.
MAX_PIXELS = 100_000
#: Media types by extension, for enclosures that do not say theirs. Not ``mimetypes``: that one reads the machine's own
#: tables, and the same record would give other bytes elsewhere.
MEDIA_TYPES = {
    "aac": "audio/aac",
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "m4a": "audio/mp4",
    "m4v": "video/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "ogv": "video/ogg",
    "opus": "audio/ogg",
    "pdf": "application/pdf",
    "png": "image/png",
    "wav": "audio/wav",
    "webm": "video/webm",
    "webp": "image/webp",
}

_BOM = b"\xef\xbb\xbf"
#: What JSON calls Python's types, for messages.
_KINDS: dict[type, str] = {
    bool: "true or false",
    dict: "an object",
    float: "a decimal number",
    int: "a number",
    list: "a list",
    str: "text",
}

_Record = dict[str, Any]


def read(lines: Iterable[bytes], name: str) -> Iterator[RawEntry | Rejected]:
    """An entry or a rejection for each line that is not blank; ``name`` is the file's, for ``place``.

    An ``InputError`` of ``lines`` itself (a broken file) ends it with one rejection: what came before stays good.
    """
    number = 0
    try:
        for number, line in enumerate(lines, start=1):
            if number == 1:
                line = line.removeprefix(_BOM)
            if line and not line.isspace():
                yield _read_line(line, f"{name}:{number}")
    except InputError as error:
        yield Rejected(place=f"{name}:{number + 1}", field=error.where, reason=error.what, hint=error.hint)


def _read_line(line: bytes, place: str) -> RawEntry | Rejected:
    """One line's entry, or why not."""
    try:
        return _entry(_parse(line), place)
    except InputError as error:
        return Rejected(place=place, field=error.where, reason=error.what, hint=error.hint)


def _parse(line: bytes) -> _Record:
    """The line's object; JSON is UTF-8 (RFC 8259 §8.1)."""
    if len(line) > MAX_LINE_BYTES:
        raise InputError(f"the line is longer than {MAX_LINE_BYTES // 1024 // 1024} MB")
    if b"\0" in line:
        raise InputError("the line holds a NUL byte", hint="Is this a text file in UTF-8?")
    try:
        record = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 at byte {error.start + 1} of the line", hint="Save the file as UTF-8") from error
    except RecursionError as error:
        raise InputError("the JSON is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON: {error}", hint="One complete object a line is wanted") from error
    except ValueError as error:  # what Python says of it is advice for programmers
        raise InputError("a number has thousands of digits", hint="Write it as text, or leave it out") from error
    if not isinstance(record, dict):
        hint = "One object a line is wanted; `jq -c '.[]'` makes lines of a list" if isinstance(record, list) else ""
        raise InputError(f"found {_kind(record)}, wanted an object", hint=hint)
    return record


def _entry(record: _Record, place: str) -> RawEntry:
    """The fields one by one. ``dropped`` collects the names of decorations that were left out."""
    dropped: list[str] = []
    return RawEntry(
        place=place,
        id=_id(record, "id"),
        guid=_id(record, "guid"),
        url=_text(record, "url"),
        title=_text(record, "title") or "",
        sections=_words(record, "section") + _words(record, "sections"),
        language=_text(record, "language"),
        authors=_names(record, "author") + _names(record, "authors"),
        published=_time(record, "published"),
        updated=_time(record, "updated"),
        expires=_time(record, "expires"),
        summary=_text(record, "summary"),
        html=_text(record, "content_html"),
        text=_text(record, "content_text"),
        tags=_words(record, "tags"),
        image=_image(record.get("image"), dropped),
        enclosures=_enclosures(record.get("enclosures"), dropped),
        picks=_picks(record.get("related"), dropped),
        unknown=_unknown(record, dropped),
    )


def _text(record: _Record, field: str) -> str | None:
    """Text; None if missing or empty."""
    value = record.get(field)
    if value is None or isinstance(value, str):
        return value or None
    raise _wrong(field, value, "text")


def _id(record: _Record, field: str) -> str | None:
    """Text byte for byte, or a whole number in its digits."""
    value = record.get(field)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is None or isinstance(value, str):
        return value or None
    raise _wrong(field, value, "text or a whole number")


def _time(record: _Record, field: str) -> str | int | None:
    """A date in words, or Unix time; fractions of a second are cut off. Whether it is a date is decided later."""
    value = record.get(field)
    if isinstance(value, float) and abs(value) < 1e15:  # false for NaN and the infinities, which Python's JSON reads
        return int(value)
    if value is None or (isinstance(value, str | int) and not isinstance(value, bool)):
        return None if value == "" else value
    raise _wrong(field, value, "a date (2024-05-30T18:00:00+03:00) or Unix time")


def _words(record: _Record, field: str) -> tuple[str, ...]:
    """One label or a list of them; numbers (a tag ``2024``) in their digits."""
    value = record.get(field)
    if value is None:
        return ()
    if not isinstance(value, list):
        return tuple(word for word in [_word(value, field)] if word)
    return tuple(word for index, item in enumerate(value) if (word := _word(item, f"{field}[{index}]")))


def _word(value: object, field: str) -> str:
    """One label, or nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise _wrong(field, value, "text or a list of texts")


def _names(record: _Record, field: str) -> tuple[str, ...]:
    """Authors: as labels, or objects with a ``name`` (JSON Feed 1.1, authors)."""
    value = record.get(field)
    if value is None:
        return ()
    items = value if isinstance(value, list) else [value]
    named = [item.get("name") if isinstance(item, dict) else item for item in items]
    return _words({field: named if isinstance(value, list) else named[0]}, field)


def _image(value: object, dropped: list[str]) -> Image | None:
    """A URL, or an object with one."""
    if not value:
        return None
    if isinstance(value, str):
        return Image(url=value)
    if isinstance(value, dict) and isinstance(url := value.get("url"), str) and url:
        return Image(
            url=url,
            width=_pixels(value.get("width")),
            height=_pixels(value.get("height")),
            type=_said(value, "type") or None,
            alt=_said(value, "alt"),
            credit=_said(value, "credit"),
        )
    dropped.append("image (not understood)")
    return None


def _enclosures(value: object, dropped: list[str]) -> tuple[Enclosure, ...]:
    """A list of URLs or objects with one, or a single one."""
    found = []
    for item in _several(value):
        fields = {"url": item} if isinstance(item, str) else item
        if isinstance(fields, dict) and isinstance(url := fields.get("url"), str) and url:
            kind = _said(fields, "type") or _media_type(url)
            found.append(Enclosure(url=url, type=kind, length=_bytes(fields.get("length"))))
        else:
            dropped.append("enclosures (not understood)")
    return tuple(found)


def _picks(value: object, dropped: list[str]) -> tuple[Pick, ...]:
    """Ids, guids, URLs, or objects with a title or URL; or a single one."""
    found = []
    for item in _several(value):
        if isinstance(item, str) or (isinstance(item, int) and not isinstance(item, bool)):
            found.append(Pick(ref=str(item)))
        elif isinstance(item, dict) and (_said(item, "title") or _said(item, "url")):
            url = _said(item, "url") or None
            found.append(Pick(title=_said(item, "title"), url=url, teaser=_said(item, "teaser"), ref=url))
        else:
            dropped.append("related (not understood)")
    return tuple(found)


def _several(value: object) -> list[object]:
    """What is there, as a list."""
    if isinstance(value, list):
        return [item for item in value if item is not None and item != ""]
    return [] if value is None or value == "" else [value]


def _said(fields: dict[object, object], field: str) -> str:
    """A text inside a decoration; anything else counts as not said."""
    value = fields.get(field)
    return value if isinstance(value, str) else ""


def _pixels(value: object) -> int | None:
    """A side of an image; WordPress writes it as a number or as digits."""
    number = _whole(value)
    return number if 0 < number <= MAX_PIXELS else None


def _bytes(value: object) -> int:
    """The length of an enclosure, 0 if unknown (RSS Advisory Board profile, enclosure)."""
    number = _whole(value)
    return number if 0 < number < 2**63 else 0


def _whole(value: object) -> int:
    """A whole number, or -1."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def _media_type(url: str) -> str:
    """By the extension of the URL's path."""
    path = url.partition("#")[0].partition("?")[0]
    return MEDIA_TYPES.get(path.rpartition(".")[2].lower(), UNKNOWN_MEDIA_TYPE)


def _unknown(record: _Record, dropped: list[str]) -> tuple[str, ...]:
    """Fields that were not read, sorted, and decorations that were left out."""
    names = sorted(name for name in record if name not in FIELDS)[:MAX_UNKNOWN]
    return (*(name[:MAX_UNKNOWN_CHARACTERS] for name in names), *dict.fromkeys(dropped))


def _wrong(field: str, value: object, wanted: str) -> InputError:
    """The error of a wrong type."""
    return InputError(f"found {_kind(value)}, wanted {wanted}", where=field)


def _kind(value: object) -> str:
    """What JSON calls a value."""
    return _KINDS.get(type(value), "null")
