"""What feeds say wrongly: letters, documents, entities, dates, identity, sizes and content."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace

from tests.intake.hostile import FEED, Asked, Case, Serve, answer, good, odd, page

DATE = "Sat, 01 Jun 2024 09:00:00 +0300"
#: The same, as the store says it.
MOMENT = "2024-06-01T06:00:00+00:00"
TITLE = "افتتاح جسر الدلاء في كركوك"


def item(
    number: object,
    title: str = TITLE,
    guid: str | None = "g-{}",
    link: str | None = "https://bucket.example/{}",
    date: str | None = DATE,
    more: str = "",
) -> str:
    """An ``<item>``; ``{}`` is its number, None leaves the element out."""
    given = {"title": title, "link": link, "guid": guid, "pubDate": date}
    elements = [f"<{name}>{text.format(number)}</{name}>" for name, text in given.items() if text is not None]
    return f"<item>{''.join(elements)}<description>نص عن {number}.</description>{more}</item>"


def rss(
    *items: str, before: str = '<?xml version="1.0" encoding="UTF-8"?>\n', doctype: str = "", root: str = ""
) -> str:
    channel = "<title>جريدة الدلو</title><link>https://bucket.example/</link>"
    return f'{before}{doctype}<rss version="2.0"{root}><channel>{channel}{"".join(items)}</channel></rss>\n'


def feed(*items: str, **parts: str) -> Serve:
    return page(rss(*items, **parts).encode())


def typed(text: str | bytes, kind: str) -> Serve:
    return page(text.encode() if isinstance(text, str) else text, Content_Type=kind)


# --- letters ----------------------------------------------------------------------------------------------------------

TWO = rss(item(1), item(2, "سوق الخيوط يعود إلى أربيل"))
#: A declaration of another encoding than what is sent.
ARABIC_1256 = TWO.replace("UTF-8", "windows-1256").encode("cp1256")
SORANI = rss(item(1, "کردنەوەی پردی دۆڵ لە کەرکووک"), item(2, "بازاڕی دەزوو گەڕایەوە بۆ هەولێر"))


def encoded(encoding: str, named: str = "UTF-8", before: str = "") -> Serve:
    """The two articles in ``encoding``, called ``named``."""

    async def serve(asked: Asked) -> AsyncIterator[bytes]:
        text = asked.own(TWO.replace("UTF-8", named).encode()).decode()
        yield answer((before + text).encode(encoding))

    return serve


def shows(case: Case, title: str = TITLE) -> Case:
    """The first article must have that title, letter by letter."""
    return replace(case, title=title)


LETTERS = [
    shows(good("/letters/bom", page(b"\xef\xbb\xbf" + TWO.encode()))),
    shows(good("/letters/two-boms", page(b"\xef\xbb\xbf\xef\xbb\xbf" + TWO.encode()))),
    shows(good("/letters/utf-16", encoded("utf-16", "UTF-16"))),
    shows(good("/letters/utf-16-called-utf-8", encoded("utf-16"))),
    shows(good("/letters/utf-16-be", encoded("utf-16-be", before="\ufeff"))),
    shows(good("/letters/utf-16-without-bom", encoded("utf-16-le", "UTF-16"))),
    shows(good("/letters/windows-1256", page(ARABIC_1256))),
    shows(good("/letters/windows-1256-in-http", typed(TWO.encode("cp1256"), "text/xml; charset=windows-1256"))),
    shows(good("/letters/windows-1256-called-utf-8", page(TWO.encode("cp1256")))),
    shows(good("/letters/windows-1256-called-nothing", page(TWO.replace(' encoding="UTF-8"', "").encode("cp1256")))),
    shows(good("/letters/windows-1256-called-latin-1", typed(ARABIC_1256, "text/xml; charset=iso-8859-1"))),
    shows(good("/letters/utf-8-called-latin-1", page(TWO.replace("UTF-8", "ISO-8859-1").encode()))),
    shows(good("/letters/utf-8-called-windows-1256", page(TWO.replace("UTF-8", "windows-1256").encode()))),
    shows(good("/letters/utf-8-in-http-as-latin-1", typed(TWO, "text/xml; charset=ISO-8859-1"))),
    shows(good("/letters/called-nonsense", page(TWO.replace("UTF-8", "x-klingon").encode()))),
    shows(good("/letters/one-broken-byte", page(TWO.encode().replace("الخيوط".encode(), b"\xd8\xff", 1)))),
    shows(good("/letters/sorani", page(SORANI.encode())), "کردنەوەی پردی دۆڵ لە کەرکووک"),
    good("/letters/nul-bytes", page(TWO.encode().replace(b"<item>", b"\0<item>\0"))),
    good("/letters/control-characters", page(TWO.encode().replace(b"<title>", b"<title>\x01\x08\x0b\x1f"))),
    good("/letters/lone-surrogates", page(TWO.encode().replace(b"<title>", b"<title>&#xD800;\xed\xa0\x80"))),
    good("/letters/noncharacters", page(TWO.encode().replace(b"<title>", b"<title>&#xFFFF;&#0;&#x1F;&#1114112;"))),
]


# --- documents --------------------------------------------------------------------------------------------------------

ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>جريدة الدلو</title><id>urn:bucket</id>
<updated>2024-06-01T09:00:00+03:00</updated><entry><title>{TITLE}</title><id>urn:bucket:1</id>
<link href="https://bucket.example/1"/><updated>2024-06-01T09:00:00+03:00</updated><summary>نص.</summary></entry>
<entry><title type="html">&lt;b&gt;سوق&lt;/b&gt; الخيوط</title><id>urn:bucket:2</id>
<link href="https://bucket.example/2"/><updated>2024-06-01T08:00:00+03:00</updated><summary>نص.</summary></entry></feed>"""
PREFIXED = ATOM.replace("<", "<a:").replace("<a:/", "</a:").replace("<a:?", "<?").replace("xmlns=", "xmlns:a=")
RDF = f"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://bucket.example/"><title>جريدة الدلو</title><link>https://bucket.example/</link></channel>
<item rdf:about="https://bucket.example/1"><title>{TITLE}</title><link>https://bucket.example/1</link>
<dc:date>2024-06-01T09:00:00+03:00</dc:date></item></rdf:RDF>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "جريدة الدلو",
    "items": [
        {
            "id": number,
            "url": f"https://bucket.example/{number}",
            "title": TITLE,
            "content_text": "نص.",
            "date_published": "2024-06-01T09:00:00+03:00",
        }
        for number in (1, 2)
    ],
}
NAMED = '<html><head><link rel="alternate" type="application/rss+xml" href="/feed/"></head><body>خبر</body></html>'
CHALLENGE = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><div id='cf-wrapper'>"
    "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script></div></body></html>"
)
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 20
SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<url><loc>https://bucket.example/1</loc></url></urlset>"
)
DOCUMENTS = [
    good("/document/atom", typed(ATOM, "application/atom+xml")),
    good("/document/atom-with-a-prefix", typed(PREFIXED, "application/atom+xml")),
    good("/document/rdf", typed(RDF, "application/rdf+xml"), new=1),
    good("/document/json", typed(json.dumps(JSON_FEED), "application/feed+json")),
    good("/document/json-as-text", typed(json.dumps(JSON_FEED, ensure_ascii=False), "text/plain")),
    good("/document/blank-lines-first", page(b"\r\n\n  \n" + FEED)),
    good("/document/warning-first", page(b"<br />\n<b>Warning</b>: mysql_connect() in /x.php on line 3<br />" + FEED)),
    good("/document/comments-first", page(b"<!-- cache -->" * 50 + FEED)),
    good("/document/warning-behind", page(FEED + b"<br /><b>Notice</b>: <x")),
    good("/document/bare-ampersands", feed(item(1, "R&D & <3 جسر"), item(2))),
    good("/document/undeclared-entities", feed(item(1, "جسر&nbsp;&hellip;&eacute;"), item(2))),
    good("/document/undeclared-prefix", feed(item(1, more="<x:y>z</x:y>"), item(2))),
    good("/document/breaks-off", page(TWO[: TWO.rindex("<pubDate>")].encode())),
    good("/document/title-not-closed", page(TWO.replace("</title>", "", 2).encode())),
    good("/document/doctype-of-a-page", page(b"<!DOCTYPE html>\n" + TWO.partition("?>")[2].encode())),
    good("/document/tags-crossed", feed(item(1, more="<b><i></b></i>"), item(2))),
    good("/document/markup-not-escaped", feed(item(1, more="<content><p>نص <b>غليظ</p></content>"), item(2))),
    good("/document/unknown-elements", feed(item(1, more="<foo bar='1'><baz/></foo>" * 50), item(2))),
    good("/document/no-items", feed(), new=0),
    good("/document/empty-items", feed("<item/>", "<item></item>", "<item><title></title></item>"), new=0),
    good("/document/items-outside-the-channel", page(TWO.replace("</channel>", "").encode())),
    good("/document/a-stylesheet", feed(item(1), item(2), doctype='<?xml-stylesheet href="file:///etc/passwd"?>')),
    odd("/document/page", typed("<!DOCTYPE html><html><body><h1>أخبار</h1></body></html>", "text/html")),
    odd("/document/page-as-a-feed", page(NAMED.encode())),
    odd("/document/page-that-names-feeds", typed(NAMED, "text/html")),
    odd("/document/challenge", typed(CHALLENGE, "text/html")),
    odd("/document/picture", typed(PNG, "application/rss+xml")),
    odd("/document/pdf", page(b"%PDF-1.7\n" + bytes(range(256)) * 9)),
    odd("/document/zip", page(b"PK\x03\x04" + bytes(range(256)) * 9)),
    odd("/document/text", typed("لا شيء هنا", "text/plain")),
    odd("/document/json-that-is-no-feed", typed('{"error": "forbidden"}', "application/json")),
    odd("/document/json-too-deep", typed('{"items":' + "[" * 100_000, "application/json")),
    odd(
        "/document/json-broken", typed('{"version": "https://jsonfeed.org/version/1", "items": [{', "application/json")
    ),
    odd("/document/sitemap", page(SITEMAP.encode())),
    odd("/document/opml", page(b'<?xml version="1.0"?><opml version="2.0"><body><outline text="x"/></body></opml>')),
    odd("/document/svg", page(b'<svg xmlns="http://www.w3.org/2000/svg"><title>x</title></svg>')),
    odd("/document/blanks", page(b" \r\n\t" * 100)),
    odd("/document/nuls", page(bytes(1000))),
    odd("/document/one-letter", page(b"<")),
]


