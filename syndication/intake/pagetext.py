"""Page text: the words of one article page, as somebody copied them from the browser.

Lines that are not blank, in this order: the section's label (may be missing), the headline, paragraphs, then, in any
order and each of them optional, the comment form and the block of related articles (title and teaser by turns), and the
pager's words. The shape is that of a WordPress page; related articles of a theme are in no export, so this block is the
only place where the editor's picks can be read.

A page is rejected if it isn't plain text, has no headline or nothing after it: its id is made of headline and first
paragraph (feeds.md, Identity).
"""

from __future__ import annotations

import codecs
import re
from typing import Literal

from syndication.errors import InputError
from syndication.model import Pick, RawEntry, Rejected
from syndication.text.fold import words

#: A section's label is at most this long; what is longer is the headline of a page without a label.
MAX_LABEL_WORDS = 4
MAX_LABEL_CHARACTERS = 40
#: A headline is at most this long; a first line beyond it is a paragraph, and the page has lost its headline.
MAX_HEADLINE_CHARACTERS = 300
#: A line of more words that ends in a full stop is a paragraph, not a headline.
MAX_HEADLINE_WORDS_WITH_STOP = 12
#: A line of the related block that is longer is a teaser even if it doesn't end like one.
MIN_TEASER_CHARACTERS = 120
#: Shares of a file that isn't UTF-8: with so little of it valid UTF-8, and so many of its letters Arabic, it is
#: windows-1256. (Arabic words in windows-1256 hardly ever form UTF-8 sequences; a broken UTF-8 file is full of them.)
MAX_UTF8_SHARE = 0.1
MIN_ARABIC_SHARE = 0.5

_Part = Literal["body", "comments", "picks"]

#: Lines that begin another part of the page. Matched as folded words, so letter forms, vowel signs, colons, case do not
#: matter. The first of each language is WordPress's own wording or its usual translation, the others are of themes.
HEADINGS: dict[_Part, tuple[str, ...]] = {
    "comments": (
        "اترك تعليقك",
        "اترك تعليقاً",
        "اترك رداً",
        "أضف تعليقاً",
        "أضف تعليقك",
        "اترك تعليقاً إلغاء الرد",
        "Leave a Reply",
        "Leave a Reply Cancel reply",
        "Leave a Comment",
        "Leave your comment",
        "Add a comment",
        "وەڵامێک بنووسە",
        "کۆمێنتێک بنووسە",
        "لێدوانێک بنووسە",
        "بۆچوونت بنووسە",
        "سەرنجێک بنووسە",
        "Şîroveyekê binivîse",
        "Bersivekê binivîse",
        "Şîroveya xwe binivîse",
    ),
    "picks": (
        "مقالات ذات صلة",
        "مواضيع ذات صلة",
        "موضوعات ذات صلة",
        "أخبار ذات صلة",
        "مقالات مشابهة",
        "Related Posts",
        "Related Articles",
        "Related Stories",
        "Related News",
        "بابەتی پەیوەندیدار",
        "بابەتە پەیوەندیدارەکان",
        "وتارە پەیوەندیدارەکان",
        "هەواڵە پەیوەندیدارەکان",
        "هەواڵی پەیوەندیدار",
        "بابەتی هاوشێوە",
        "Gotarên têkildar",
        "Nivîsên têkildar",
        "Nûçeyên têkildar",
        "Mijarên têkildar",
    ),
}
#: How WordPress's sentence about the e-mail address begins (wp-includes/comment-template.php, comment_notes_before):
#: the form's first line where a theme has no heading over it.
COMMENT_SENTENCES = (
    "لن يتم نشر عنوان بريدك الإلكتروني",
    "لن يتم نشر بريدك الإلكتروني",
    "Your email address will not be published",
    "ناونیشانی ئیمەیڵەکەت بڵاو ناکرێتەوە",
    "ئیمەیڵەکەت بڵاو ناکرێتەوە",
    "Navnîşana e-nameya te nayê weşandin",
    "E-nameya te nayê weşandin",
)
#: The words of the pager below the related articles, in whatever order and number one line holds them.
PAGER = (
    "عرض المزيد من المقالات",
    "عرض المزيد",
    "تحميل المزيد",
    "تحميل",
    "جار التحميل",
    "لا يوجد المزيد من المقالات",
    "Load More Posts",
    "Load More",
    "Loading",
    "No More Posts",
    "بابەتی زیاتر",
    "زیاتر ببینە",
    "چاوەڕوان بە",
    "بابەتی تر نییە",
    "Zêdetir bibîne",
    "Zêdetir nîşan bide",
    "Tê barkirin",
)

_CUT = ("…", "...", "[…]", "[...]")
_STOPS = (".", "!", "؟", "?", *_CUT)
_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|head|body|rss|feed)\b", re.IGNORECASE)
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_LETTER = re.compile(r"[^\W\d_]")
_ARABIC_LETTER = re.compile(r"[\u0620-\u064a\u066e-\u06d3]")


def read(data: bytes, name: str) -> RawEntry | Rejected:
    """The article of one page; ``name`` is the file's, for ``place``."""
    try:
        return _entry(_decode(data), name)
    except InputError as error:
        return Rejected(place=f"{name}:{error.where or 1}", field="", reason=error.what, hint=error.hint)


