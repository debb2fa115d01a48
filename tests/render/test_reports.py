from __future__ import annotations

from dataclasses import replace

from syndication.documents import Style
from syndication.model import Link
from syndication.render.reports import MAX_NAMES, also, links
from tests.render.samples import view

PICK = Link(kind="editor", title="مختار", url="https://paper.example/p")
SAME = Link(kind="story", title="الخبر", url="https://one.example/a", source="One")
OTHER = Link(kind="computed", title="غيره", url="https://paper.example/c")
REPORTS = tuple(
    Link(kind="story", title=f"تقرير {number}", url=f"https://{name}.example/a", source=name)
    for number, name in enumerate(("Agency", "Daily", "Daily"))
)
VIEW = replace(view(), links=(PICK, SAME, OTHER), story=REPORTS)


def style(ext: str, **changes: bool) -> Style:
    return Style(ext, "excerpt", text_list=False, **changes)  # type: ignore[arg-type]


def test_a_page_of_single_articles_shows_the_links_as_they_are() -> None:
    assert links(VIEW, style("atom")) == VIEW.links


def test_where_a_story_is_shown_once_all_outlets_stand_between_picks_and_other_events() -> None:
    found = links(VIEW, style("atom", collapsed=True))
    assert [link.title for link in found] == ["مختار", "Agency: تقرير 0", "Daily: تقرير 1", "Daily: تقرير 2", "غيره"]


def test_formats_that_have_a_place_for_the_outlet_keep_the_title() -> None:
    for ext in ("json", "html"):
        found = links(VIEW, style(ext, collapsed=True))
        assert [(link.title, link.source) for link in found[1:2]] == [("تقرير 0", "Agency")]


def test_a_picked_report_is_no_second_link() -> None:
    picked = replace(PICK, url=REPORTS[0].url)
    found = links(replace(VIEW, links=(picked,)), style("rss", collapsed=True))
    assert [link.url for link in found].count(REPORTS[0].url) == 1


def test_the_text_names_each_outlet_once_in_the_articles_language() -> None:
    assert also(VIEW, style("rss", also=True)) == "ذكرته أيضًا: Agency، Daily"
    assert also(VIEW, style("rss")) == ""
    assert also(replace(VIEW, story=()), style("rss", also=True)) == ""
    many = tuple(replace(REPORTS[0], source=f"O{number}") for number in range(30))
    assert also(replace(VIEW, story=many), style("rss", also=True)).count("O") == MAX_NAMES
