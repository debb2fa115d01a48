"""Reading feeds: CPU of the fast reader, of the reader by feedparser, and of feedparser itself.

Over the feeds of the folder or tar file that the variable FEEDS names; without it over 60 invented ones of 50 Arabic
entries each. Each reader gets the same text, with its faults mended, and reads every document three times; the fastest
of the three counts, since other work on the machine only adds.
"""

from __future__ import annotations

import io
import random
import time
import warnings
from collections.abc import Callable

import feedparser

from syndication.intake import charset, entries, fast_feed, feed, full_feed, xml_text
from tests.intake.real_feeds import real

URL = "https://bench.example/feed"
INVENTED_FEEDS, ENTRIES = 60, 50
#: The bar: times that the fast reader is faster than feedparser with both of its flags off, from text to entries.
MIN_RATIO = 4.0

HEAD = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Bench</title><link>https://bench.example/</link>"""
ITEM = """<item><title>{title}</title><link>https://bench.example/{n}</link><dc:creator><![CDATA[{author}]]></dc:creator>
<guid isPermaLink="false">https://bench.example/?p={n}</guid><pubDate>Mon, 01 Jan 2024 00:00:00 +0000</pubDate>
<category>{author}</category><description><![CDATA[{title}]]></description>
<content:encoded><![CDATA[<p>{text}</p><img src="/{n}.jpg" width="800" height="600">]]></content:encoded></item>"""


def main() -> None:
    """Print the CPU time of each way, and whether the bar is held."""
    documents = list(real().values()) or [invented(number) for number in range(INVENTED_FEEDS)]
    size = sum(map(len, documents)) / 1e6
    found = [found for body in documents if (found := xml_text.find(charset.decode(body).text))]
    whole = [xml_text.mended(each) for each in found]
    left = sum(fast_feed.read(each.data, each.kind, URL) is None for each in whole)
    print(f"  {len(documents)} feeds, {size:.1f} MB; the fast reader leaves {left} of {len(whole)}")
    spent = {
        "bytes to text": _best(lambda: [xml_text.find(charset.decode(body).text) for body in documents]),
        "fast reader": _best(lambda: [_fast(each) for each in whole]),
        "full reader": _best(lambda: [entries.parsed(full_feed.read(x.data, x.kind, URL), URL) for x in whole]),
        "feedparser itself": _best(lambda: [_stock(each.data) for each in whole]),
        "feed.parse, whole": _best(lambda: [feed.parse(body, "", URL) for body in documents]),
    }
    for name, seconds in spent.items():
        print(f"  {name:18} {seconds:6.2f} CPU s  {size / seconds:6.1f} MB/s")
    ratio = spent["feedparser itself"] / spent["fast reader"]
    print(f"  the fast reader is {ratio:.1f} times as fast as feedparser (bar: {MIN_RATIO:g})")


def _fast(xml: xml_text.Xml) -> object:
    draft = fast_feed.read(xml.data, xml.kind, URL)
    return draft and entries.parsed(draft, URL)


def _stock(data: bytes) -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)


def _best(work: Callable[[], object], times: int = 3) -> float:
    """Seconds of CPU, the least of several tries."""
    spent = []
    for _ in range(times):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return min(spent)


def invented(number: int) -> bytes:
    """A feed of random Arabic words."""
    chosen = random.Random(number)
    vocabulary = ["".join(chosen.choices("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", k=chosen.randint(3, 8))) for _ in range(500)]
    items = [
        ITEM.format(
            n=number * 1000 + place,
            title=" ".join(chosen.choices(vocabulary, k=9)),
            author=" ".join(chosen.choices(vocabulary, k=2)),
            text=" ".join(chosen.choices(vocabulary, k=300)),
        )
        for place in range(ENTRIES)
    ]
    return f"{HEAD}{''.join(items)}</channel></rss>".encode()


if __name__ == "__main__":
    main()
