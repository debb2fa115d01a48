"""Bodies: what of a publisher's HTML reaches a reader."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.text.markup import Body, cut, from_text, sanitise

BASE = "https://news.example/world/story.html"


def html(given_html: str, language: str = "ar") -> str:
    return sanitise(given_html, BASE, language).html


# --- from_text ---


def test_plain_text_becomes_paragraphs_at_blank_lines() -> None:
    body = from_text("الأولى\n\n الثانية\nسطر آخر \n \n\n\nالثالثة", "ar")
    assert body.html == "<p>الأولى</p>\n<p>الثانية<br>سطر آخر</p>\n<p>الثالثة</p>"
    assert body.text == "الأولى\n\nالثانية\nسطر آخر\n\nالثالثة"
    assert body.image is None


def test_markup_in_plain_text_stays_text() -> None:
    body = from_text("شركات كبيرة «AT&T» <b> &amp;", "ar")
    assert body.html == "<p>شركات كبيرة «AT&amp;T» &lt;b&gt; &amp;amp;</p>"
    assert body.text == "شركات كبيرة «AT&T» <b> &amp;"


def test_a_paragraph_of_the_other_direction_says_so() -> None:
    assert from_text("خبر\n\nA quotation of بغداد", "ar").html == '<p>خبر</p>\n<p dir="ltr">A quotation of بغداد</p>'
    assert from_text("News\n\nخبر", "kmr").html == '<p>News</p>\n<p dir="rtl">خبر</p>'
    assert "dir" not in from_text("NATO: اجتماع في بغداد", "ar").html


def test_no_text_is_no_body() -> None:
    assert from_text(" \n\n\t\n", "ar") == Body()
    assert sanitise(" <p> </p>", BASE, "ar") == Body()


# --- what goes ---


@pytest.mark.parametrize(
    ("given_html", "left"),
    [
        ("<p>خبر<script>alert(1)</script></p>", "<p>خبر</p>"),
        ("<style>p{color:red}</style><p>خبر</p>", "<p>خبر</p>"),
        ('<p onclick="x()" class="c" id="i" style="color:red">خبر</p>', "<p>خبر</p>"),
        ('<a href="javascript:alert(1)">خبر</a>', "خبر"),
        ('<a href="java&#10;script:alert(1)">خبر</a>', "خبر"),
        ('<a href="data:text/html,x">خبر</a>', "خبر"),
        ("<svg><script>1</script><a>x</a></svg><math><mi>x</mi></math>خبر", "خبر"),
        ("<!-- more -->خبر<!--[if mso]>x<![endif]-->", "خبر"),
        ("<form><input value=x><textarea>x</textarea><p>خبر</p></form>", "<div><p>خبر</p></div>"),
        ('<bdo dir="ltr">خبر</bdo>\u202eخبر', "خبرخبر"),
        ("<font color=red>خبر</font><custom-thing>خبر</custom-thing>", "خبرخبر"),
        ("<p>&nbsp;</p><p></p><div><p><span> </span></p></div><p>خبر</p>", "<p>خبر</p>"),
        ("<noscript>Please turn it on</noscript>خبر", "خبر"),
    ],
)
def test_what_is_not_on_our_list_goes(given_html: str, left: str) -> None:
    assert html(given_html) == left


# --- what stays ---


@pytest.mark.parametrize(
    "kept",
    [
        '<p dir="rtl" lang="ckb">کورد\u200cستان</p>',
        '<blockquote cite="https://news.example/q"><p>خبر</p></blockquote>',
        '<p><time datetime="2026-01-02">اليوم</time> <del datetime="2026-01-02">أمس</del></p>',
        '<figure><img src="https://news.example/i.jpg" alt="صورة"><figcaption>تعليق</figcaption></figure>',
        '<ol start="3" reversed=""><li value="5">خبر</li></ol>',
        '<table><tbody><tr><td colspan="2">خبر</td></tr></tbody></table>',
        '<a href="mailto:desk@news.example">خبر</a>',
        "<p>خبر<br>خبر</p><hr><pre>خبر\n  خبر</pre>",
        "<p>5 &lt; 7 &amp; خبر</p>",
        '<video controls=""><source src="https://news.example/v.mp4" type="video/mp4"></video>',
        '<audio controls=""><source src="https://news.example/a.mp3"></audio>',
    ],
)
def test_what_readers_understand_stays(kept: str) -> None:
    assert html(kept) == kept


def test_boxes_become_divs_so_that_their_texts_do_not_run_together() -> None:
    body = sanitise("<section>خبر</section><center>خبر</center>", BASE, "ar")
    assert body.html == "<div>خبر</div><div>خبر</div>"
    assert body.text == "خبر\n\nخبر"


def test_relative_links_become_absolute() -> None:
    assert html('<a href="../a?x=1&y=2">خبر</a>') == '<a href="https://news.example/a?x=1&amp;y=2">خبر</a>'
    assert html('<a href="#n1">خبر</a>') == f'<a href="{BASE}#n1">خبر</a>'
    assert sanitise('<a href="/a">خبر</a>', None, "ar").html == "خبر"


def test_a_block_of_the_other_direction_gets_dir_and_others_do_not() -> None:
    assert html("<p>Hello world</p><p>NATO خبر من بغداد</p>") == '<p dir="ltr">Hello world</p><p>NATO خبر من بغداد</p>'
    assert html("<p>Hello</p><p>خبر</p>", "en") == '<p>Hello</p><p dir="rtl">خبر</p>'
    assert html('<div dir="ltr"><p>Hello</p></div>') == '<div dir="ltr"><p>Hello</p></div>'
    assert html("<ul><li>English<ul><li>خبر</li></ul></li></ul>") == (
        '<ul><li dir="ltr">English<ul><li dir="rtl">خبر</li></ul></li></ul>'
    )
    assert html('<p dir="auto">Hello</p><p dir="evil">خبر</p>') == '<p dir="auto">Hello</p><p>خبر</p>'


# --- visible text ---


@pytest.mark.parametrize(
    ("given_html", "text"),
    [
        ("<p>a  b\nc</p><p>d</p>", "a b c\n\nd"),
        ("a<br>b<p>c &amp; d &lt;e&gt;&nbsp;f</p>", "a\nb\n\nc & d <e> f"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("x<b>y</b>z", "xyz"),
        ("<h2>a</h2>b<hr>c", "a\n\nb\n\nc"),
        ("a<p></p>b", "a\nb"),
        ("<p>a<b> </b>b</p>", "a b"),
    ],
)
def test_the_text_is_what_a_reader_sees(given_html: str, text: str) -> None:
    assert sanitise(given_html, BASE, "en").text == text


# --- pictures ---


def test_a_lazy_picture_and_its_twin_are_one_picture() -> None:
    body = sanitise(
        '<p><img class="lazy" src="data:image/gif;base64,R0lG" data-src="/i.jpg" alt="صورة" width="640" height="360">'
        '<noscript><img src="/i.jpg"></noscript></p>',
        BASE,
        "ar",
    )
    assert body.html == '<p><img src="https://news.example/i.jpg" alt="صورة" width="640" height="360"></p>'
    assert body.image is not None
    assert (body.image.url, body.image.width, body.image.alt) == ("https://news.example/i.jpg", 640, "صورة")
    assert body.image.type == "image/jpeg"


def test_a_picture_that_only_noscript_has_is_shown() -> None:
    assert html('<img src="/spacer.gif"><noscript><img src="/i.jpg"></noscript>') == (
        '<img src="https://news.example/i.jpg" alt="">'
    )


def test_a_reader_counting_pixel_goes_with_its_paragraph() -> None:
    assert html('<p>خبر</p><p><img src="https://count.example/p?a=1" width="1" height="1"></p>') == "<p>خبر</p>"


def test_the_emoji_of_wordpress_become_letters_again() -> None:
    picture = '<img src="https://s.w.org/images/core/emoji/15.0/72x72/1f600.png" alt="😀" class="wp-smiley">'
    body = sanitise(f"<p>خبر {picture}</p>", BASE, "ar")
    assert (body.html, body.image) == ("<p>خبر 😀</p>", None)


def test_a_picture_element_gives_its_best_source() -> None:
    assert html('<picture><source srcset="/w.webp 800w"><img src="data:," alt="x"></picture>') == (
        '<img src="https://news.example/w.webp" alt="x" width="800">'
    )


# --- players ---


def test_a_player_in_a_frame_becomes_a_link_with_its_title_or_host() -> None:
    assert html('<iframe src="https://video.example/embed/1" title="فيديو"><p>x</p></iframe>') == (
        '<p><a href="https://video.example/embed/1">فيديو</a></p>'
    )
    assert html('<p>خبر من بغداد مع فيديو <iframe data-src="//www.video.example/2"></iframe></p>') == (
        '<p>خبر من بغداد مع فيديو <a href="https://www.video.example/2">video.example</a></p>'
    )
    assert html('<object data="/m.swf"><embed src="/m.swf"></object>').count("<a ") == 1


def test_a_frame_that_nobody_sees_goes() -> None:
    assert html('<iframe src="https://count.example/" width="0" height="0"></iframe>خبر') == "خبر"
    assert html('<iframe src="about:blank"></iframe><iframe src="javascript:x"></iframe>خبر') == "خبر"


def test_a_video_without_https_becomes_a_link() -> None:
    body = sanitise('<video src="http://news.example/v.mp4" title="فيديو">old browser</video>', BASE, "ar")
    assert body.html == '<p><a href="http://news.example/v.mp4">فيديو</a></p>'
    assert body.text == "فيديو"


# --- limits ---


def test_a_short_body_is_not_cut() -> None:
    body = from_text("خبر", "ar")
    assert cut(body, BASE, "ar") is body


def test_a_long_body_is_cut_at_a_block_and_ends_in_a_link() -> None:
    body = sanitise("<div>" + "<p>خبر طويل</p>" * 500 + "</div>", BASE, "ar")
    shorter = cut(body, BASE, "ar", 2000)
    assert len(shorter.html.encode()) <= 2000
    assert shorter.html.endswith(f'</p></div><p><a href="{BASE}">تتمة المقال</a></p>')
    assert shorter.text.startswith("خبر طويل\n\nخبر طويل")


@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<b title={}>",
        "<p><b><i>",
        "<table><td>",
        "<a href=x>",
        "<!--",
        "<script>",
        "<",
        "&#",
        "<img srcset='a b,",
        "<li>",
    ],
)
def test_hostile_repetition_takes_no_time(piece: str) -> None:
    hostile = "".join(piece.format(number) for number in range(30_000))
    start = time.process_time()
    sanitise(hostile, BASE, "ar")
    assert time.process_time() - start < 5


def test_a_body_too_deep_for_a_parser_is_shown_as_text() -> None:
    assert sanitise("<div>" * 5000 + "خبر &amp; خبر" + "<script>x</script>", BASE, "ar").html == "<p>خبر &amp; خبر</p>"


# --- properties ---

MARKUP = """<p> </p> <div> </div> <b> </b> </a> <noscript> </noscript> </iframe> <script> </script> <style> </style>
<table> <tr> <td> </table> <pre> </pre> <ul> <li> </ul> <br> <hr> <video> </video> <picture> </picture> <svg> </svg>
<button> <label> </label> <h2> </h2> <figure> <form> </form> <section> </section> <textarea> <title> <xmp> <plaintext>
<select> <math> <template> <dl> <dd> <center> <span> </span> text خبر &amp; &lt; &nbsp; < > " ' <!-- --> \u202e"""
WITH_ATTRIBUTES = [
    '<a href="/x">',
    '<a href="javascript:x">',
    "<img src=/i.jpg>",
    '<img data-src=/j.jpg srcset="/k.jpg 9w">',
    '<iframe src="//v.example/">',
    "<source src=https://v.example/v>",
    '<p onclick=x style="a:b" dir=RTL>',
    "<object data=/o>",
    "<embed src=/e>",
]
PIECES = st.lists(st.sampled_from([*MARKUP.split(), *WITH_ATTRIBUTES, " ", "\n"]), max_size=25).map("".join)


