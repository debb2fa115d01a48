"""Every page is good for keyboard, screen reader and both directions: what a library can see of that in the markup."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest

from syndication.text.direction import first_strong
from syndication.text.language import direction
from tests.render.html.test_views import PAGES, parsed

every_page = pytest.mark.parametrize("name", PAGES)


def spoken(link: Any) -> str:
    """What a screen reader calls a link (https://www.w3.org/TR/accname-1.2/, the steps that our markup needs)."""
    return str(link.get("aria-label") or link.text_content()).strip()


@every_page
def test_ids_are_unique_and_what_refers_to_one_finds_it(name: str) -> None:
    root = parsed(PAGES[name])
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    wanted = {*root.xpath("//@aria-labelledby"), *(url[1:] for url in root.xpath("//@href") if url.startswith("#"))}
    assert wanted <= set(ids)


@every_page
def test_headings_begin_with_the_first_level_and_skip_none(name: str) -> None:
    levels = [int(each.tag[1]) for each in parsed(PAGES[name]).xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@every_page
def test_landmarks_are_there_once_and_lists_of_links_have_names(name: str) -> None:
    root = parsed(PAGES[name])
    for landmark in ("/html/body/header", "/html/body/main", "/html/body/footer"):
        assert len(root.xpath(landmark)) == 1
    names = root.xpath("//nav/@aria-label")
    assert len(names) == len(root.xpath("//nav")) == len(set(names))
    assert not root.xpath("//section[not(@aria-labelledby)]")


@every_page
def test_the_first_stop_of_the_keyboard_leads_past_the_head(name: str) -> None:
    root = parsed(PAGES[name])
    first = root.xpath("//body//a")[0]
    assert (first.get("class"), first.get("href")) == ("skip", "#main")
    assert root.xpath("//main/@id") == ["main"]
    # Nothing else interferes with the order of the page, and nothing takes the keyboard away.
    assert root.xpath("//@tabindex") == ["-1"]
    assert not root.xpath("//@accesskey | //@autofocus | //*[@role='presentation']//a")


@every_page
def test_links_say_where_they_lead(name: str) -> None:
    links = parsed(PAGES[name]).xpath("//body//a")
    for link in links:
        assert spoken(link)
        assert urlsplit(link.get("href")).scheme in ("https", "")
        assert link.text_content().strip() in spoken(link)  # who speaks to the machine says what he sees
    targets: dict[str, str] = {}
    for link in links:
        if link.xpath("ancestor::article") or link.get("href").startswith("#"):
            continue  # two articles may have one title; a part of a page is named like the page of that name
        assert targets.setdefault(spoken(link), link.get("href")) == link.get("href")


@every_page
def test_pictures_have_a_text_and_nothing_asks_for_an_answer(name: str) -> None:
    root = parsed(PAGES[name])
    assert not root.xpath("//img[not(@alt)]")
    assert not root.xpath("//form | //input | //button | //select | //textarea")


@every_page
def test_a_language_comes_with_its_direction(name: str) -> None:
    root = parsed(PAGES[name])
    for block in root.xpath("//*[@lang]"):
        assert block.get("dir") == direction(block.get("lang"))
    assert not [each for each in root.xpath("//*[@dir]") if each.get("dir") not in ("rtl", "ltr", "auto")]


#: Their sample has an Arabic text and says that it is English.
MISNAMED = {"article_title_with_markup_as_text", "feed_full"}


@pytest.mark.parametrize("name", sorted(PAGES.keys() - MISNAMED))
def test_every_text_stands_in_a_block_of_its_own_direction_or_isolated(name: str) -> None:
    for text in parsed(PAGES[name]).xpath("//body//text()"):
        own = first_strong(str(text))
        if own is None or text.is_tail:
            continue
        around = text.getparent().xpath("ancestor-or-self::*[@dir or self::bdi][1]")[0]
        assert around.tag == "bdi" or around.get("dir") in (own, "auto"), text


@every_page
def test_times_are_absolute_and_machines_read_them(name: str) -> None:
    times = parsed(PAGES[name]).xpath("//time")
    for each in times:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", each.get("datetime"))
        assert re.search(r"\d{4}\D+\d\d:\d\d$", each.text)


@every_page
def test_every_page_leads_to_feeds(name: str) -> None:
    root = parsed(PAGES[name])
    types = root.xpath("//link[@rel='alternate']/@type")
    assert {"application/rss+xml", "application/atom+xml", "application/feed+json"} <= set(types)
    assert all(root.xpath("//link[@rel='alternate'][@type]/@title"))