# --- entities ---------------------------------------------------------------------------------------------------------


def doctype(*declarations: str) -> str:
    return f"<!DOCTYPE rss [{''.join(declarations)}]>"


LAUGHS = doctype('<!ENTITY l0 "ha">', *(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)))
QUADRATIC = doctype(f'<!ENTITY a "{"a" * 100_000}">')
INSIDE = doctype('<!ENTITY name "كركوك">')
EXTERNAL = doctype('<!ENTITY x SYSTEM "file:///etc/passwd">')
PARAMETER = doctype('<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">', "%p;")
NESTED = doctype("<!ENTITY % a \"<!ENTITY b '%c;'>\">", '<!ENTITY % c "x">', "%a;")
CIRCLE = doctype('<!ENTITY a "&b;">', '<!ENTITY b "&a;">')
ENTITIES = [
    good("/entity/inside", feed(item(1, "جسر في &name;"), item(2), doctype=INSIDE)),
    good("/entity/laughs", feed(item(1, "&l9;"), item(2), doctype=LAUGHS)),
    odd("/entity/quadratic", feed(item(1, "&a;" * 1000), item(2), doctype=QUADRATIC)),
    good("/entity/file", feed(item(1, "جسر &x;"), item(2), doctype=EXTERNAL)),
    good("/entity/parameter", feed(item(1), item(2), doctype=PARAMETER)),
    good("/entity/parameter-inside", feed(item(1, "جسر &b;"), item(2), doctype=NESTED)),
    good("/entity/circle", feed(item(1, "جسر &a;"), item(2), doctype=CIRCLE)),
    good("/entity/doctype-elsewhere", feed(item(1), item(2), doctype='<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x">')),
    good("/entity/numbers-by-the-thousand", feed(item(1, "&#1580;" * 20_000), item(2))),
    good("/entity/doctype-without-end", page(f"<!DOCTYPE rss [{'<!ENTITY a b>' * 9}".encode() + FEED)),
]


