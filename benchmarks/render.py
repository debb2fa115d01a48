"""What a document costs, against building it whole with feedgen.

    python -m benchmarks.render

For feeds of 50 and 300 entries with full text: CPU time from entry views to uncompressed bytes, (a) one feedgen
document built in one go with the same extensions and content, (b) one entry is new and the others' fragments are kept,
(c) nothing is new. Medians of interleaved runs, so that a busy machine slows all three. The bytes of (a), (b) and (c)
are compared. Bars: (b) at least 10 times cheaper than (a), (c) at least 50 times. Beside them: digest and compression
of the same bytes.
"""

from __future__ import annotations

import gc
import hashlib
import itertools
import random
import re
import statistics
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import brotli

from syndication.documents import Alternate, Channel, EntryView, Page, Style
from syndication.model import Article, Ext, Image, Link, Stored
from syndication.render import atom, fragments, rss
from syndication.render.entry import show
from syndication.render.formats import FORMATS

_NEWEST = datetime(2026, 7, 14, 9, 0, tzinfo=UTC)
_SITE = "https://news.example"
_FEEDS = "https://feeds.example"
#: Invented words; with them a text has about the length and the letters of an article.
_WORDS = re.findall(
    r"\w+", "مدينة سوق نهر جسر مجلس قرار موسم طريق كهرباء مدرسة مزرعة قطار ميناء مشروع افتتاح لجنة زيارة بناء ماء حديقة"
)
_BODY_WORDS = 330  # about 4 KB of HTML: 50 entries make a feed of about 300 KB


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(words))


def _view(number: int) -> EntryView:
    chance = random.Random(number)
    body = "".join(f"<p>{_text(chance, _BODY_WORDS // 6)} &amp; {number}</p>" for _ in range(6))
    published = _NEWEST - timedelta(minutes=7 * number)
    article = Article(
        id=f"{_SITE}/?p={number}",
        key=f"{number:012d}",
        url=f"{_SITE}/politics/{number}",
        title=f"{_text(chance, 8)} {number}",
        summary=_text(chance, 45),
        html=body,
        text=_text(chance, 20),
        published=published,
        image=Image(url=f"{_SITE}/i/{number}.jpg", width=1200, height=800, type="image/jpeg", alt=_text(chance, 4)),
    )
    stored = Stored(
        article=article,
        state="live",
        arrived=number,
        revision=number,
        touched=number,
        touched_at=published,
        first_seen=published,
        shown_updated=published,
    )
    links = tuple(
        Link(kind="computed", title=_text(chance, 8), url=f"{_SITE}/related/{number}/{i}", language="ar")
        for i in range(5)
    )
    return EntryView(
        stored=stored,
        url=f"{_SITE}/politics/{number}",
        view_url=f"{_FEEDS}/articles/{article.key}.html",
        authors=("صحيفة المثال",),
        categories=(("politics", "سياسة"), ("iraq", "العراق")),
        links=links,
        text_list=links,
    )


def _page(size: int, ext: Ext) -> Page:
    formats: tuple[Ext, ...] = ("rss", "atom", "json", "html")
    channel = Channel(
        id="tag:news.example,2026:all",
        title="صحيفة المثال",
        description="كل ما تنشره صحيفة المثال",
        language="ar",
        direction="rtl",
        url=f"{_FEEDS}/all.{ext}",
        home=f"{_SITE}/",
        alternates=tuple(Alternate(ext=each, url=f"{_FEEDS}/all.{each}") for each in formats),
        publisher="صحيفة المثال",
        site_url=f"{_SITE}/",
        rights="جميع الحقوق محفوظة",
        image=f"{_SITE}/logo.png",
    )
    views = tuple(_view(number) for number in range(size))
    return Page(channel=channel, entries=views, updated=_NEWEST, revision=1, modified=_NEWEST)


def whole(page: Page, style: Style) -> bytes:
    """The document as feedgen alone makes it, titles in the Advisory Board's way."""
    if style.ext == "rss":
        feed = rss.channel(page.channel, page.updated)
        for view in page.entries:
            rss.add(feed, show(view, style))
        return rss.plain_text(feed.rss_str())
    feed = atom.channel(page.channel, page.updated, page.gone)
    for view in page.entries:
        atom.add(feed, show(view, style))
    document: bytes = feed.atom_str()
    return document


def _interleaved(ways: dict[str, Callable[[], bytes]], rounds: int) -> dict[str, float]:
    """Median CPU milliseconds of each way."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            repeats = 1 if name == "whole" else 10
            gc.collect()
            start = time.process_time_ns()
            for _ in range(repeats):
                way()
            times[name].append((time.process_time_ns() - start) / repeats / 1e6)
    return {name: statistics.median(each) for name, each in times.items()}


def _measure(size: int, ext: Ext) -> bytes:
    page, style, form = _page(size, ext), Style(ext, "full", True), FORMATS[ext]
    kept = fragments.render(page.entries, style)

    seconds = itertools.count()

    def one_new() -> bytes:
        # A new entry moves the feed's time, so that its skeleton is a new one too.
        moved = replace(page, updated=page.updated + timedelta(seconds=next(seconds)))
        return form.document(moved, [*fragments.render(page.entries[:1], style), *kept[1:]])

    ways: dict[str, Callable[[], bytes]] = {
        "whole": lambda: whole(page, style),
        "one new": one_new,
        "none new": lambda: form.document(page, kept),
    }
    bodies = {name: way() for name, way in ways.items()}
    same = len(set(bodies.values())) == 1
    times = _interleaved(ways, rounds=15)
    ratios = {name: times["whole"] / each for name, each in times.items()}
    print(f"{ext} {size} entries, {len(bodies['whole']) / 1000:.0f} KB, bytes equal: {same}")
    for name, bar in (("whole", 1), ("one new", 10), ("none new", 50)):
        verdict = "" if bar == 1 else f"  {ratios[name]:6.1f} x cheaper (bar {bar}: {_verdict(ratios[name], bar)})"
        print(f"  {name:9} {times[name]:8.3f} ms CPU{verdict}")
    return bodies["whole"]


def _verdict(ratio: float, bar: float) -> str:
    return "met" if ratio >= bar else "MISSED"


def _coding(body: bytes) -> None:
    """Print what digest and codings of a document cost; the invented text compresses better than real text."""
    ways: dict[str, Callable[[], bytes]] = {"sha256": lambda: hashlib.sha256(body).digest()}
    ways |= {f"gzip {level}": partial(zlib.compress, body, level, 31) for level in (1, 6, 9)}
    ways |= {f"br {quality}": partial(brotli.compress, body, quality=quality) for quality in (3, 4, 5, 6, 9, 11)}
    for name, way in ways.items():
        runs = []
        for _ in range(1 if name == "br 11" else 5):
            start = time.process_time_ns()
            coded = way()
            runs.append((time.process_time_ns() - start) / 1e6)
        size = "" if name == "sha256" else f"  {len(coded) / 1000:7.1f} KB"
        print(f"  {name:9} {statistics.median(runs):8.2f} ms CPU{size}")


def main() -> None:
    formats: tuple[Ext, ...] = ("rss", "atom")
    for size in (50, 300):
        for ext in formats:
            body = _measure(size, ext)
        _coding(body)


if __name__ == "__main__":
    main()
