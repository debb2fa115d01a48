"""What a client wants, from its ``Accept`` headers: pure, total, and never longer at it than a header deserves.

Source: RFC 9110 §12.4.2 (quality values), §12.5.1 (Accept), §12.5.3 (Accept-Encoding).
"""

from __future__ import annotations

import re
from typing import Final, Literal

Packed = Literal["gzip", "br", "zstd"]
Coding = Literal["identity"] | Packed

#: Codings we have, the best first: at equal quality the smaller body wins (render/encode.py).
OFFERED: Final[tuple[Coding, ...]] = ("br", "zstd", "gzip", "identity")

#: Other names of a coding. "x-gzip" is equivalent to "gzip" (RFC 9110 §8.4.1.3).
_ALIASES: Final = {"x-gzip": "gzip"}

#: Members of a header that are looked at. Browsers send 4 codings and 8 media ranges, aggregators up to a dozen.
MAX_MEMBERS: Final = 32

#: Members longer than this are no coding and no media range that anybody registered.
MAX_MEMBER_CHARS: Final = 200

# RFC 9110 §12.4.2: weight = OWS ";" OWS "q=" qvalue
_QVALUE: Final = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")

#: What a reader of feeds names when it wants one of ours.
_FEED_TYPES: Final = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/xml", "text/xml"}
)


def _weighted(header: str) -> list[tuple[str, float]]:
    """``(lower-case name, quality)`` of each member that is well formed, in order; parameters other than q are cut."""
    found = []
    for member in header.split(",", MAX_MEMBERS)[:MAX_MEMBERS]:
        if len(member) > MAX_MEMBER_CHARS:
            continue
        name, *parameters = (part.strip(" \t") for part in member.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip(" \t").lower() != "q":
                continue
            if not _QVALUE.fullmatch(value.strip(" \t")):
                break
            quality = float(value)
        else:
            if name:
                found.append((name.lower(), quality))
    return found


def coding(header: str | None) -> Coding:
    """The coding to send for this ``Accept-Encoding``. Absent, empty or without one well-formed member: identity.

    Identity is also the answer where the client forbids all that we have: RFC 9110 §12.5.3 would allow a 406, and a
    reader can do nothing with that.
    """
    if not header:
        return "identity"
    named: dict[str, float] = {}
    for name, quality in _weighted(header):
        named.setdefault(_ALIASES.get(name, name), quality)
    rest = named.get("*", 0.0)
    best: Coding = "identity"
    best_quality = 0.0
    for offered in OFFERED:
        # Identity that nobody names stays allowed, but anything that is named comes before it.
        quality = named.get(offered, rest)
        if quality > best_quality:
            best, best_quality = offered, quality
    return best


def is_browser(accept: str | None) -> bool:
    """Whether this ``Accept`` names ``text/html``: who sent it can be shown a page instead of a line of text."""
    return bool(accept) and any(name == "text/html" and quality > 0 for name, quality in _weighted(accept or ""))


def wants_page(accept: str | None, fetch_mode: str | None) -> bool:
    """Whether an address without an extension leads to the HTML view: a browser's navigation that ranks it first.

    ``fetch_mode`` is ``Sec-Fetch-Mode``; browsers leave it out over plain HTTP, then ``Accept`` alone decides. Readers
    that also take HTML (miniflux) name a feed type before it, so the first of equal quality counts.
    """
    if not accept or fetch_mode not in (None, "navigate"):
        return False
    ranked = [(name, quality) for name, quality in _weighted(accept) if name == "text/html" or name in _FEED_TYPES]
    best = max((quality for _, quality in ranked), default=0.0)
    return best > 0 and next(name for name, quality in ranked if quality == best) == "text/html"
