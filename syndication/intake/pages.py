"""What came in a feed's place: a web page and the feeds that it names, a wall against robots, other data, nothing.

A wall is told by words that stand on nothing else, or, on a page of a few lines, by weaker ones: any page may speak of
captchas, and Cloudflare's scripts stand on half the web's pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from syndication.intake.parsed import FeedLink, ParsedFeed
from syndication.text.bare import without_hidden
from syndication.text.urls import absolute

#: Characters of a page that are looked at: heads with inlined styles are long.
MAX_PAGE = 1_000_000
#: Feeds of one page that are told.
MAX_LINKS = 50
#: Visible characters up to which a page may be nothing but a wall.
SHORT_PAGE = 2_000

_HTML = re.compile(r"<(?:html|head|body|title|meta|div|script|p|h1|center|!doctype\s+html)\b", re.IGNORECASE)
_LINK = re.compile(r"<link\b([^<>]{1,2000})>", re.IGNORECASE)
_BASE = re.compile(r"<base\b([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,5000}>")
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]{0,60})[\s/>]")
#: Types of `<link rel=alternate>` that name a feed; plain JSON only where the address says so (WordPress gives its REST
#: interface that type).
_FEED_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "text/rss+xml")
)
_MAYBE_TYPES = frozenset(("application/json", "application/xml", "text/xml"))

#: (what stands in the source of a wall and of nothing else, whose it is)
_WALLS = (
    ("_cf_chl_opt", "Cloudflare asks for a browser"),
    ("cf-browser-verification", "Cloudflare asks for a browser"),
    ("cf-error-details", "Cloudflare's page of errors"),
    ("attention required! | cloudflare", "Cloudflare refuses"),
    ("_incapsula_resource", "Imperva asks for a browser"),
    ("incapsula incident id", "Imperva refuses"),
    ("sucuri_cloudproxy_js", "Sucuri asks for a browser"),
    ("sucuri website firewall", "Sucuri refuses"),
    ("errors.edgesuite.net", "Akamai refuses"),
    ("captcha-delivery.com/captcha", "DataDome asks for a captcha"),
    ("geo.captcha-delivery.com", "DataDome asks for a captcha"),
    ("px-captcha", "HUMAN asks for a captcha"),
    ("/.well-known/sgcaptcha", "SiteGround asks for a captcha"),
    ("imunify360", "Imunify360 asks for a browser"),
    ("ddos-guard", "DDoS-Guard asks for a browser"),
    ("awswafintegration", "AWS WAF asks for a browser"),
    ("slowaes.decrypt", "the host asks for a browser"),
    ("/.within.website/", "Anubis asks for a browser"),
    ("consent.google.com", "Google asks for consent"),
    ("consent.youtube.com", "YouTube asks for consent"),
    ("consent.yahoo.com", "Yahoo asks for consent"),
    ("guce.oath.com", "Yahoo asks for consent"),
)
#: Words in the title of a wall, or on a page of a few lines.
_WEAK = re.compile(
    r"just a moment|checking your browser|verif(?:y|ying) (?:that )?you are (?:a )?human|are you (?:a )?(?:human|robot)"
    r"|captcha|access denied|access to this page|403 forbidden|forbidden|request blocked|you have been blocked"
    r"|enable javascript and cookies|unusual traffic|too many requests|security check|bot (?:verification|detection)"
    r"|one moment, please|not a (?:ro)?bot|before you continue|privacy settings|cookie consent"
    r"|لست روبوت|التحقق من متصفح|تم رفض الوصول|مستخدم بشري",
    re.IGNORECASE,
)
_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or sound"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"ID3", "sound"),
    (b"\x28\xb5\x2f\xfd", "packed data (zstd)"),
    (b"\xfd7zXZ", "packed data (xz)"),
    (b"BZh", "packed data (bzip2)"),
)
#: Control characters among a hundred from which on this is no text.
_MAX_CONTROLS = 0.02
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r\x0b\x0c\x1b"))


def is_binary(body: bytes) -> str:
    """What binary data this is; "" if it is text. UTF-16 is to be ruled out before."""
    for magic, name in _MAGIC:
        if body.startswith(magic):
            return name
    head = body[:4096]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return "data that are no text" if head and controls / len(head) > _MAX_CONTROLS else ""


def judge(text: str, content_type: str, url: str) -> ParsedFeed:
    """What a text is that holds no feed."""
    shown = text.strip("\ufeff\0\t\n\r ")
    if not shown:
        return ParsedFeed(outcome="empty", why="nothing but blanks")
    if shown[0] in "{[":
        return ParsedFeed(outcome="unreadable", why="JSON, but no JSON Feed")
    page = shown[:MAX_PAGE]
    is_page = "html" in content_type.lower() or _HTML.search(page[:20_000]) is not None
    if not is_page:
        root = _ROOT.search(page)
        return ParsedFeed(outcome="unreadable", why=f"XML, but no feed: <{root[1]}>" if root else "text, but no feed")
    links = tuple(_feeds(page, url))
    if wall := _wall(page, bool(links)):
        return ParsedFeed(outcome="blocked", why=wall, links=links)
    title = _title(page)
    return ParsedFeed(outcome="html", why=f"a web page: {title}" if title else "a web page", links=links)


def _title(page: str) -> str:
    found = _TITLE.search(page)
    return " ".join(unescape(found[1]).split())[:100] if found else ""


def _wall(page: str, has_feeds: bool) -> str:
    """Whose wall this is, in words for the operator; "" if it is none."""
    lowered = page.lower()
    for sign, name in _WALLS:
        if sign in lowered:
            return name
    if has_feeds:
        return ""
    title = _title(page)
    if _WEAK.search(title):
        return f"the site answers with a wall: {title}"
    visible = " ".join(_TAG.sub(" ", without_hidden(page)).split())
    found = _WEAK.search(visible) if len(visible) <= SHORT_PAGE else None
    return f"the site answers with a wall: {found.group()}" if found else ""


def _feeds(page: str, url: str) -> Iterator[FeedLink]:
    """The feeds that a page names (https://www.rssboard.org/rss-autodiscovery), each once."""
    base = url
    if (found := _BASE.search(page)) and (href := _attributes(found[1]).get("href")):
        base = absolute(href, url) or url
    seen: set[str] = set()
    for link in _LINK.finditer(page):
        said = _attributes(link[1])
        type = said.get("type", "").partition(";")[0].strip().lower()
        if "alternate" not in said.get("rel", "").lower().split() or not _names_feed(type, said.get("href", "")):
            continue
        href = absolute(said["href"], base)
        if href and href not in seen and len(seen) < MAX_LINKS:
            seen.add(href)
            yield FeedLink(rel="alternate", href=href, type=type, title=" ".join(said.get("title", "").split()))


def _names_feed(type: str, href: str) -> bool:
    if not href:
        return False
    return type in _FEED_TYPES or (
        type in _MAYBE_TYPES and re.search(r"feed|rss|atom", href, re.IGNORECASE) is not None
    )


def _attributes(tag: str) -> dict[str, str]:
    """Attributes of a tag, the first of each name, decoded."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(tag):
        found.setdefault(name.lower(), unescape(double or single or bare))
    return found