# --- dates ------------------------------------------------------------------------------------------------------------


def dated(name: str, date: str | None, moment: str = MOMENT) -> Case:
    """A feed of one item with that date; ``moment`` is what it means, "" what only must not lie ahead."""
    return replace(good(f"/date/{name}", feed(item(1, date=date)), new=1), dated=moment or "past")


DATES = [
    dated("as-it-should-be", DATE),
    dated("without-weekday-and-seconds", "1 Jun 2024 09:00 +0300"),
    dated("two-digit-year", "Sat, 01 Jun 24 06:00:00 GMT"),
    dated("iso", "2024-06-01T09:00:00+03:00"),
    dated("iso-in-utc-with-fractions", "2024-06-01T06:00:00.000Z"),
    dated("iso-without-zone", "2024-06-01 09:00:00"),
    dated("unix", "1717221600"),
    dated("unix-milliseconds", "1717221600000"),
    dated("day-first", "01/06/2024 09:00"),
    dated("day-first-with-dashes", "01-06-2024 09:00"),
    dated("arabic-digits", "٠١/٠٦/٢٠٢٤ ٠٩:٠٠"),
    dated("persian-digits", "۲۰۲۴-۰۶-۰۱ ۰۹:۰۰"),
    dated("levantine-month", "السبت، 1 حزيران 2024 - 09:00"),
    dated("egyptian-month", "السبت 1 يونيو 2024 09:00"),
    dated("sorani-month", "1ی حوزەیرانی 2024 09:00"),
    dated("kurmanji-month", "1ê Hezîranê 2024 09:00"),
    dated("with-blanks-and-breaks", "\n  Sat,  01 Jun 2024\n 09:00:00  +0300 "),
    dated("hijri", "1445-11-24T09:00:00Z", ""),
    dated("future", "Fri, 01 Jun 2091 09:00:00 +0300", ""),
    dated("beyond-all-years", "99999-06-01T09:00:00Z", ""),
    dated("year-one", "0001-01-01T00:00:00Z", ""),
    dated("zeros", "0000-00-00 00:00:00", ""),
    dated("day-that-is-none", "Sat, 31 Feb 2024 09:00:00 GMT", ""),
    dated("nonsense", "غدا صباحا", ""),
    dated("endless", "1" * 100_000, ""),
    dated("empty", "", ""),
    dated("none", None, ""),
]


