from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.intake import pagetext
from syndication.model import Pick, RawEntry, Rejected

PAGE = (Path(__file__).parents[1] / "data" / "in" / "page.txt").read_text(encoding="utf-8")
LONG = "قال رئيس البلدية سرمد الكمثرى إن السوق تضم تسعين محلاً وإن الإيجار سيبقى ثابتاً ثلاث سنوات كاملة."


def read(text: str | bytes) -> RawEntry:
    found = pagetext.read(text if isinstance(text, bytes) else text.encode(), "p.txt")
    assert isinstance(found, RawEntry), found
    return found


def rejected(text: str | bytes) -> Rejected:
    found = pagetext.read(text if isinstance(text, bytes) else text.encode(), "p.txt")
    assert isinstance(found, Rejected), found
    return found


def test_a_page_becomes_an_article_with_the_editors_picks() -> None:
    found = read(PAGE)
    assert found.form == "page"
    assert found.place == "p.txt:3"
    assert found.sections == ("اقتصاد",)
    assert found.title == "بلدية الرمان تفتتح سوقاً للفاكهة على ضفة النهر “بعد عامين من العمل”"
    assert found.text is not None
    assert [text.split()[0] for text in found.text.split("\n\n")] == ["افتتحت", "وأضاف"]
    assert [(pick.title.split()[0], pick.teaser[-1]) for pick in found.picks] == [("جسر", "…"), ("سعر", "…")]
    assert (found.id, found.guid, found.url, found.published) == (None, None, None, None)


@pytest.mark.parametrize(
    "data",
    [
        PAGE.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + PAGE.encode(),
        PAGE.encode("utf-16"),
        PAGE.encode("cp1256"),
        PAGE.replace("\n\n", "\n").encode(),
        PAGE.replace("\n\n", "\n \t\n\n").encode(),
    ],
    ids=["CRLF", "BOM", "UTF-16", "windows-1256", "no blank lines", "blanks with spaces"],
)
def test_the_same_page_saved_in_another_way_is_the_same_article(data: bytes) -> None:
    found = read(data)
    assert (found.sections, found.title, found.text, found.picks) == (
        read(PAGE).sections,
        read(PAGE).title,
        read(PAGE).text,
        read(PAGE).picks,
    )


def test_a_page_without_a_section_begins_with_its_headline() -> None:
    long_headline = read(f"بلدية الرمان تفتتح سوقاً جديدة للفاكهة والخضار\n{LONG}\n{LONG}")
    assert (long_headline.sections, long_headline.title[:5]) == ((), "بلدية")
    short_headline = read(f"سوق الرمان تفتح\n{LONG}\n{LONG}")
    assert (short_headline.sections, short_headline.title) == ((), "سوق الرمان تفتح")
    question = read(f"متى يفتح الجسر؟\nجواب قصير\n{LONG}")
    assert (question.sections, question.title) == ((), "متى يفتح الجسر؟")


def test_a_page_without_form_and_related_block_is_all_text() -> None:
    found = read(f"محلي\nجسر النجوم يعود\n{LONG}\nختام قصير")
    assert found.text == f"{LONG}\n\nختام قصير"
    assert found.picks == ()


def test_the_related_block_may_stand_before_the_comment_form() -> None:
    found = read(f"محلي\nجسر النجوم يعود\n{LONG}\nمقالات ذات صلة:\nعنوان أول\nاترك تعليقاً\nالاسم *\nالبريد *")
    assert found.text == LONG
    assert found.picks == (Pick(title="عنوان أول"),)


@pytest.mark.parametrize(
    ("form", "related"),
    [
        ("Leave a Reply", "Related Posts"),
        ("Your email address will not be published. Required fields are marked *", "RELATED ARTICLES"),
        ("وەڵامێک بنووسە", "بابەتە پەیوەندیدارەکان"),
        ("Şîroveyekê binivîse", "Gotarên têkildar"),
        ("اتركْ تعليقـــك", "مقالات ذات صله"),
    ],
)
def test_headings_are_known_in_four_languages_and_odd_spellings(form: str, related: str) -> None:
    found = read(f"محلي\nجسر النجوم يعود\n{LONG}\n{form}\nx\n{related}\nعنوان\nبداية نص…\nLoad More Posts Loading...")
    assert found.text == LONG
    assert found.picks == (Pick(title="عنوان", teaser="بداية نص…"),)


def test_picks_whose_teasers_are_missing_are_told_by_their_looks() -> None:
    block = "عنوان أول\nعنوان ثان\nنص مقطوع عن الخبر الثاني…\nعنوان ثالث\nجملة تنتهي بنقطة."
    found = read(f"محلي\nجسر النجوم يعود\n{LONG}\nمقالات ذات صلة\n{block}")
    assert [(pick.title, bool(pick.teaser)) for pick in found.picks] == [
        ("عنوان أول", False),
        ("عنوان ثان", True),
        ("عنوان ثالث", True),
    ]


@pytest.mark.parametrize(
    ("page", "line", "reason"),
    [
        ("", 1, "the page is empty"),
        (" \n\r\n", 1, "the page is empty"),
        ("عنوان وحيد بلا نص بعده أبداً", 1, "no text after the headline"),
        ("محلي\n\nعنوان وحيد بلا نص بعده أبداً", 3, "no text after the headline"),
        ("اترك تعليقك\nالاسم", 1, "no article before the comment form"),
        (LONG * 5 + "\n" + LONG, 1, "no headline: the line has"),
        ("<!DOCTYPE html><html>", 1, "looks like HTML"),
        ('{"title": "x"}', 1, "looks like JSON"),
        (b"ab\0cd", 1, "holds NUL bytes"),
        ("عنوان\nنص طويل هنا".encode() + b"\xff", 2, "neither UTF-8 nor windows-1256"),
        (b"Caf\xe9 and na\xefve", 1, "neither UTF-8 nor windows-1256"),
    ],
)
def test_a_page_that_cannot_be_understood_says_why(page: str | bytes, line: int, reason: str) -> None:
    found = rejected(page)
    assert found.place == f"p.txt:{line}"
    assert found.reason.startswith(reason)


@settings(max_examples=200)
@given(st.binary(max_size=60) | st.text("اب\n.…ة \u200c*", max_size=60).map(str.encode))
def test_no_page_raises(data: bytes) -> None:
    pagetext.read(data, "p.txt")
