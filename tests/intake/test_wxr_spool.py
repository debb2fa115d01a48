from __future__ import annotations

from collections.abc import Iterator

import pytest

from syndication.errors import InputError
from syndication.intake.wxr_items import Item, Label
from syndication.intake.wxr_spool import MAX_GALLERY, Attachment, Spool, number


@pytest.fixture
def spool() -> Iterator[Spool]:
    with Spool() as opened:
        yield opened


def picture(id: int, parent: int = 0, order: int = 0, url: str = "") -> Attachment:
    return Attachment(id=id, url=url or f"https://post.example/{id}.jpg", parent=parent, order=order, alt="جسر")


def test_posts_come_back_as_they_were_and_in_their_order(spool: Spool) -> None:
    posts = [
        Item(7, {"title": "خبر"}, [Label("category", "x", "محليات")], {"_thumbnail_id": "9"}),
        Item(3, {}, [], {}, "title"),
    ]
    for post in posts:
        spool.add(post)
    assert list(spool.posts()) == posts


def test_a_picture_is_found_by_its_number(spool: Spool) -> None:
    spool.put(picture(9))
    assert spool.picture(9) == picture(9)
    assert spool.picture(8) is None
    assert spool.picture(None) is None


def test_a_number_keeps_its_first_picture(spool: Spool) -> None:
    spool.put(picture(9))
    spool.put(picture(9, url="https://post.example/other.jpg"))
    assert spool.picture(9) == picture(9)


def test_a_gallery_lists_pictures_in_its_own_order(spool: Spool) -> None:
    for id in (1, 2, 3):
        spool.put(picture(id))
    assert spool.gallery(None, {"ids": "3, 1,x,99,"}) == [picture(3), picture(1)]
    assert spool.gallery(None, {"include": "2"}) == [picture(2)]
    assert spool.gallery(None, {}) == []


def test_a_gallery_without_list_shows_the_posts_own_pictures(spool: Spool) -> None:
    for one in (picture(1, 5, 2), picture(2, 5, 1), picture(3, 6), picture(4, 5, url="https://post.example/a.pdf")):
        spool.put(one)
    assert spool.gallery(5, {}) == [picture(2, 5, 1), picture(1, 5, 2)]
    assert spool.gallery(5, {"exclude": "2"}) == [picture(1, 5, 2)]


def test_a_gallery_is_bounded(spool: Spool) -> None:
    for id in range(1, MAX_GALLERY + 50):
        spool.put(picture(id, 5))
    assert len(spool.gallery(5, {})) == MAX_GALLERY
    assert len(spool.gallery(5, {"ids": ",".join(map(str, range(1, 5000)))})) == MAX_GALLERY


def test_no_room_is_an_error_in_plain_words(spool: Spool) -> None:
    spool._base.execute("PRAGMA max_page_count = 10")
    with pytest.raises(InputError, match="a temporary file can't be written"):
        spool.put(picture(1, url="x" * 1_000_000))


@pytest.mark.parametrize(
    ("text", "value"),
    [("7", 7), (" 7\n", 7), ("0", 0), ("", None), ("-7", None), ("٧", None), ("7.0", None), ("9" * 19, None)],
)
def test_a_number_is_digits_that_sqlite_can_hold(text: str, value: int | None) -> None:
    assert number(text) == value
