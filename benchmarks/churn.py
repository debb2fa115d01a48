"""How often a section's feed is unchanged for one who asks every ten minutes, with related links and without.

    ARTICLES=articles.jsonl.gz python -m benchmarks churn

The articles of WARM days are taken in first. Then, for DAYS days, each ten minutes bring what was published in them;
the relater runs at once and collects every 15 minutes, as the worker does. A feed is unchanged if its page's number in
the log is the same as ten minutes before (then the answer is 304), and would be so without related links if it shows
the same articles. Bar: .9 times as often. Sections are made of the articles' labels. Where a file's times are those of
a crawler, articles come in heaps; so the same is measured with each article at another hour of its day.
Without ARTICLES nothing is measured: invented articles arrive as one invents them.
"""

from __future__ import annotations

import gzip
import os
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from syndication.config import Config
from syndication.documents import Address
from syndication.flows import articles, relate, selecting, taking_in
from syndication.intake import jsonlines
from syndication.model import Article, Rejected
from syndication.normalise import entry
from syndication.store import pages
from syndication.store.engine import Store

WARM, DAYS = 1, 1
POLL_S, COLLECT_S, DAY_S = 600, 900, 86_400
#: Sections: the labels with most articles.
SECTIONS = 25


def main() -> None:
    """Print how often feeds were unchanged, and the ratio."""
    path = os.environ.get("ARTICLES", "")
    if not Path(path).is_file():
        print("nothing measured: no file is named by ARTICLES")
        return
    given = _read(Path(path))
    counted = Counter(label for article in given for label in article.sections)
    settings = _settings([label for label, _ in counted.most_common(SECTIONS)])
    print(f"{len(settings.sections)} sections' feeds, asked every {POLL_S // 60} minutes: share unchanged")
    for name, articles_of_it in (("as published", given), ("spread over the day", _spread(given))):
        with tempfile.TemporaryDirectory() as folder:
            store = Store.open(f"sqlite:///{folder}/churn.db")
            polls, with_lists, without, touched = _replay(store, settings, articles_of_it)
            store.close()
        print(
            f"  {name:20} {with_lists / polls:.3f} with related links, {without / polls:.3f} without: "
            f"{with_lists / without:.3f} times as often (bar .9); {touched} lists changed by collections"
        )


def _spread(given: Sequence[Article]) -> list[Article]:
    """Each article at a random time of its day, the earliest first."""
    chance = random.Random(1)
    moved = [
        replace(each, published=datetime.fromtimestamp(_time(each) // DAY_S * DAY_S + chance.randrange(DAY_S), UTC))
        for each in given
    ]
    return sorted(moved, key=_time)


def _replay(store: Store, settings: Config, given: Sequence[Article]) -> tuple[int, int, int, int]:
    """Requests, those unchanged with lists, those unchanged without, entries touched by collections."""
    relater = relate.begin(store, settings)
    assert relater is not None
    begun = _time(given[0]) + WARM * DAY_S
    articles.put(store, [each for each in given if _time(each) < begun])
    relater.catch_up()
    relater.collect()
    arriving = dict(_by_poll(given, begun))
    polls = with_lists = without = touched = 0
    collected, before = begun, _pages(store, settings)
    for now in range(begun, begun + DAYS * DAY_S, POLL_S):
        articles.put(store, arriving.get(now, []))
        relater.catch_up()
        if now - collected >= COLLECT_S:
            touched, collected = touched + relater.collect(), now
        found = _pages(store, settings)
        polls += len(found)
        with_lists += sum(found[slug][0] == before[slug][0] for slug in found)
        without += sum(found[slug][1] == before[slug][1] for slug in found)
        before = found
    return polls, with_lists, without, touched


def _pages(store: Store, settings: Config) -> dict[str, tuple[int, tuple[int, ...]]]:
    """Of each section's page its number in the log, and the articles that it shows."""
    found = {}
    with store.read() as connection:
        for section in settings.sections:
            address = Address("section", section.slug, "rss")
            rows = pages.select(connection, selecting.selection(address, settings), selecting.limits(address, settings))
            found[section.slug] = rows.revision, tuple(line.arrived for line in rows.lines)
    return found


def _by_poll(given: Sequence[Article], begun: int) -> Iterator[tuple[int, list[Article]]]:
    """By the time of a request, what was published since the one before."""
    late = [each for each in given if _time(each) >= begun]
    for poll, group in groupby(late, lambda each: (_time(each) - begun) // POLL_S):
        yield begun + poll * POLL_S, list(group)


def _read(path: Path) -> list[Article]:
    """The articles of the file, the earliest published first."""
    rules = taking_in.rules(_settings([]))
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
        taken = [entry.article(raw, rules) for raw in jsonlines.read(lines, str(path)) if not isinstance(raw, Rejected)]
    return sorted((each for each in taken if isinstance(each, Article) and each.published), key=_time)


def _time(article: Article) -> int:
    assert article.published is not None
    return int(article.published.timestamp())


def _settings(labels: Sequence[str]) -> Config:
    return Config.model_validate(
        {
            "site": {"title": "صحيفة المثال", "url": "https://news.example", "tag": "news.example,2026-01-01"},
            "feeds": {"url": "https://feeds.example"},
            "section": [
                {"slug": f"s{number}", "titles": {"ar": f"قسم {number}"}, "labels": [label]}
                for number, label in enumerate(labels)
            ],
        }
    )
