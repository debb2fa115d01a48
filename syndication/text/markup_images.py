"""Which picture an ``<img>`` means: behind lazy loading, among sizes, or none at all (feeds.md, Sanitised)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from syndication.text.urls import absolute

#: Pixels. Of several sizes the widest up to this: readers show no more, and phones pay for it.
MAX_WIDTH = 1600
#: What lazy loaders put the real address into, best first; ``src`` is last, since it may be their placeholder.
_LAZY_SOURCES = ("data-src", "data-lazy-src", "data-original")
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_DESCRIPTOR = re.compile(r"([0-9]{1,6}(?:\.[0-9]{0,3})?)([wxh])")
#: Nobody offers more sizes; it bounds the work.
_MAX_CANDIDATES = 40
#: Densities say nothing of the width; a picture of twice the density is as wide as a text column twice.
_COLUMN = 800
#: File names of what stands in till a picture comes. Real pictures' names are longer than the limit, or other.
_PLACEHOLDER = re.compile(
    r"(?:.*[-_.])?(?:spacer|blank|transparent|placeholder|1x1|pixel|clear|lazy[-_]?(?:load|loader|placeholder)?|gr[ea]y"
    r"|loading|ajax-loader|empty)(?:[-_.].*)?\.(?:gif|png|svg|webp|jpe?g)",
    re.IGNORECASE,
)
_MAX_PLACEHOLDER = 60
#: Pictures that count readers (hosts and paths as in the EasyPrivacy list's classes) and are never seen.
_TRACKER = re.compile(
    r"^https?://(?:pixel\.wp\.com|stats\.wordpress\.com|feeds\.feedburner\.com/~r/|[^/]*doubleclick\.net|[^/]*google-analytics\.com|www\.facebook\.com/tr\b"
    r"|sb\.scorecardresearch\.com|b\.scorecardresearch\.com|pi\.feedsportal\.com|[^/]*\.quantserve\.com|counter\.)",
    re.IGNORECASE,
)
_EMOJI = re.compile(r"^(?:https?:)?//s\.w\.org/images/core/emoji/")
_TINY_STYLE = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|$)", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NUMBER = re.compile(r"\s*([0-9]{1,5})(?:\.[0-9]*)?(?:px)?\s*")
_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
}


@dataclass(frozen=True, slots=True)
class Picked:
    """The picture of an ``<img>``."""

    url: str
    width: int | None  #: pixels, as the page or the list of sizes says
    height: int | None  #: pixels


def pick(attributes: Mapping[str, str], base: str | None, sets: Sequence[str] = ()) -> Picked | None:
    """The first real picture of the lazy attributes, srcset, ``sets`` (of a ``<picture>``'s sources), src; or None."""
    if hidden(attributes):
        return None
    width, height = pixels(attributes.get("width")), pixels(attributes.get("height"))
    for name in _LAZY_SOURCES:
        if name in attributes and (url := _real(attributes[name], base)):
            return Picked(url, width, height)
    for candidates in (*(attributes[name] for name in _SETS if name in attributes), *sets):
        if best := _best(candidates, base):
            url, wide = best
            return Picked(url, wide or width, _scaled(width, height, wide))
    url = _real(attributes.get("src", ""), base)
    return Picked(url, width, height) if url else None


def hidden(attributes: Mapping[str, str]) -> bool:
    """Whether nobody was to see this: a pixel that counts, a frame of no size. Lazy pictures may hide at first."""
    if (style := attributes.get("style")) and (
        _TINY_STYLE.search(style)
        or (_HIDDEN_STYLE.search(style) and not any(attributes.get(name) for name in _LAZY_SOURCES))
    ):
        return True
    return any(
        size is not None and size <= 1 for size in (pixels(attributes.get("width")), pixels(attributes.get("height")))
    )


def emoji(attributes: Mapping[str, str]) -> str:
    """The character that WordPress draws as a picture; ``""`` if this is none of its emoji."""
    return attributes.get("alt", "") if _EMOJI.match(attributes.get("src", "")) else ""


def pixels(value: str | None) -> int | None:
    """A width or height attribute; None for percentages and nonsense."""
    found = _NUMBER.fullmatch(value) if value else None
    return int(found[1]) if found else None


def media_type(url: str) -> str | None:
    """The media type that the ending of a picture's address speaks for."""
    return _TYPES.get(url.partition("?")[0].rpartition(".")[2].lower())


def _real(url: str, base: str | None) -> str | None:
    """``url`` absolute, if it is a picture that somebody is to see."""
    if not url or url.lstrip()[:5].lower() == "data:":
        return None
    found = absolute(url, base)
    if found is None or _TRACKER.match(found) or _is_placeholder(found):
        return None
    return found


def _is_placeholder(url: str) -> bool:
    name = url.partition("?")[0].rpartition("/")[2]
    return len(name) <= _MAX_PLACEHOLDER and _PLACEHOLDER.fullmatch(name) is not None


def _best(candidates: str, base: str | None) -> tuple[str, int | None] | None:
    """The widest candidate up to MAX_WIDTH, else the narrowest, with its width if it says one."""
    known: list[tuple[float, int | None, str]] = []
    for url, descriptor in _candidates(candidates):
        found = _DESCRIPTOR.fullmatch(descriptor or "1x")
        if found and (real := _real(url, base)):
            size = float(found[1])
            known.append((size, int(size), real) if found[2] == "w" else (size * _COLUMN, None, real))
    if not known:
        return None
    fitting = [candidate for candidate in known if candidate[0] <= MAX_WIDTH]
    best = max(fitting, key=itemgetter(0)) if fitting else min(known, key=itemgetter(0))
    return best[2], best[1]


def _candidates(srcset: str) -> list[tuple[str, str]]:
    """(URL, descriptor) as https://html.spec.whatwg.org/#parse-a-srcset-attribute has it: a URL may hold commas, ends
    at white space, and a comma ends its descriptors; of several the first counts.
    """
    found: list[tuple[str, str]] = []
    waiting = srcset.split()[::-1]
    while waiting and len(found) < _MAX_CANDIDATES:
        url = waiting.pop().lstrip(",")
        descriptor = ""
        if url.endswith(","):
            url = url.rstrip(",")
        elif waiting:
            descriptor, comma, more = waiting.pop().partition(",")
            while not comma and waiting and _DESCRIPTOR.match(waiting[-1]):
                _, comma, more = waiting.pop().partition(",")
            if more:
                waiting.append(more)
        if url:
            found.append((url, descriptor))
    return found


def _scaled(width: int | None, height: int | None, wide: int | None) -> int | None:
    """The height that goes with another width."""
    if wide is None or not width or not height:
        return height if wide is None else None
    return round(height * wide / width)
