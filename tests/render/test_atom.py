from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from syndication.documents import EntryView, Tombstone
from syndication.model import Content
from syndication.render import atom
from syndication.render.fragments import render
from tests.render.samples import IDEAS, NOON, facts, page, style, view

A = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
GRAMMAR = Path(__file__).parent.parent / "data" / "atom.rng"
GONE = (
    Tombstone(id="https://gazette.example/?p=77", when=NOON),
    Tombstone(id="tag:gazette.example,2026:78", when=NOON),
)


def feed(
    *views: EntryView, content: Content = "full", gone: tuple[Tombstone, ...] = (), **about: Any
) -> etree._Element:
    made = page("atom", *views, gone=gone, **about)
    return etree.fromstring(atom.document(made, render(views, style("atom", content=content))))


def links(entry: etree._Element, rel: str) -> list[dict[str, str]]:
    return [facts(link) for link in entry.iterfind(f"{A}link") if link.get("rel") == rel]


def broken_rules(root: etree._Element) -> list[str]:
    """The rules of RFC 4287 §4.1.1 and §4.1.2 that a grammar can't say."""
    broken = []
    for place in (root, *root.iterfind(f"{A}entry")):
        alternates = [(link.get("type"), link.get("hreflang")) for link in place.iterfind(f"{A}link[@rel='alternate']")]
        if len(alternates) != len(set(alternates)):
            broken.append("two alternates of one type and language")
        if place is root:
            continue
        if place.find(f"{A}author") is None and root.find(f"{A}author") is None:
            broken.append("an entry without an author")
        if place.find(f"{A}content") is None and not alternates:
            broken.append("neither content nor an alternate link")
    ids = [each.text for each in root.iterfind(f"{A}entry/{A}id")]
    if len(ids) != len(set(ids)):
        broken.append("one id twice")
    return broken


@pytest.mark.parametrize("content", ["full", "excerpt", "headline"])
def test_a_feed_of_every_idea_keeps_rfc_4287(content: Content) -> None:
    grammar = etree.RelaxNG(etree.parse(GRAMMAR))
    for about in ({}, {"language": None, "rights": "", "image": "", "description": ""}):
        root = feed(*IDEAS.values(), content=content, gone=GONE, **about)
        grammar.assertValid(root)
        assert broken_rules(root) == []


@pytest.mark.parametrize(
    "spoil",
    [
        "entry/updated",  # missing
        "entry/id",
        "feed/title",
    ],
)
def test_the_grammar_sees_what_is_missing(spoil: str) -> None:
    grammar = etree.RelaxNG(etree.parse(GRAMMAR))
    root = feed(view())
    where, name = spoil.split("/")
    parent = root if where == "feed" else root.find(f"{A}entry")
    assert parent is not None
    found = parent.find(f"{A}{name}")
    assert found is not None
    parent.remove(found)
    assert not grammar.validate(root)


def test_the_channel_names_itself_and_the_publisher_and_has_one_alternate() -> None:
    root = feed()
    assert root.findtext(f"{A}id") == "tag:gazette.example,2026:all"
    assert root.get(LANG) == "ar"
    assert root.findtext(f"{A}updated") == "2026-03-14T09:00:00+00:00"
    assert root.findtext(f"{A}author/{A}name") == "صحيفة المثال"
    assert root.findtext(f"{A}rights") == "جميع الحقوق محفوظة"
    assert root.findtext(f"{A}logo") == "https://gazette.example/logo.png"
    assert links(root, "self") == [
        {"href": "https://feeds.gazette.example/news/all.atom", "rel": "self", "type": "application/atom+xml"}
    ]
    assert [(link["type"], link["href"]) for link in links(root, "alternate")] == [
        ("text/html", "https://gazette.example/")
    ]


def test_a_mixed_channel_has_no_language() -> None:
    assert feed(language=None).get(LANG) is None


def test_tombstones_stand_in_the_feed() -> None:
    stones = feed(view(), gone=GONE).findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert [facts(stone) for stone in stones] == [
        {"ref": stone.id, "when": "2026-03-14T09:00:00+00:00"} for stone in GONE
    ]


def test_an_entry_is_complete() -> None:
    entry = feed(IDEAS["picture_and_media"]).find(f"{A}entry")
    assert entry is not None
    assert entry.get(LANG) == "ar"
    assert entry.findtext(f"{A}published") == "2026-03-14T08:51:00+00:00"
    summary, content = entry.find(f"{A}summary"), entry.find(f"{A}content")
    assert summary is not None
    assert content is not None
    assert (summary.get("type"), summary.text) == ("text", "فتحت السوق أبوابها صباحا.")
    assert content.get("type") == "html"
    assert (content.text or "").startswith('<div dir="rtl" lang="ar"><figure>')
    category = entry.find(f"{A}category")
    assert category is not None
    assert facts(category) == {"term": "city", "label": "المدينة"}
    assert links(entry, "alternate") == [
        {"href": "https://gazette.example/city/9", "rel": "alternate", "type": "text/html"}
    ]
    assert [(link["type"], link["length"]) for link in links(entry, "enclosure")] == [
        ("audio/mpeg", "0"),
        ("video/mp4", "7000000"),
    ]


