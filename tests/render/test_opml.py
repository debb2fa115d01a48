from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from syndication.model import UI_LANGUAGES
from syndication.render import opml
from syndication.render.html.views import IndexGroup
from syndication.render.words import words
from tests.render.html.test_views import index
from tests.render.samples import FEEDS, NOON


def parsed(document: bytes) -> Any:
    """The root element (lxml's stubs know too little of attributes to be of use)."""
    return etree.fromstring(document)


def test_feeds_are_nested_by_kind_under_names_that_tell_whose_they_are() -> None:
    root = parsed(opml.document(index("ar"), NOON))
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    everything, sections, tags = root.findall("body/outline")
    assert dict(everything.attrib) == {
        "type": "rss",
        "text": "كل المقالات – صحيفة المثال",
        "title": "كل المقالات – صحيفة المثال",
        "xmlUrl": f"{FEEDS}/all.rss",
        "htmlUrl": f"{FEEDS}/all.html",
        "language": "ar",
    }
    assert dict(sections.attrib) == {"text": words("ar").groups["section"]}
    (city,) = sections
    assert city.get("text") == "<المدينة> & حولها – صحيفة المثال"
    assert city.get("description") == "ومعه: النقل"
    assert [each.get("xmlUrl") for each in tags] == [f"{FEEDS}/tags/nato.rss"]
    assert tags[0].get("language") is None


def test_the_date_is_that_of_the_newest_change_in_the_form_of_rfc_822() -> None:
    root = parsed(opml.document(index("ar"), datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)))
    assert root.findtext("head/dateModified") == "Wed, 04 Mar 2026 05:06:07 GMT"
    assert root.findtext("head/title") == "خلاصات الأخبار – صحيفة المثال"


@pytest.mark.parametrize("language", UI_LANGUAGES)
def test_every_outline_has_a_text_and_one_is_there_without_feeds(language: str) -> None:
    empty = replace(index(language), groups=())
    for page in (index(language), empty):
        outlines = list(parsed(opml.document(page, NOON)).iter("outline"))
        assert outlines
        assert all(each.get("text") for each in outlines)


def test_what_xml_can_not_hold_is_left_out() -> None:
    feed = replace(index("ar").groups[0].feeds[0], title="أ\x00ب\ud800")
    page = replace(index("ar"), publisher="ص\x0b", groups=(IndexGroup(kind="all", feeds=(feed,)),))
    assert parsed(opml.document(page, NOON)).find("body/outline").get("text") == "أب – ص"