# --- identity ---------------------------------------------------------------------------------------------------------


def each_time(make: str, *items: str) -> Serve:
    """A feed in which ``make`` is replaced by something new at every fetch."""

    async def serve(asked: Asked) -> AsyncIterator[bytes]:
        yield answer(rss(*items).replace(make, f"{asked.before:04}").encode())

    return serve


IDENTITY = [
    good(
        "/identity/one-guid-for-all", feed(*(item(n, f"جسر رقم {n}", guid="https://bucket.example/") for n in "123")), 3
    ),
    good("/identity/no-guid", feed(item(1, guid=None), item(2, guid=None))),
    good("/identity/empty-guid", feed(item(1, guid=""), item(2, guid=" "))),
    good("/identity/guid-without-link", feed(item(1, link=None, guid="https://bucket.example/{}"), item(2, link=None))),
    good("/identity/title-only", feed("<item><title>جسر</title></item>", "<item><title>سوق</title></item>")),
    good("/identity/twice-the-same", feed(item(1), item(1)), 1),
    good("/identity/guids-that-change", each_time("VISIT", item(1, guid="g-{}-VISIT"), item(2, guid="g-{}-VISIT"))),
    good("/identity/dates-that-change", each_time("VISIT", item(1, date="Sat, 01 Jun 2024 09:00:00 +VISIT"), item(2))),
    good(
        "/identity/tracking-that-changes",
        each_time(
            "VISIT",
            *(item(n, guid=None, link="https://bucket.example/{}?utm_source=VISIT&amp;fbclid=VISIT") for n in "12"),
        ),
    ),
    good(
        "/identity/counters-that-change", each_time("VISIT", item(1, more="<slash:comments>VISIT</slash:comments>")), 1
    ),
    good("/identity/relative-links", feed(item(1, link="/a/{}", guid=None), item(2, link="b/{}", guid=None))),
    good("/identity/xml-base", feed(item(1, link="a/{}"), item(2), root=' xml:base="https://bucket.example/x/"')),
    good("/identity/no-web-links", feed(item(1, link="javascript:alert({})"), item(2, link="data:text/html,x"))),
    good("/identity/guid-of-a-megabyte", feed(item(1, guid="x" * 1_000_000), item(2))),
    good("/identity/guid-that-attacks", feed(item(1, guid="'; DROP TABLE article; --"), item(2, guid="&lt;b&gt;\n"))),
]


