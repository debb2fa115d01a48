"""From bytes to text: which encoding a feed is in, whatever it says.

    byte order mark | the pattern of UTF-16 and UTF-32 without one | UTF-8, if the bytes are | UTF-8 with broken bytes
    | the label of HTTP, the declaration, or another encoding, whichever makes words of the bytes

Labels come late, since they are often wrong where it matters here: servers add one to every answer, templates carry
another's. Bytes that are UTF-8 and not ASCII are nothing else (the chance is one in thousands for a single letter); so
the labels decide only among the older encodings, and there only as long as their text looks like one (facts:
libraries).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

#: Words that are looked at to tell one old encoding from another: a few paragraphs.
SAMPLE_WORDS = 800
#: Bytes before and behind a byte beyond ASCII in which its word is looked for.
_BEFORE, _BEHIND = 60, 120
#: Broken bytes for each whole character of UTF-8 beyond ASCII, up to which the text is taken for damaged UTF-8, or for
#: one into which something in another encoding was pasted. In a title of windows-1256, Arabic or Kurdish, six and more
#: were counted for each letter that looks like UTF-8 by chance.
MAX_BROKEN = 1.0
#: Signs of text that was encoded twice among so many bytes, from which on that is tried.
SUSPECT_SIGNS, MAX_SUSPECT_BYTES = 20, 300_000
#: How much better another encoding's words must look than those of the label: points of 1.
_LABEL_BONUS = 0.25

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16's, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: XML 1.0, appendix F: the first character of a document, behind blanks, is ``<`` (of JSON ``{``).
_PATTERNS = (
    (re.compile(rb"(?:[\t\n\r ]\0\0\0)*[<{]\0\0\0"), "utf-32-le"),
    (re.compile(rb"(?:\0\0\0[\t\n\r ])*\0\0\0[<{]"), "utf-32-be"),
    (re.compile(rb"(?:[\t\n\r ]\0)*[<{]\0[^\0]"), "utf-16-le"),
    (re.compile(rb"(?:\0[\t\n\r ])*\0[<{]\0"), "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{2,40})", re.IGNORECASE)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{2,40})", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9._:-]{2,40})", re.IGNORECASE)
#: https://encoding.spec.whatwg.org/#names-and-labels : what these labels mean in practice, as Python spells it.
_MEANT = {
    **dict.fromkeys(("iso8859-1", "ascii"), "cp1252"),
    **{"iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874", "johab": "cp949"},
    **dict.fromkeys(("gb2312", "gbk", "hz"), "gb18030"),
    **{"shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs"},
}
#: Encodings of several bytes a letter, in which a wrong guess soon meets bytes that it can't read.
_WIDE = frozenset({"gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"})
#: Encodings that ASCII bytes may be in: they shift into others by an escape.
_SHIFTING = re.compile(r"iso2022_\w+")
#: Tried where no label helps. Among equals the first wins; the two that are met most have a small advance, since a text
#: with only quotation marks beyond ASCII looks alike in all.
_ADVANCE = {"cp1252": 0.05, "cp1256": 0.05}
_OTHERS = ("cp1252", "cp1256", "cp1254", "cp1251", "iso8859-6", "koi8-r", "cp1253", "cp1255")
#: Greek; all scripts but Latin come behind it.
_FIRST_NOT_LATIN = "\u0370"
#: The letters that make up half of any text in Arabic or Kurdish, Russian, Hebrew, Greek.
_COMMON = frozenset("اليمنروتبهدعسةکگیەоеаинтсрвлкмдאילורתמהבשαοιετσνηυρπκμλάίόέ")
#: Quotation marks, dashes, vowel signs and measures stand in any text; other signs and controls do not.
_SIGNS = frozenset(
    "“”‘’–—…«»،؛؟ـ\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\xa0\u200c\u200d\u200e\u200f€£°×¹²³½¼©®™·§"
)
_JOINERS = "\u200c\u200d\u200e\u200f"
#: Only Icelandic has them; where windows-1252 shows them, windows-1254 shows Kurmanji's and Turkish's "şğı".
_ICELANDIC = frozenset("þðýÞÐÝ")
#: A word with letters beyond ASCII. What an encoding lacks stands in it as a reference, as Sorani's letters do in
#: windows-1256.
_WORD = re.compile(rb"(?:[A-Za-z]|&#[0-9]{2,5};){0,40}[\x80-\xff](?:[A-Za-z\x80-\xff]|&#[0-9]{2,5};){0,60}")
_BEYOND = re.compile(rb"[\x80-\xff]")
_REFERENCE = re.compile(r"&#([0-9]{2,5});")
#: A run of characters as which bytes of UTF-8 show when somebody took them for windows-1252.
_TWICE = re.compile("[\x80-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2,}")
#: Such a run in bytes: a Latin letter of UTF-8's first bytes, then what its second ones show as.
_TWICE_SIGN = re.compile(rb"\xc3[\x82-\x9b](?:\xc2[\x80-\xbf]|\xe2|\xc5|\xc6|\xcb)")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it was read."""

    text: str
    encoding: str  #: Python's name
    why: str = ""  #: for the operator: what was wrong with it; empty if nothing was