def _decode(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or windows-1256, in which old Arabic pages were saved."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise InputError("holds NUL bytes: not a text file", hint="Save the page as plain text in UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _is_windows_1256(data):
            return data.decode("cp1256")
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError("neither UTF-8 nor windows-1256", where=str(line), hint="Save the file as UTF-8") from error


def _is_windows_1256(data: bytes) -> bool:
    """Whether bytes that are not valid UTF-8 read well as windows-1256."""
    high = len(_HIGH_BYTE.findall(data))
    in_sequences = sum(map(len, _UTF8_SEQUENCE.findall(data)))
    text = data.decode("cp1256")
    letters = len(_LETTER.findall(text))
    return in_sequences <= MAX_UTF8_SHARE * high and len(_ARABIC_LETTER.findall(text)) >= MIN_ARABIC_SHARE * letters


def _entry(text: str, name: str) -> RawEntry:
    """The page's parts as an entry."""
    if _MARKUP.match(text):
        raise InputError("looks like HTML, wanted the page's words", hint="Copy the text from the browser")
    if text.lstrip().startswith("{"):
        raise InputError("looks like JSON, wanted the page's words", hint="Use --format jsonl")
    lines = [(number, line) for number, raw in enumerate(text.splitlines(), start=1) if (line := raw.strip())]
    if not lines:
        raise InputError("the page is empty")
    body, picks = _parts(lines)
    label, (number, headline), paragraphs = _opening(body)
    if len(headline) > MAX_HEADLINE_CHARACTERS:
        raise InputError(
            f"no headline: the line has {len(headline)} characters",
            where=str(number),
            hint="Put the headline on a line of its own before the text",
        )
    if not paragraphs:
        raise InputError("no text after the headline", where=str(number), hint="Give news of one line as JSON Lines")
    return RawEntry(
        place=f"{name}:{number}",
        form="page",
        title=headline,
        sections=(label,) if label else (),
        text="\n\n".join(paragraphs),
        picks=_picks(picks),
    )


def _parts(lines: list[tuple[int, str]]) -> tuple[list[tuple[int, str]], list[str]]:
    """The lines of the article, and those of the related block; the form and the pager are dropped."""
    body: list[tuple[int, str]] = []
    picks: list[str] = []
    part: _Part = "body"
    for number, line in lines:
        key = _key(line)
        if key in _HEADINGS:
            part = _HEADINGS[key]
        elif key.startswith(_COMMENT_SENTENCES):
            part = "comments"
        elif _PAGER.fullmatch(key):
            continue
        elif part == "body":
            body.append((number, line))
        elif part == "picks":
            picks.append(line)
    return body, picks


def _opening(body: list[tuple[int, str]]) -> tuple[str, tuple[int, str], list[str]]:
    """Section label (or nothing), headline, paragraphs."""
    if not body:
        raise InputError("no article before the comment form", hint="A headline and text are wanted")
    first, rest = body[0], body[1:]
    if rest and _is_label(first[1]) and not _is_paragraph(rest[0][1]):
        return first[1], rest[0], [line for _, line in rest[1:]]
    return "", first, [line for _, line in rest]


def _is_label(line: str) -> bool:
    """Whether a first line is short enough for a section's name."""
    few = len(line) <= MAX_LABEL_CHARACTERS and len(line.split()) <= MAX_LABEL_WORDS
    return few and not line.endswith(_STOPS)


def _is_paragraph(line: str) -> bool:
    """Whether a second line is text, so that the first, however short, was the headline."""
    ends = line.endswith(_STOPS) and len(line.split()) > MAX_HEADLINE_WORDS_WITH_STOP
    return ends or len(line) > MAX_HEADLINE_CHARACTERS


def _picks(lines: list[str]) -> tuple[Pick, ...]:
    """Titles with their teasers. They stand by turns; where they don't, a teaser is known by its looks."""
    by_turns = len(lines) % 2 == 0 and all(len(lines[at]) < len(lines[at + 1]) for at in range(0, len(lines), 2))
    picks: list[Pick] = []
    for at, line in enumerate(lines):
        is_teaser = at % 2 == 1 if by_turns else _is_teaser(line)
        if is_teaser and picks and not picks[-1].teaser:
            picks[-1] = Pick(title=picks[-1].title, teaser=line)
        elif not is_teaser:
            picks.append(Pick(title=line))
    return tuple(picks)


def _is_teaser(line: str) -> bool:
    """Whether a line is the cut beginning of a text rather than a title."""
    return len(line) > MIN_TEASER_CHARACTERS or line.endswith(_CUT) or line.endswith(".")


def _key(line: str) -> str:
    """A line as headings are compared."""
    return " ".join(words(line))


_HEADINGS: dict[str, _Part] = {_key(line): part for part, lines in HEADINGS.items() for line in lines}
_COMMENT_SENTENCES = tuple(map(_key, COMMENT_SENTENCES))
_PAGER = re.compile("(?:(?:{})(?: |$))+".format("|".join(re.escape(_key(words_)) for words_ in PAGER)))
