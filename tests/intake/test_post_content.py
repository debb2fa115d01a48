"""Golden pairs: tests/data/wordpress/NAME.txt is a ``post_content``, NAME.html what it shows, then what was counted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.intake.post_content import MAX_DROPPED, Content, rendered
from syndication.intake.wxr_spool import Attachment
from syndication.text.markup import sanitise

FOLDER = Path(__file__).parents[1] / "data" / "wordpress"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))

PICTURES = {
    "7": Attachment(id=7, url="https://post.example/7.jpg", width=600, height=400, alt="جسر", caption="بعد الترميم"),
    "8": Attachment(id=8, url="https://post.example/8.jpg?a=1&b=2", alt='"سوق"'),
}


def gallery(attributes: Mapping[str, str]) -> list[Attachment]:
    """Two pictures are there, and both belong to the post."""
    ids = attributes.get("ids", "7,8").split(",")
    return [PICTURES[id.strip()] for id in ids if id.strip() in PICTURES]


def golden(content: Content) -> bytes:
    counted = "".join(f"<!-- counted: {name} -->\n" for name in content.dropped)
    return f"{content.html}\n{counted}".encode()


@pytest.mark.parametrize("name", NAMES)
def test_a_post_shows(name: str, request: pytest.FixtureRequest) -> None:
    got = golden(rendered((FOLDER / f"{name}.txt").read_bytes().decode(), gallery))
    expected = FOLDER / f"{name}.html"
    if request.config.getoption("--update-golden"):
        expected.write_bytes(got)
    assert got.decode() == expected.read_bytes().decode()


def test_every_expectation_has_its_source() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.html")) == NAMES


def test_nothing_gives_nothing() -> None:
    assert rendered("", gallery) == Content("")
    assert rendered("\n&nbsp;\n".replace("&nbsp;", ""), gallery) == Content("")


def test_one_article_adds_only_so_much_to_the_counts() -> None:
    assert len(rendered("[ad_x]" * 1000, gallery).dropped) == MAX_DROPPED


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "[a " * 100_000,
        '[a_b c="' * 50_000,
        "[caption]" * 50_000 + "[/caption]",
        "[embed]" * 50_000,
        "<!--" * 100_000,
        "<br> " * 100_000,
        "<div>" * 50_000 + "</p>" * 50_000,
        "<p>http://" * 50_000,
        " " * 500_000 + "x",
        "\n " * 100_000,
        "a=b" * 100_000,
        "<a " * 100_000,
    ],
    ids=lambda text: text[:8],
)
@pytest.mark.timeout(10)
def test_text_that_means_harm_takes_no_longer_than_its_length(text: str) -> None:
    rendered(text, gallery)


PIECES = st.sampled_from(
    [
        *("نص", "a b", "\n", "\n\n", " ", "&nbsp;", "<br>", "<p>", "</p>", "<div>", "</div>", "<ul>", "<li>", "</ul>"),
        *("<pre>", "</pre>", "<script>", "<img src=x>", "<blockquote>", "</blockquote>", "<h2>", "</h2>", "<", ">"),
        *("<!-- wp:paragraph -->", "<!-- /wp:paragraph -->", "<!-- wp:x /-->", "<!--", "-->", "[", "]", "[[", "]]"),
        *("[caption]", "[/caption]", "[gallery]", "[embed]", "[/embed]", "https://a.example/", "[x_y a='", "[/x_y]"),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_whatever_is_written_becomes_a_body(text: str) -> None:
    content = rendered(text, gallery)
    assert sanitise(content.html, "https://post.example/", "ar").html is not None


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["كلمة", "b", " ", "\n", "<b>", "</b>", "<ul>", "<li>", "</ul>", "<p>"])).map("".join))
def test_no_word_is_lost(text: str) -> None:
    shown = sanitise(rendered(text, gallery).html, None, "ar").text
    for word in ("كلمة", "b"):
        assert shown.count(word) == text.replace("<b>", "").replace("</b>", "").count(word)