def decode(body: bytes, content_type: str = "") -> Decoded:
    """The text of ``body``; ``content_type`` is the HTTP header's value. Never raises."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _marked(body[len(mark) :], encoding, content_type)
    for pattern, encoding in _PATTERNS:
        if pattern.match(body[:400]):
            return Decoded(body.decode(encoding, "replace"), encoding)
    return _unmarked(body, content_type)


def _marked(body: bytes, encoding: str, content_type: str) -> Decoded:
    """Behind a byte order mark. A template's mark may stand before another encoding's text."""
    if encoding == "utf-8":
        return _unmarked(body, content_type)
    if encoding.startswith("utf-16") and b"\0" not in body[:200] and body[:200].strip()[:1] == b"<":
        return _unmarked(body, content_type)  # a mark before single bytes
    return Decoded(body.decode(encoding, "replace"), encoding)


def _unmarked(body: bytes, content_type: str) -> Decoded:
    labels = _labels(body, content_type)
    if body.isascii():
        shifting = next((name for name in labels if _SHIFTING.fullmatch(name)), None)
        encoding = shifting if shifting and b"\x1b" in body else "utf-8"
        return Decoded(body.decode(encoding, "replace"), encoding)
    try:
        whole = body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        is_suspect = len(_TWICE_SIGN.findall(body, 0, MAX_SUSPECT_BYTES)) >= SUSPECT_SIGNS
        return _once(whole) if is_suspect else Decoded(whole, "utf-8")
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    letters = len(text) - len(text.encode("ascii", "ignore")) - broken
    if broken <= letters * MAX_BROKEN:
        return Decoded(text, "utf-8", f"{broken} broken characters of UTF-8")
    return _old(body, labels)


def _labels(body: bytes, content_type: str) -> list[str]:
    """What HTTP and the document itself say, best first, in Python's names; unknown ones are left out."""
    said = [found[1] for found in (_CHARSET.search(content_type),) if found]
    said += [found[1].decode() for pattern in (_DECLARED, _META) if (found := pattern.search(body[:2048]))]
    return list(dict.fromkeys(name for label in said if (name := _codec(label))))


def _codec(label: str) -> str | None:
    """The encoding of bytes that a label means; None for what is none (Python also knows rot13 and the like)."""
    try:
        codec = codecs.lookup(label)
        "".encode(codec.name)  # refused by those that are no encoding of text
    except (LookupError, ValueError, UnicodeError):
        return None
    if codec.name in ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7", "utf-8-sig"):
        return None
    return _MEANT.get(codec.name, codec.name)


def _old(body: bytes, labels: list[str]) -> Decoded:
    """In one of the encodings before Unicode: the label's, unless another makes words of what it makes rubbish of."""
    sample = b" ".join(islice(_words(body), SAMPLE_WORDS))
    scores: dict[str, float] = {}
    for name in labels:
        if name in _WIDE and _is_readable(body, name):
            return Decoded(body.decode(name, "replace"), name)
        if not name.startswith("utf"):
            scores[name] = _score(sample, name) + _LABEL_BONUS
    for name in _OTHERS:
        if name not in scores:
            scores[name] = _score(sample, name) + _ADVANCE.get(name, 0)
    best = max(scores, key=lambda name: scores[name])
    why = "" if labels[:1] == [best] else f"in {best}, labelled {labels[0] if labels else 'as nothing'}"
    return Decoded(body.decode(best, "replace"), best, why)


def _words(body: bytes) -> Iterator[bytes]:
    """The words with letters beyond ASCII."""
    place = 0
    while found := _BEYOND.search(body, place):
        start, end = found.span()
        word = _WORD.search(body, max(place, start - _BEFORE), end + _BEHIND)
        if word is not None:
            yield word.group()
        place = max(end, word.end() if word else end)


def _is_readable(body: bytes, name: str) -> bool:
    """Whether nearly all of ``body`` can be read so."""
    return body.decode(name, "replace").count("\ufffd") <= len(body) // 1000


def _score(sample: bytes, encoding: str) -> float:
    """How much like words this looks so, from -1 to 1. What a wrong encoding makes: two scripts in a word,
    a single letter of another script, capitals in the middle of a word, joiners and marks of direction in Latin words,
    and signs between letters.
    """
    points = size = 0.0
    text = _REFERENCE.sub(lambda found: chr(int(found[1])), sample.decode(encoding, "replace"))
    for word in text.split(" "):
        beyond = [char for char in word if char > "\x7f"]
        size += len(beyond)
        points += sum(map(_points, beyond))
        letters = [char for char in word if char.isalpha()]
        foreign = sum(1 for char in letters if char >= _FIRST_NOT_LATIN)
        points -= 2 * (min(foreign, len(letters) - foreign) or foreign == 1)
        points -= sum(2 for left, right in pairwise(letters) if left.islower() and right.isupper())
        if letters and not foreign:
            points -= 2 * sum(map(word.count, _JOINERS))
            if len(beyond) == len(word) > 2:
                points -= len(word)  # Latin words are never without one of the 26 letters
    return points / size if size else 0.0


def _points(char: str) -> float:
    if char in _COMMON:
        return 1.0
    if char in _ICELANDIC:
        return -2.0
    if char.isalpha():
        return 0.3 if char.isupper() else 0.6
    return 0.4 if char in _SIGNS else -1.0


def _once(text: str) -> Decoded:
    """``text``, or what it was before somebody took UTF-8 for windows-1252 and encoded it once more."""
    runs = mended = 0

    def before(found: re.Match[str]) -> str:
        nonlocal runs, mended
        runs += 1
        try:
            once = b"".join(map(_as_byte, found.group())).decode("utf-8")
        except (UnicodeError, ValueError):
            return found.group()
        mended += 1
        return once

    other = _TWICE.sub(before, text)
    if mended < runs * 0.9:
        return Decoded(text, "utf-8")
    return Decoded(other, "utf-8", "UTF-8 encoded twice")


def _as_byte(char: str) -> bytes:
    """windows-1252 with its five gaps filled (WHATWG)."""
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return bytes([ord(char)])
