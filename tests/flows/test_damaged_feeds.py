"""Whole feeds, re-encoded and damaged ones, all the way into the store: each entry once, and the second time nothing.

With FEEDS (a folder or tar file) also real ones.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from syndication.flows import articles
from syndication.flows.reading import Job, Reading, read
from syndication.store.engine import Store
from tests.intake.real_feeds import invented, real
from tests.normalise.feeds import HOUR, NOW, fetch, rules

URL = "https://www.star.example/feed/"
DAMAGED = 3


def copies(body: bytes, chance: random.Random) -> Iterator[tuple[str, bytes, str]]:
    """The document itself, in other encodings, and cut and with wrong bytes; with its Content-Type."""
    yield "whole", body, ""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text:
        yield "utf-16", text.encode("utf-16"), ""
        yield "windows-1256", text.encode("windows-1256", "xmlcharrefreplace"), "text/xml; charset=windows-1256"
    for number in range(DAMAGED):
        cut = bytearray(body[: chance.randrange(1, len(body) + 1)])
        for _ in range(10):
            cut[chance.randrange(len(cut))] = chance.randrange(256)
        yield f"damaged {number}", bytes(cut), ""


def taken(store: Store, body: bytes, content_type: str, hours: int) -> tuple[Reading, set[str]]:
    """A fetch at that hour: what was read, and what the store made of it."""
    circumstances = fetch(NOW + hours * HOUR, is_first=hours == 0)
    job = Job(body=body, content_type=content_type, url=URL, rules=rules(language=None), fetch=circumstances)
    found = read(job)
    return found, set(articles.put(store, found.articles).kinds)


def come_in_once(documents: dict[str, bytes], empty: Path, folder: Path) -> None:
    """Each document, and each copy of it, with a store of its own: copies are one article across outlets too."""
    chance = random.Random(7)
    for name, body in documents.items():
        for how, changed, content_type in copies(body, chance):
            with closing(Store.open(f"sqlite:///{shutil.copy(empty, folder / 'one.db')}")) as store:
                first, kinds = taken(store, changed, content_type, hours=0)
                ids = [each.id for each in first.articles]
                assert len(set(ids)) == len(ids), (name, how)
                assert kinds <= {"new"}, (name, how)
                if how == "whole":
                    assert (first.outcome, first.refused, bool(ids)) == ("feed", (), True), name
                second, kinds = taken(store, changed, content_type, hours=1)
                assert {each.id for each in second.articles} == set(ids), (name, how)
                assert kinds <= {"unchanged"}, (name, how)


def test_every_copy_of_a_feed_comes_in_once(empty_sqlite: Path, tmp_path: Path) -> None:
    come_in_once(invented(), empty_sqlite, tmp_path)


@pytest.mark.skipif(not real(), reason="FEEDS names no feeds")
@pytest.mark.timeout(900)
def test_every_copy_of_a_real_feed_comes_in_once(empty_sqlite: Path, tmp_path: Path) -> None:
    come_in_once(real(), empty_sqlite, tmp_path)
