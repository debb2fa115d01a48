"""Web addresses: made absolute and valid for showing, made comparable for finding the same article again."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, quote_from_bytes, unquote_to_bytes, urljoin, urlsplit, urlunsplit

#: Longer ones are no addresses (browsers and servers stop at 2 to 64 KB); it bounds the work.
MAX_URL = 8192
#: An address that is fine as it is: the ordinary case, told by one match. A slash-dot needs resolving.
_FINE = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::(?!80/|443/)[1-9][0-9]{0,3})?/"
    r"(?:[A-Za-z0-9_~!$'()*+,;=:@/?&-]|\.(?!\.?(?:[/?]|$))|%[0-9A-Fa-f]{2})*(?<!\?)"
)
#: A path of the same server that needs no resolving.
_FINE_PATH = re.compile(r"/(?:[A-Za-z0-9_~-]+/)*(?:[A-Za-z0-9_~-]+(?:\.[A-Za-z0-9]+)?)?")
#: https://url.spec.whatwg.org/#concept-basic-url-parser : what browsers strip, so ``java\nscript:`` hides nothing.
_STRIPPED = "".join(map(chr, range(0x21)))
_INNER = re.compile("[\t\n\r]")
#: RFC 3986 3.3, 3.4: characters that stand for themselves in a path, and in a query or fragment.
_PATH_SAFE = "/!$&'()*+,;=:@~-._"
_QUERY_SAFE = _PATH_SAFE + "?"
_SEGMENT_SAFE = "!$&'()*+,;=:@~-._"
#: A segment in which nothing is encoded that need not be: only the case of hexadecimal digits is left to chance. Slugs
#: in Arabic and Kurdish are nothing but encoded letters.
_SPELLED = re.compile(r"(?:[A-Za-z0-9!$&'()*+,;=:@~._-]|%[89A-Fa-f][0-9A-Fa-f])*")
_BEYOND_ASCII = re.compile("[^\0-\x7f\ud800-\udfff]+")
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?|\[[0-9a-f:.]+\]")

#: A visit's number, which servers write into addresses for who keeps no cookies.
_VISIT = re.compile(r";jsessionid=[^/]*", re.IGNORECASE)
#: Query parameters that say where a reader came from, not what is shown, or number the visit
#: (names as in the public lists of ClearURLs and of Brave's query filter).
_TRACKING = re.compile(
    r"(?:utm_.*|mtm_.*|pk_.*|hsa_.*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh"
    r"|mc_cid|mc_eid|_ga|_gl|_hsenc|_hsmi|mkt_tok|oly_enc_id|oly_anon_id|vero_id|wickedid|s_cid|cmpid|ref_src|ref_url"
    r"|spm|share|amp|outputtype|fb_action_ids|fb_source|feature|__twitter_impression|at_medium|at_campaign.*"
    r"|at_ptr_name|at_link_.*|at_format|at_bbc_team|ns_campaign|ns_mchannel|ns_source|ns_fee|ns_linkname|xtor|maca|cmp"
    r"|ocid|ito|traffic_source|feedname|feedtype|_openstat|guccounter|guce_referrer.*|dicbo|sr_share|rss|rssfeed"
    r"|phpsessid|jsessionid)",
    re.IGNORECASE,
)
#: Names that mean something else as well: only with such a value they say where a reader came from.
_CAME_FROM = re.compile(
    r"(?:ref|source|from|src|origin|via|partner)=(?:rss|feed|atom|twitter|facebook|telegram|whatsapp|newsletter)\w*",
    re.IGNORECASE,
)
#: Copies that Google keeps: https://HOST-WITH-DASHES.cdn.ampproject.org/c/s/HOST/PATH and google.com/amp/s/HOST/PATH.
#: The ``s`` is for https.
_AMP_CACHE = re.compile(
    r"https?://(?:[a-z0-9.-]{1,253}\.cdn\.ampproject\.org/[cvi]|(?:www\.)?google\.[a-z.]{2,7}/amp)/(s/)?(?=[^/]+\.)",
    re.ASCII,
)
#: Hosts of the same site for phones, AMP and the old www.
_HOST_VARIANT = re.compile(r"^(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.)")
_AMP_START = re.compile(r"^(?:/+amp(?=/))+")
#: In the last part of a path: ``story.amp``, ``story.amp.html``.
_AMP_NAME = re.compile(r"(?<=[^/])\.amp(?=\.html$|$)", re.ASCII)


def absolute(url: str, base: str | None) -> str | None:
    """``url``, relative to ``base``, as a valid absolute http or https URI; None if it can't be one.

    Characters outside ASCII are percent-encoded, hosts go to punycode, user names and passwords go.
    """
    if len(url) <= MAX_URL and _FINE.fullmatch(spelled := _in_ascii(url)):
        return spelled
    if base and len(url) + len(base) <= MAX_URL and _FINE_PATH.fullmatch(url) and _FINE.fullmatch(base):
        return base[: base.index("/", len("https://"))] + url
    return _resolved(url, base)


def _in_ascii(url: str) -> str:
    """``url`` with all beyond ASCII that stands behind its host percent-encoded."""
    if url.isascii() or (start := url.find("/", len("https://"))) < 0:
        return url
    return url[:start] + _BEYOND_ASCII.sub(_percents, url[start:])


def _percents(letters: re.Match[str]) -> str:
    """As `quote` gives them, which goes letter by letter."""
    return "%" + letters.group().encode().hex("%").upper()


def _resolved(url: str, base: str | None) -> str | None:
    """What `absolute` gives, without its short ways."""
    given = _INNER.sub("", url.strip(_STRIPPED))
    if not given or len(given) > MAX_URL:
        return None
    try:
        joined = urljoin(_INNER.sub("", (base or "").strip(_STRIPPED)), _slashes(given))
        parts = urlsplit(joined)
        netloc = _netloc(parts)
    except ValueError:  # urllib's word for a bracket or a port that makes no sense; UnicodeError is one too
        return None
    if netloc is None:
        return None
    path = _quoted(_no_dots(parts.path), _PATH_SAFE) or "/"
    query, fragment = _quoted(parts.query, _QUERY_SAFE), _quoted(parts.fragment, _QUERY_SAFE)
    return urlunsplit((parts.scheme, netloc, path, query, fragment))


def canonical(url: str) -> str:
    """``url`` as it is compared, never shown: one spelling for all variants of an article's address; else ``""``.

    Scheme, www and mobile hosts, AMP, port, fragment, trailing slash, tracking parameters and the order of the others
    make no difference.
    """
    shown = absolute(url, None)
    while shown is not None and (cache := _AMP_CACHE.match(shown)):
        shown = absolute(f"http{'s' if cache[1] else ''}://{shown[cache.end() :]}", None)
    if shown is None:
        return ""
    # What `absolute` gives has no other form than scheme://host/path?query#fragment.
    address, _, query = shown.partition("#")[0].partition("?")
    netloc, *segments = address.partition("://")[2].split("/")
    path = _unended(_AMP_START.sub("", _VISIT.sub("", "/".join(("", *map(_respelled, segments))))))
    kept = "&".join(sorted(_respelled(pair) for pair in query.split("&") if pair and not _says_nothing(pair)))
    return f"https://{_HOST_VARIANT.sub('', netloc)}{path or '/'}{'?' if kept else ''}{kept}"


def _unended(path: str) -> str:
    """``path`` without slashes, AMP's folder and AMP's ending at its end."""
    while (shorter := _AMP_NAME.sub("", path.rstrip("/").removesuffix("/amp"))) != path:
        path = shorter
    return path


def _says_nothing(pair: str) -> bool:
    """Whether a parameter says where the reader came from, not what is shown."""
    return _TRACKING.fullmatch(pair.partition("=")[0]) is not None or _CAME_FROM.fullmatch(pair) is not None


def host(url: str) -> str:
    """The host of an absolute URL as people say it: no ``www.``, no port; ``""`` if there is none."""
    try:
        name = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return name.removeprefix("www.")


def _slashes(url: str) -> str:
    """Backslashes before the query are slashes to every browser (WHATWG, special schemes)."""
    head, mark, tail = url.partition("?")
    return head.replace("\\", "/") + mark + tail


def _netloc(parts: SplitResult) -> str | None:
    """Host and, if it is not the scheme's own, port; None if this is no http address."""
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return None
    name = parts.hostname
    if not name.isascii():
        name = name.encode("idna").decode().lower()
    elif ":" in name:
        name = f"[{name}]"
    if not _HOST.fullmatch(name):
        return None
    return name if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{name}:{parts.port}"


def _no_dots(path: str) -> str:
    """RFC 3986 5.2.4: ``/a/./b/../c`` is ``/a/c``. urljoin does it for relative addresses only."""
    if "/." not in path:
        return path
    kept: list[str] = []
    parts = path.split("/")
    for part in parts:
        if part == "..":
            if len(kept) > 1:
                kept.pop()
        elif part != ".":
            kept.append(part)
    if parts[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _quoted(part: str, safe: str) -> str:
    """``part`` with everything that may not stand in a URI percent-encoded; what is encoded already stays."""
    return quote(_LONE_PERCENT.sub("%25", part), safe=safe + "%", errors="replace")


def _respelled(part: str) -> str:
    """One spelling of a path segment or parameter: only what must be encoded is, in upper-case hex."""
    if _SPELLED.fullmatch(part):
        first, *rest = part.split("%")
        return "%".join((first, *(each[:2].upper() + each[2:] for each in rest)))
    return quote_from_bytes(unquote_to_bytes(part), safe=_SEGMENT_SAFE)
