"""feedparser and reader, over all codings: every item once, nothing twice, a correction in its place."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import brotli
import feedparser
import pytest
import reader

from tests.clients.served import Served
from tests.e2e.sites import get

pytestmark = pytest.mark.xdist_group("clients")

CODINGS = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
READER = "python-reader/"


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("ext", ["rss", "atom"])
def test_feedparser_lists_every_item_once_in_every_coding_and_then_gets_a_304(
    site: Served, ext: str, coding: str
) -> None:
    url = f"{site.url}/all.{ext}"
    answer = get(url, Accept_Encoding=coding)
    assert answer.headers.get("content-encoding", "identity") == coding
    read = feedparser.parse(
        CODINGS[coding](answer.body), response_headers={"content-type": answer.headers["content-type"]}
    )
    items = site.items()
    assert not read.bozo
    assert [entry.id for entry in read.entries] == [item["id"] for item in items]
    assert [entry.link for entry in read.entries] == [item["url"] for item in items]
    again = get(url, Accept_Encoding=coding, If_None_Match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("ext", ["rss", "atom"])
def test_feedparsers_own_requests_get_a_304(site: Served, ext: str) -> None:
    url = f"{site.url}/all.{ext}"
    first = feedparser.parse(url)
    assert (first.status, len(first.entries)) == (200, len(site.items()))
    again = feedparser.parse(url, etag=first.etag)
    assert (again.status, len(again.entries)) == (304, 0)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[reader.Reader]:
    with closing(reader.make_reader(str(tmp_path / "reader.sqlite"))) as made:
        yield made


@pytest.mark.parametrize("ext", ["rss", "atom", "json"])
def test_reader_lists_every_item_once_and_then_gets_a_304(site: Served, library: reader.Reader, ext: str) -> None:
    path = f"/all.{ext}"
    url = f"{site.url}{path}"
    before = len(site.asked(READER, path))
    library.add_feed(url)
    library.update_feed(url)  # update_feeds would wait an hour for the second time
    library.update_feed(url)
    assert site.soon_asked(READER, path, before + 2)[before:] == [200, 304]
    items = {item["id"]: item for item in site.items()}
    entries = {entry.id: entry for entry in library.get_entries()}
    assert entries.keys() == items.keys()
    assert library.get_entry_counts().total == len(items)
    for key, entry in entries.items():
        assert entry.title == items[key]["title"]
        assert entry.link == items[key]["url"]
        assert entry.content[-1].value.startswith('<div dir="'), "the full text, not the excerpt"


@pytest.mark.parametrize(("number", "ext"), [("101", "rss"), ("107", "atom"), ("135", "json")])
def test_reader_shows_a_correction_in_its_place(site: Served, library: reader.Reader, number: str, ext: str) -> None:
    url = f"{site.url}/all.{ext}"
    library.add_feed(url)
    library.update_feed(url)
    count = library.get_entry_counts().total
    key = site.correct(number, f"عنوان مصحح {number}")
    library.update_feed(url)
    entry = library.get_entry((url, key))
    assert (library.get_entry_counts().total, entry.title) == (count, f"عنوان مصحح {number}")
    if ext != "rss":  # reader does not read atom:updated in RSS
        assert entry.updated is not None
        assert entry.published is not None
        assert entry.updated > entry.published


def test_reader_has_picture_enclosure_and_excerpt(site: Served, library: reader.Reader) -> None:
    url = f"{site.url}/sections/culture.atom"
    library.add_feed(url)
    library.update_feed(url)
    (item,) = (item for item in site.items("/sections/culture") if "attachments" in item)
    entry = library.get_entry((url, item["id"]))
    (sound,) = item["attachments"]
    assert [(each.href, each.type, each.length) for each in entry.enclosures] == [
        (sound["url"], sound["mime_type"], sound["size_in_bytes"])
    ]
    assert f'src="{item["image"]}"' in entry.content[0].value
    assert entry.summary == item["summary"]