class Checker(HTMLParser):
    """Fails at anything that must never be in a body."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "form",
            "noscript",
            "template",
        }
        assert not tag.startswith("x-")
        for name, value in attrs:
            assert not name.startswith("on")
            assert name not in {"style", "class", "id", "srcset"}
            if name in {"href", "src", "cite", "poster"}:
                assert re.match(r"https?://|mailto:|tel:", value or "")


@settings(max_examples=200)
@given(st.one_of(PIECES, st.text()), st.sampled_from(["ar", "en"]))
def test_every_body_is_safe_and_goes_in_again_unchanged(given_html: str, language: str) -> None:
    body = sanitise(given_html, BASE, language)
    Checker().feed(body.html)
    assert sanitise(body.html, BASE, language) == body


@settings(max_examples=200)
@given(st.text(), st.sampled_from(["ar", "en"]))
def test_plain_text_is_sanitised_html(text: str, language: str) -> None:
    body = from_text(text, language)
    assert sanitise(body.html, BASE, language) == body


@settings(max_examples=200)
@given(PIECES, st.integers(200, 600))
def test_no_cut_body_is_longer_than_its_limit_or_unbalanced(given_html: str, limit: int) -> None:
    body = cut(sanitise(given_html * 5, BASE, "ar"), BASE, "ar", limit)
    assert len(body.html.encode()) <= limit
    assert sanitise(body.html, BASE, "ar").text == body.text