# --- sizes and content ------------------------------------------------------------------------------------------------

PARAGRAPH = "<p>" + "نص طويل عن جسر جديد فوق النهر الصغير. " * 20 + "</p>"


def content(html: str) -> str:
    return f"<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'><![CDATA[{html}]]></content:encoded>"


EVIL = (
    "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>"
    "<iframe src='//e'></iframe><style>*{}</style><svg onload=alert(1)><form action='/'><input></form>"
    "<p style='x:expression(1)'>نص</p><math><mi//xlink:href='data:x,<script>alert(4)</script>'>"
)


def large(name: str, *items: str, new: int = 2) -> Case:
    """Made when it is asked for."""
    return good(f"/large/{name}", feed(*items), new)


SIZES = [
    large("entry-of-five-megabytes", item(1, more=content(PARAGRAPH * 3500)), item(2)),
    large("title", item(1, "جسر " * 200_000), item(2)),
    large("link", item(1, link="https://bucket.example/" + "x" * 500_000), item(2)),
    large("categories", item(1, more="".join(f"<category>وسم {n}</category>" for n in range(5000))), item(2)),
    large(
        "enclosures", item(1, more="".join(f"<enclosure url='https://b.example/{n}'/>" for n in range(5000))), item(2)
    ),
    large("markup-too-deep", item(1, more=content("<div>" * 30_000)), item(2)),
    large("elements-too-deep", item(1, more="<a>" * 5_000 + "</a>" * 5_000), item(2)),
    large("attributes", item(1, more="<a " + " ".join(f"a{n}='x'" for n in range(20_000)) + "/>"), item(2)),
    large("comment", f"<!--{'x' * 2_000_000}-->", item(1), item(2)),
    large("namespaces", item(1, more="".join(f"<n{n}:a xmlns:n{n}='urn:{n}'/>" for n in range(3000))), item(2)),
    large("many-entries", *(item(n, f"خبر رقم {n}") for n in range(500)), new=500),
]
CONTENT = [
    good("/content/evil", feed(item(1, more=content(EVIL)), item(2, f"<![CDATA[{EVIL}]]>"))),
    good("/content/evil-escaped", feed(item(1, "&lt;script&gt;alert(1)&lt;/script&gt; جسر"), item(2))),
    good("/content/bidi-overrides", feed(item(1, "جسر \u202e\u2066\u202d مقلوب"), item(2))),
    good(
        "/content/enclosure-nonsense",
        feed(item(1, more="<enclosure url='javascript:x' length='-1' type='x/'/>"), item(2)),
    ),
    good("/content/author-forms", feed(item(1, more="<author>a@b.example (سلمى)</author><author/>"), item(2))),
    good(
        "/content/ttl-nonsense",
        page(
            TWO.replace(
                "<item>", "<ttl>-9999999999999</ttl><skipHours><hour>x</hour><hour>99</hour></skipHours><item>", 1
            ).encode()
        ),
    ),
]

CASES: list[Case] = [*LETTERS, *DOCUMENTS, *ENTITIES, *DATES, *IDENTITY, *SIZES, *CONTENT]
