"""Where a body that is too long ends."""

from __future__ import annotations

import pytest

from syndication.text.markup_cut import cut_html

URL = "https://news.example/a?b=1&c=2"


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", "تتمة المقال"), ("ckb", "درێژەی بابەتەکە"), ("kmr", "Berdewama nivîsê"), ("fa", "Continue reading")],
)
def test_the_link_speaks_the_articles_language(language: str, words: str) -> None:
    html = cut_html("<p>a</p>" * 100, URL, language, 300)
    assert html.endswith(f'<p><a href="https://news.example/a?b=1&amp;c=2">{words}</a></p>')


def test_what_fits_stays_as_it_is() -> None:
    assert cut_html("<p>a</p>", URL, "ar", 1000) == "<p>a</p>"


def test_open_elements_are_closed() -> None:
    html = cut_html("<div><ul>" + "<li>item</li>" * 100 + "</ul></div>", None, "en", 100)
    assert html.startswith("<div><ul><li>item</li>")
    assert html.endswith("<li>item</li></ul></div>")
    assert len(html) <= 100


def test_an_endless_block_is_cut_at_a_space() -> None:
    html = cut_html("<p>" + "word &amp; " * 100 + "</p>", None, "en", 60)
    assert html == "<p>word &amp; word &amp; word &amp; word &amp; word…</p>"


def test_an_endless_word_is_cut_before_a_reference() -> None:
    assert cut_html("&amp;" * 100, None, "en", 25) == "<p>&amp;&amp;&amp;…</p>"


def test_a_link_that_would_fill_the_body_goes() -> None:
    assert "<a" not in cut_html("<p>a</p>" * 100, "https://news.example/" + "x" * 500, "en", 300)
