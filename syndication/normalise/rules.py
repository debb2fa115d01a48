"""What normalising has to know of the site: plain values, made from the configuration by the flows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

#: Characters of a summary (feeds.md, An entry).
EXCERPT_CHARACTERS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRules:
    """The publication, as far as its articles' form depends on it."""

    url: str  #: the site's address: relative links and images are resolved against it
    tag: str  #: ``authority,YYYY-MM-DD`` of the ``tag:`` URIs that we mint (RFC 4151 §2.1); never changes
    language: str  #: of articles that neither say nor show theirs
    zone: tzinfo  #: of times without an offset
    excerpt: int = EXCERPT_CHARACTERS  #: characters of a summary at most
