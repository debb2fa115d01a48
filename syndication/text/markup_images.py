"""Which picture an ``<img>`` means: behind lazy loading, among sizes, or none at all (feeds.md, Sanitised)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from syndication.text.urls import absolute

#: Pixels. Of several sizes the widest up to this: readers show no more, and phones pay for it.
MAX_WIDTH = 1600
#: What lazy loaders put the real address into, best first; ``src`` is last, since it may be their placeholder.
_LAZY_SOURCES = ("data-src", "data-lazy-src", "data-original")
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
#: https://html.spec.whatwg.org/#parse-a-srcset-attribute : URL, then width or density, then a comma.
_CANDIDATE = re.compile(r"[\s,]*(\S*[^\s,])(?:\s+([0-9.]{1,9})([wx]))?\s*(?:,|$)")
#: Densities say nothing of the width; a picture of twice the density is as wide as a text column twice.
_COLUMN = 800
_PLACEHOLDER = re.compile(
    r"/(?:[^/]*[-_.])?(?:spacer|blank|transparent|placeholder|1x1|pixel|clear|lazy[-_]?(?:load|loader|placeholder)?|grey|gray|loading|ajax-loader|empty)"
    r"(?:[-_.][^/]*)?\.(?:gif|png|svg|webp|jpe?g)$",
    re.IGNORECASE,
)
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
        if url := _real(attributes.get(name, ""), base):
            return Picked(url, width, height)
    for candidates in (*(attributes.get(name, "") for name in _SETS), *sets):
        if best := _best(candidates, base):
            url, wide = best
            return Picked(url, wide or width, _scaled(width, height, wide))
    url = _real(attributes.get("src", ""), base)
    return Picked(url, width, height) if url else None


def hidden(attributes: Mapping[str, str]) -> bool:
    """Whether nobody was to see this: a pixel that counts, a frame of no size. Lazy pictures may hide at first."""
    style = attributes.get("style", "")
    if _TINY_STYLE.search(style) or (
        _HIDDEN_STYLE.search(style) and not any(attributes.get(name) for name in _LAZY_SOURCES)
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
    if found is None or _TRACKER.match(found) or _PLACEHOLDER.search(found.partition("?")[0]):
        return None
    return found


def _best(candidates: str, base: str | None) -> tuple[str, int | None] | None:
    """The widest candidate up to MAX_WIDTH, else the narrowest, with its width if it says one."""
    known: list[tuple[int, int | None, str]] = []
    for url, number, unit in _CANDIDATE.findall(candidates):
        if real := _real(url, base):
            try:
                size = float(number or 1)
            except ValueError:
                continue
            wide = int(size) if unit == "w" else None
            known.append((wide if wide is not None else int(size * _COLUMN), wide, real))
    fitting = [candidate for candidate in known if candidate[0] <= MAX_WIDTH]
    if not known:
        return None
    best = (
        max(fitting, key=lambda candidate: candidate[0]) if fitting else min(known, key=lambda candidate: candidate[0])
    )
    return best[2], best[1]


def _scaled(width: int | None, height: int | None, wide: int | None) -> int | None:
    """The height that goes with another width."""
    if wide is None or not width or not height:
        return height if wide is None else None
    return round(height * wide / width)
