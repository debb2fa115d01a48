"""Where answers lead, and what statuses mean: redirects of all kinds, and each status that a feed has been given."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator

from tests.intake.hostile import FEED, FEEDS, Asked, Case, Serve, answer, bad, good, head, odd, once, page
from tests.intake.hostile_wire import bombed, packed


def to(place: str, status: str = "302 Found", body: bytes = b"moved") -> Serve:
    return once(answer(body, status, Location=place))


def chain(*statuses: int) -> Serve:
    """``?1``, ``?2`` and so on behind the path, by these statuses, and then the feed."""

    async def serve(asked: Asked) -> AsyncIterator[bytes]:
        path, _, place = asked.path.partition("?")
        at = int(place or 0)
        if at == len(statuses):
            yield answer(FEED)
        else:
            yield answer(b"", f"{statuses[at]} Moved", Location=f"{path}?{at + 1}")

    return serve


def stations(path: str, count: int, serves: Serve) -> list[Case]:
    """The rows that a chain needs besides its first."""
    return [Case(path=f"{path}?{at}", serves=serves, new=2) for at in range(1, count + 1)]


async def self_with_port(asked: Asked) -> AsyncIterator[bytes]:
    yield answer(b"", "302 Found", Location=f"//localhost:{asked.host.partition(':')[2]}/")


async def endless_redirect(asked: Asked) -> AsyncIterator[bytes]:
    yield head("302 Found", Location=f"{FEEDS}endless")
    while True:
        yield b"x" * 50_000


async def needs_a_cookie(asked: Asked) -> AsyncIterator[bytes]:
    if "cookie" in asked.headers:
        yield answer(FEED)
    else:
        yield answer(b"", "302 Found", Location=asked.path, Set_Cookie="seen=1")


FIVE, SIX = chain(301, 302, 303, 307, 308), chain(301, 301, 301, 301, 301, 301)
REDIRECTS = [
    good("/to/path", to(f"{FEEDS}path")),
    good("/to/relative", to("../feed/of/relative")),
    good("/to/for-good", to(f"{FEEDS}for-good", "301 Moved")),
    good("/to/for-good-too", to(f"{FEEDS}for-good-too", "308 Moved")),
    good("/to/with-fragment", to(f"{FEEDS}fragment#top")),
    good("/to/with-blanks-around", to(f"  {FEEDS}blanks  ")),
    good("/to/unescaped-arabic", to(f"{FEEDS}طريق/الدلو")),
    good("/to/endless-body", endless_redirect),
    good("/to/five", FIVE),
    *stations("/to/five", 5, FIVE),
    bad("/to/six", "refused", SIX),
    *stations("/to/six", 6, SIX),
    bad("/to/itself", "refused", to("/to/itself")),
    bad("/to/and-fro", "refused", to("/to/fro-and")),
    bad("/to/fro-and", "refused", to("/to/and-fro")),
    bad("/to/cookie", "refused", needs_a_cookie),
    bad("/to/localhost", "refused", self_with_port),
    bad("/to/loopback", "refused", to("http://127.0.0.1:22/")),
    bad("/to/loopback-as-a-number", "refused", to("http://2130706433/")),
    bad("/to/loopback-in-octal", "refused", to("http://0177.0.0.1/")),
    bad("/to/loopback-6", "refused", to("http://[::1]/")),
    bad("/to/loopback-mapped", "refused", to("http://[::ffff:127.0.0.1]/")),
    bad("/to/loopback-by-nat64", "refused", to("http://[64:ff9b::7f00:1]/")),
    bad("/to/loopback-by-6to4", "refused", to("http://[2002:7f00:1::]/")),
    bad("/to/unspecified", "refused", to("http://0.0.0.0/")),
    bad("/to/private-10", "refused", to("http://10.0.0.1/")),
    bad("/to/private-172", "refused", to("https://172.16.9.9/")),
    bad("/to/private-192", "refused", to("http://192.168.1.1:8080/feed")),
    bad("/to/cloud-metadata", "refused", to("http://169.254.169.254/latest/meta-data/")),
    bad("/to/link-local-6", "refused", to("http://[fe80::1]/")),
    bad("/to/carrier", "refused", to("http://100.64.0.1/")),
    bad("/to/multicast", "refused", to("http://224.0.0.1/")),
    bad("/to/file", "refused", to("file:///etc/passwd")),
    bad("/to/data", "refused", to("data:text/xml,<rss/>")),
    bad("/to/javascript", "refused", to("javascript:alert(1)")),
    bad("/to/ftp", "refused", to("ftp://127.0.0.1/feed")),
    bad("/to/gopher", "refused", to("gopher://127.0.0.1:25/_HELO")),
    bad("/to/feed-scheme", "refused", to("feed://127.0.0.1/feed")),
    odd("/to/no-host", to("http:///nowhere"), "404"),
    bad("/to/no-address", "refused", to("http://[::")),
    bad("/to/no-port", "refused", to("http://bucket.example:99999/")),
    bad("/to/endless-address", "refused", to("/" + "x" * 12_000)),
    bad("/to/nothing-there", "dns", to("http://bucket.invalid/feed")),
    odd("/to/gone", to("/status/410"), "410", "stopped"),
    odd("/to/missing", to("/nowhere"), "404"),
    odd("/to/no-place", once(answer(b"", "302 Found")), "302"),
    odd("/to/empty-place", to("", "301 Moved"), "301"),
    odd("/to/choices", to(f"{FEEDS}x", "300 Multiple Choices"), "300"),
    odd("/to/by-refresh", page(b'<html><meta http-equiv="refresh" content="0;url=/feed/of/x">', Refresh="0;url=/")),
]


# --- statuses ---------------------------------------------------------------------------------------------------------

ERROR_PAGE = (
    "<!DOCTYPE html><html><head><title>خطأ</title></head><body><h1>الصفحة غير متاحة</h1></body></html>".encode()
)


def status(line: str, body: bytes = ERROR_PAGE, **headers: str | int) -> Serve:
    return once(answer(body, line, **{"Content_Type": "text/html", **headers}))


async def fresh_each_time(asked: Asked) -> AsyncIterator[bytes]:
    """Validators that never match, over bytes that never change."""
    yield answer(FEED, ETag=f'"{asked.before}"', Last_Modified="Sat, 01 Jun 2024 09:00:00 GMT")


async def conditional(asked: Asked) -> AsyncIterator[bytes]:
    if asked.headers.get("if-none-match") == '"v1"':
        yield head("304 Not Modified", ETag='"v1"')
    else:
        yield answer(FEED, ETag='"v1"')


async def conditional_by_date(asked: Asked) -> AsyncIterator[bytes]:
    date = "Saturday, 01-Jun-24 09:00:00 GMT"  # as servers of old wrote it; to be given back letter by letter
    if asked.headers.get("if-modified-since") == date:
        yield head("304 Not Modified")
    else:
        yield answer(FEED, Last_Modified=date)


async def delta(asked: Asked) -> AsyncIterator[bytes]:
    """RFC 3229: only what is new, to who asks for that."""
    if asked.headers.get("if-none-match") == '"v1"' and asked.headers.get("a-im") == "feed":
        new = FEED.replace(b"bucket-1", b"bucket-3").replace(b"example/1", b"example/3")
        new = new.replace("افتتاح جسر الدلاء".encode(), "إغلاق جسر الدلاء".encode())
        start, end = new.index(b"<item>", new.index(b"</item>")), new.rindex(b"</item>") + 7
        yield answer(new[:start] + new[end:], "226 IM Used", IM="feed", ETag='"v2"')
    else:
        yield answer(FEED, ETag='"v1"')


STATUSES = [
    good("/status/200-fresh-each-time", fresh_each_time),
    good("/status/304-later", conditional),
    good("/status/304-later-by-date", conditional_by_date),
    good("/status/226-later", delta, new=2, then=1),
    good("/status/226-unasked", status("226 IM Used", FEED, IM="feed"), client="226"),
    good("/status/203", status("203 Non-Authoritative Information", FEED), client="203"),
    odd("/status/304-unasked", once(head("304 Not Modified", ETag='"never seen"')), "304", "unchanged"),
    odd("/status/200-error-page", page(ERROR_PAGE, Content_Type="text/html")),
    odd("/status/204", once(head("204 No Content")), "204"),
    odd("/status/206-unasked", status("206 Partial Content", FEED[:700], Content_Range="bytes 0-699/1200"), "206"),
    odd("/status/410", status("410 Gone"), "410", "stopped"),
    odd("/status/404-with-a-feed", status("404 Not Found", FEED), "404"),
    odd("/status/500-with-a-feed", status("500 Internal Server Error", FEED), "500"),
    odd("/status/429-seconds", status("429 Too Many Requests", Retry_After=3600), "429"),
    odd("/status/429-date", status("429 Too Many Requests", Retry_After="Fri, 31 Dec 2027 23:59:59 GMT"), "429"),
    odd("/status/429-past", status("429 Too Many Requests", Retry_After="Fri, 31 Dec 1999 23:59:59 GMT"), "429"),
    odd("/status/429-nonsense", status("429 Too Many Requests", Retry_After="a while"), "429"),
    odd("/status/429-nothing", status("429 Too Many Requests"), "429"),
    odd("/status/503-negative", status("503 Service Unavailable", Retry_After=-5), "503"),
    odd("/status/503-for-ever", status("503 Service Unavailable", Retry_After="9" * 30), "503"),
    odd("/status/401", status("401 Unauthorized", WWW_Authenticate='Basic realm="x"'), "401"),
    odd("/status/407", status("407 Proxy Authentication Required", Proxy_Authenticate="Basic"), "407"),
    odd("/status/101-unasked", once(head("101 Switching Protocols", Upgrade="websocket")), "101"),
    *(
        odd(f"/status/{code}", status(f"{code} Told"), str(code))
        for code in (400, 402, 403, 404, 405, 406, 408, 418, 421, 425, 451, 500, 501, 502, 504, 520, 522, 530, 599, 999)
    ),
]

# --- robots.txt -------------------------------------------------------------------------------------------------------

FORBIDDEN = b"User-agent: *\nDisallow: /\n"


def rules(text: bytes) -> Serve:
    return page(text, Content_Type="text/plain")


def free(name: str, serves: Serve) -> tuple[Case, Case]:
    """An ordinary feed at a host whose robots.txt says that, and may be fetched."""
    return good(f"{FEEDS}{name}", page(FEED)), Case(path="/robots.txt", serves=serves)


def closed(name: str, serves: Serve) -> tuple[Case, Case]:
    """The same, and may not, or not now."""
    return bad(f"{FEEDS}{name}", "robots", page(FEED)), Case(path="/robots.txt", serves=serves)


#: A feed and the robots.txt of its host: each pair is served by a host of its own.
ROBOTS = [
    *(free(f"robots-{code}", status(f"{code} Told")) for code in (400, 401, 403, 404, 410, 451)),
    *(closed(f"robots-{code}", status(f"{code} Told")) for code in (429, 500, 503, 522)),
    closed("robots-all", rules(FORBIDDEN)),
    closed("robots-by-name", rules(b"User-agent: SYNDICATION\r\nDisallow: /feed\r\n")),
    closed("robots-with-bom", rules(b"\xef\xbb\xbf" + FORBIDDEN)),
    closed("robots-packed", packed("gzip", gzip.compress(FORBIDDEN))),
    closed("robots-elsewhere", to("/r.txt")),
    closed("robots-bomb", bombed("gzip", "gzip")),
    closed("robots-broken", once(b"HTTP/1.1 200")),
    free("robots-for-another", rules(b"User-agent: syndicationbot\nDisallow: /\nUser-agent: GPTBot\nDisallow: /\n")),
    free("robots-page", page(ERROR_PAGE, Content_Type="text/html")),
    free("robots-picture", page(bytes(range(256)) * 100)),
    free("robots-empty", page(b"")),
    free("robots-to-itself", to("/robots.txt")),
    free("robots-inside", to("http://10.0.0.1/robots.txt")),
    free("robots-names-by-the-thousand", rules(b"User-agent: x\n" * 9000 + b"Disallow: /\n" * 9000)),
    free("robots-delay", rules(b"User-agent: *\nCrawl-delay: 0.01\nRequest-rate: 1/x\nVisit-time: 9\n")),
]

CASES: list[Case] = [*REDIRECTS, *STATUSES]
