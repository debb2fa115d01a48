"""newsboat, a reader for terminals: what it keeps, what it asks for, and what it shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from syndication.config import load
from syndication.flows.build import build
from tests.clients.served import Served
from tests.clients.terminal import Newsboat
from tests.e2e.sites import Home, get
from tests.rules.checking import rfc_3339

pytestmark = [pytest.mark.tool, pytest.mark.xdist_group("clients")]

AGENT = "newsboat/"
RLM, LRM = "\u200f", "\u200e"


@pytest.fixture
def program(tool: Callable[[str], str]) -> str:
    return tool("newsboat")


@pytest.mark.parametrize("ext", ["rss", "atom"])
def test_it_lists_every_item_once_and_then_gets_a_304(site: Served, program: str, tmp_path: Path, ext: str) -> None:
    path = f"/all.{ext}"
    before = len(site.asked(AGENT, path))
    newsboat = Newsboat(program, tmp_path, f"{site.url}{path}")
    items = {item["id"]: item for item in site.items()}
    for _ in range(3):  # newsboat 2.21 keeps the validators of a feed from its second fetch on
        assert newsboat.reload() == f"{len(items)} unread articles\n"
    assert site.soon_asked(AGENT, path, before + 3)[before:] == [200, 200, 304]
    rows = newsboat.rows("rss_item")
    assert sorted(row["guid"] for row in rows) == sorted(items)
    for row in rows:
        item = items[row["guid"]]
        assert (row["title"], row["url"], row["content"]) == (item["title"], item["url"], item["content_html"])
        moment = rfc_3339(item.get("date_published", item["date_modified"]))
        assert moment is not None
        if "date_published" in item or ext == "atom":
            assert row["pubDate"] == moment.timestamp()
    (feed,) = newsboat.rows("rss_feed")
    assert (feed["url"], feed["title"], feed["is_rtl"]) == ("https://sada.example/", "صدى البساتين", 1)


def test_a_correction_takes_the_place_of_what_was_there(site: Served, program: str, tmp_path: Path) -> None:
    newsboat = Newsboat(program, tmp_path, f"{site.url}/all.rss")
    newsboat.reload()
    newsboat.reload()
    before = {row["guid"]: row for row in newsboat.rows("rss_item")}
    key = site.correct("128", "عنوان مصحح 128")
    newsboat.reload()
    after = {row["guid"]: row for row in newsboat.rows("rss_item")}
    assert len(newsboat.rows("rss_item")) == len(after)
    assert after.keys() == before.keys()
    assert after[key]["title"] == "عنوان مصحح 128" != before[key]["title"]
    assert after[key]["pubDate"] == before[key]["pubDate"]


def test_it_takes_the_list_of_feeds_as_subscriptions(site: Served, program: str, tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    path.write_bytes(get(f"{site.url}/feeds.opml").body)
    newsboat = Newsboat(program, tmp_path)
    newsboat.run("-i", str(path))
    taken = re.findall(r"^(\S+)(.*)$", newsboat.subscriptions(), re.MULTILINE)
    urls = [url for url, _ in taken]
    assert urls == re.findall(r'xmlUrl="([^"]*)"', path.read_text(encoding="utf-8"))
    assert len(urls) == len(set(urls))
    assert {f"{site.url}/all.rss", f"{site.url}/languages/ckb.rss"} <= set(urls)
    assert {tags for _, tags in taken} >= {' "الأقسام"'}, "the groups have become tags"
    for url in urls[:3]:
        assert get(url).status == 200


@pytest.fixture
def shown(site: Served, program: str, tmp_path: Path) -> dict[str, str]:
    """The articles of the demo's own feed as newsboat shows them, by their addresses."""
    newsboat = Newsboat(program, tmp_path, f"{site.url}/all.rss")
    newsboat.reload()
    found = newsboat.texts(len(site.items()))
    assert found.keys() == {item["url"] for item in site.items()}
    return found


def test_texts_are_shown_with_date_author_link_pictures_and_enclosure(site: Served, shown: dict[str, str]) -> None:
    pictures = 0
    for item in site.items():
        text = shown[item["url"]]
        head, _, _ = text.partition("\n \n")
        title = re.split("\n(?:Author|Date): ", head)[0].removeprefix("Title: ")
        assert title.split() == item["title"].split()
        assert ("Author: صدى البساتين" in head) == ("authors" in item), "a notice of withdrawal has no author"
        date = re.search("^Date: (.*)", head, re.MULTILINE)
        if date and "date_published" in item:
            assert parsedate_to_datetime(date[1]) == rfc_3339(item["date_published"])
        for sound in item.get("attachments", []):
            assert f"Podcast Download URL: {sound['url']} (type: {sound['mime_type']})" in head
        if "image" in item:
            pictures += 1
            listed = re.search(rf"^\[(\d+)\]: {re.escape(item['image'])} \(image\)", text, re.MULTILINE)
            assert listed is not None
            assert f"[image {listed[1]}" in text.partition("\nLinks: ")[0]
        links = [
            link["url"]
            for link in item["_syndication"].get("related", [])
            if link["kind"] == "editor" and "url" in link
        ]
        assert all(f"{link} (link)" in text for link in links)
        assert "\n \n \n \n" not in text.partition("\nLinks: ")[0], "a hole between paragraphs"
        assert not re.search(r"</?\w+>|&\w+;", text), "markup or references that were not decoded"
    assert pictures > 3


def test_what_it_shows_begins_in_the_direction_of_its_language(site: Served, shown: dict[str, str]) -> None:
    """It has no dir and no lang: only the first strong character of title and text says the direction."""
    for item in site.items():
        title, text = item["title"], shown[item["url"]].partition("\n \n")[2]
        way = LRM if item["language"] in ("en", "kmr") else RLM
        assert first_strong(title) == way, title
        text = re.sub(r"\[image .*?\]", "", text)
        assert first_strong(text) == way, text
    assert [text.splitlines()[0] for text in shown.values() if "NATO" in text.splitlines()[0]] == [
        f"Title: {RLM}NATO تعرض تدريب فرق الإطفاء في مدينة الرمان"
    ]


def first_strong(text: str) -> str:
    """The mark of the direction of the first letter, by ranges of code points: not the code that is tested."""
    found = re.search(f"[{RLM}\\u0590-\\u08ff]|[{LRM}A-Za-zÀ-ɏ]", text)
    assert found is not None
    return RLM if found[0] == RLM or "\u0590" <= found[0] <= "\u08ff" else LRM


def test_without_full_text_it_shows_the_excerpt(site: Served, program: str, tmp_path: Path) -> None:
    """From the static build, as files: newsboat reads those too."""
    short = Home(tmp_path, {**site.home.environ, "SYNDICATION_FEEDS__FULL_TEXT": "false"})
    config = load(site.home.folder / "config", short.environ)
    build(site.home.store, config, short.out)
    newsboat = Newsboat(program, tmp_path, f"file://{short.out}/languages/ar.rss")
    newsboat.reload()
    rows = {row["guid"]: row for row in newsboat.rows("rss_item")}
    items = site.items("/languages/ar")
    assert rows.keys() == {item["id"] for item in items}
    assert all(rows[item["id"]]["content"] == item["summary"] for item in items)
    assert any(item["summary"].endswith("…") for item in items)
