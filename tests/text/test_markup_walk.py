"""The walk over nh3's output: cases that only it decides."""

from __future__ import annotations

import pytest

from syndication.text.markup_rules import first_pass
from syndication.text.markup_walk import Walk


def walked(html: str) -> Walk:
    walk = Walk("https://news.example/", "ltr")
    walk.run(first_pass(html) or "")
    return walk


@pytest.mark.parametrize(
    ("html", "markup", "text"),
    [
        ("a<span> </span>b", "a b", "a b"),
        ("a<b><br></b>b", "a<br>b", "a\nb"),
        ("<pre>a<span>\n</span>b</pre>", "<pre>a\nb</pre>", "a\nb"),
        ("<li>a<p></p>b</li>", "<li>a<br>b</li>", "a\nb"),
        ("<div>a<div><hr></div>b</div>", "<div>a<div><hr></div>b</div>", "a\n\nb"),
        ("<p>a<a name=x></a></p>", "<p>a</p>", "a"),
        (
            "<a href=/x><img src=/i.jpg></a>",
            '<a href="https://news.example/x"><img src="https://news.example/i.jpg" alt=""></a>',
            "",
        ),
        (
            "<table><tr><td></td><td>b</td></tr></table>",
            "<table><tbody><tr><td></td><td>b</td></tr></tbody></table>",
            "b",
        ),
    ],
)
def test_what_is_empty_goes_but_still_parts_its_neighbours(html: str, markup: str, text: str) -> None:
    walk = walked(html)
    assert (walk.html, walk.text) == (markup, text)


def test_the_first_picture_is_the_bodys() -> None:
    walk = walked('<img src="/a.png" alt=" x\n y "><img src="/b.png">')
    assert walk.image is not None
    assert (walk.image.url, walk.image.alt) == ("https://news.example/a.png", "x y")


def test_a_repeated_picture_stays_where_text_stands_between() -> None:
    assert walked("<img src=/a.png><img src=/a.png>").html.count("<img") == 1
    assert walked("<img src=/a.png>text<img src=/a.png>").html.count("<img") == 2


def test_a_fallback_inside_a_player_does_not_show_twice() -> None:
    html = '<video poster="/p.jpg"><source src="https://v.example/v.webm"><p>old <img src="/p.jpg"></p></video>'
    assert walked(html).html == (
        '<video controls="" poster="https://news.example/p.jpg"><source src="https://v.example/v.webm"></video>'
    )


def test_sources_outside_of_players_and_columns_without_content_are_harmless() -> None:
    assert walked("<source src=https://v.example/x>a").html == "a"
    assert walked("<table><colgroup><col span=2></colgroup><tr><td>a</table>").html == (
        '<table><colgroup><col span="2"></colgroup><tbody><tr><td>a</td></tr></tbody></table>'
    )
