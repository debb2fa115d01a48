"""The lists that nh3 is given, and the guard before it."""

from __future__ import annotations

from syndication.text.markup_rules import BLOCKS, CELLS, EMPTY_GOES, VOID, first_pass


def test_every_block_but_a_rule_goes_when_it_is_empty() -> None:
    stays = BLOCKS - EMPTY_GOES
    assert stays == {"hr"}
    assert not CELLS & EMPTY_GOES
    assert not VOID & EMPTY_GOES


def test_raw_text_elements_are_read_as_markup_under_other_names() -> None:
    assert first_pass("<noscript><b>x</b></noscript>") == "<x-noscript><b>x</b></x-noscript>"
    assert (
        first_pass("<IFRAME src='https://v.example/'>y</iframe >") == '<x-iframe src="https://v.example/">y</x-iframe>'
    )
    assert first_pass("&lt;iframe&gt;") == "&lt;iframe&gt;"


def test_a_lazy_address_survives_for_the_walk() -> None:
    assert first_pass('<img src="data:x" data-src="/i.jpg">') == '<img data-src="/i.jpg">'


def test_long_is_looked_at_and_deep_is_not() -> None:
    assert first_pass("<p>x" * 50_000) is not None
    assert first_pass("<div><p>x</p></div>" * 20_000) is not None
    assert first_pass("<div>" * 5000) is None
    assert first_pass("&amp;" * 300_000) is None