def test_a_pick_without_an_address_gives_no_link_element() -> None:
    entry = feed(IDEAS["picks_with_and_without_url"]).find(f"{A}entry")
    assert entry is not None
    assert [link["title"] for link in links(entry, "related")] == [
        "دليل زوار السوق",
        "Book market opens",
        "«قصص & حكايات» <الجزء 2>",
    ]
    assert "كيف بنيت القاعة" in (entry.findtext(f"{A}content") or "")


def test_a_withdrawn_entry_keeps_its_id_and_shows_only_the_notice() -> None:
    entry = feed(IDEAS["withdrawn"]).find(f"{A}entry")
    assert entry is not None
    assert entry.findtext(f"{A}id") == "https://gazette.example/?p=7"
    assert entry.findtext(f"{A}title") == "خبر مسحوب"
    assert entry.findtext(f"{A}updated") == "2026-03-14T09:00:00+00:00"
    assert {child.tag for child in entry} == {
        A + name for name in ("id", "title", "updated", "content", "link", "summary", "published")
    }
    assert links(entry, "related") == links(entry, "enclosure") == []


def test_an_undated_entry_has_no_published_time() -> None:
    entry = feed(IDEAS["undated_without_url"]).find(f"{A}entry")
    assert entry is not None
    assert entry.find(f"{A}published") is None
    assert entry.findtext(f"{A}updated") == "2026-03-13T09:00:00+00:00"


def test_the_newest_withdrawal_moves_the_feeds_time() -> None:
    made = replace(page("atom", view()), updated=NOON.replace(hour=11))
    assert b"<updated>2026-03-14T11:00:00+00:00</updated>" in atom.document(made, [])


def test_an_entry_from_another_outlet_is_signed_and_names_its_feed() -> None:
    entry = feed(IDEAS["from_another_outlet"]).find(f"{A}entry")
    assert entry is not None
    assert [each.text for each in entry.iterfind(f"{A}author/{A}name")] == ["A. Writer"]
    assert entry.findtext(f"{A}rights") == "© The author & The Star"
    source = entry.find(f"{A}source")
    assert source is not None
    assert [etree.QName(each).localname for each in source] == [
        *("id", "title", "updated", "author", "link", "link", "rights", "icon")
    ]
    assert source.findtext(f"{A}id") == "tag:star.example,2020:feed"
    assert source.findtext(f"{A}title") == "The Star & friends"
    assert links(source, "self") == [{"rel": "self", "href": "https://star.example/feed/"}]
    assert [link["href"] for link in links(source, "alternate")] == ["https://star.example/"]
    assert "key=7" not in etree.tostring(entry).decode()


def test_a_feed_that_says_nothing_is_named_by_its_address_and_its_outlet() -> None:
    entry = feed(IDEAS["from_a_feed_that_says_nothing"]).find(f"{A}entry")
    assert entry is not None
    assert entry.find(f"{A}rights") is None
    source = entry.find(f"{A}source")
    assert source is not None
    said = [source.findtext(f"{A}{name}") for name in ("id", "title", "updated", f"author/{A}name")]
    assert said == ["https://star.example/feed/", "ئەستێرە", "2026-03-14T08:46:00+00:00", "ئەستێرە"]
    licensed = feed(replace(IDEAS["from_a_feed_that_says_nothing"], licence="CC BY 4.0")).find(f"{A}entry")
    assert licensed is not None
    assert licensed.findtext(f"{A}rights") == "CC BY 4.0"


def test_our_own_entries_name_no_source() -> None:
    entry = feed(IDEAS["plain"]).find(f"{A}entry")
    assert entry is not None
    assert (entry.find(f"{A}source"), entry.find(f"{A}rights")) == (None, None)


@pytest.mark.parametrize("id", ["14", "my id", "a:b c", ""])
def test_a_guid_that_is_no_iri_becomes_one_and_always_the_same(id: str) -> None:
    made = atom.atom_id(id)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}", made)
    assert made == atom.atom_id(id) != atom.atom_id(f"{id}x")
    entry = feed(view(id=id, url="https://a.example/"), gone=(Tombstone(id=id, when=NOON),))
    assert entry.findtext(f"{A}entry/{A}id") == (made if id else "https://a.example/")
    assert [each.get("ref") for each in entry.iterfind("*[@ref]")] == [made]
