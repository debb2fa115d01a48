"""The elements that feeds are made of, by one name each: tables that both readers of XML go by.

Names are lower-case, with the usual prefix of their namespace; those of RSS, RSS 1.0 and Atom have none, since feeds
mix them freely (``atom:link`` in RSS, ``title`` in either).
"""

from __future__ import annotations

from typing import Final, Literal

Kind = Literal["rss", "atom", "rdf", "json"]
Type = Literal["text", "html", "xhtml"]

#: Elements that hold a text, with what it is if it does not say (RFC 4287 §3.1; RSS 2.0, ``description``).
TEXTS: Final[dict[str, Type]] = {
    **dict.fromkeys(("title", "dc:title", "itunes:title", "summary", "abstract", "itunes:summary"), "text"),
    **dict.fromkeys(("itunes:subtitle", "rights", "dc:rights", "copyright", "content"), "text"),
    **dict.fromkeys(("media:title", "media:description"), "text"),
    **dict.fromkeys(("description", "dc:description", "content:encoded", "fullitem"), "html"),
    **dict.fromkeys(("body", "xhtml:body"), "xhtml"),
}
#: Elements that mean the same as another.
SAME: Final = {
    **dict.fromkeys(("content:encoded", "fullitem"), "content"),
    **dict.fromkeys(("dc:rights", "copyright"), "rights"),
    **{"xhtml:body": "body", "abstract": "summary"},
}
TIMES: Final = {
    **dict.fromkeys(("pubdate", "published", "issued", "dcterms:issued"), "published"),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dcterms:modified"), "updated"),
    **dict.fromkeys(("created", "dcterms:created"), "created"),
    "dc:date": "dc:date",
}
PEOPLE: Final = {
    **dict.fromkeys(("author", "managingeditor", "dc:creator", "dc:author"), "author"),
    "itunes:author": "itunes:author",
}
#: Words, comma-separated.
KEYWORDS: Final = ("keywords", "media:keywords", "itunes:keywords")
#: What the publication says of its rhythm, by the name in `drafts.FeedDraft.said`.
RHYTHM: Final = {
    "ttl": "ttl",
    "hour": "skip_hours",
    "day": "skip_days",
}


def meaning(type: str, kind: Kind) -> Literal["text", "html"] | None:
    """What a text of this type (a word of Atom's or a media type, lower-case) is; None: no text for people.

    Whatever RSS holds is HTML once its XML is read.
    """
    if type in ("xhtml", "html", "text/html", "application/xhtml+xml") or type.endswith(("/xml", "+xml")):
        return "html"
    if type in ("", "text", "plain") or type.startswith("text/"):
        return "text" if kind == "atom" else "html"
    return None


def relation(rel: str) -> str:
    """A link's kind in one spelling; RFC 4287 §4.2.7.2 lets IANA's names be written as addresses."""
    return rel.strip().lower().removeprefix("http://www.iana.org/assignments/relation/") or "alternate"
