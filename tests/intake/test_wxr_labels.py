from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from syndication.errors import InputError
from syndication.intake import wxr_labels
from tests.intake.exports import category, export, item, label

HOME = "<wp:base_blog_url>https://post.example/ar/</wp:base_blog_url>"
ENCODED = "%d8%b1%d9%8a%d8%a7%d8%b6%d8%a9"


def written(folder: Path, *parts: str) -> str:
    path = folder / "site.xml"
    path.write_bytes(export(*parts))
    return str(path)


def test_the_labels_of_published_posts_are_counted_by_name_and_address(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        HOME,
        category("news", "أخبار"),
        category(ENCODED, "رياضة", parent="news"),
        item(1, label("category", ENCODED, "رياضة"), label("post_tag", "cup", "كأس")),
        item(2, label("category", ENCODED, "رياضة"), label("post_format", "x", "x")),
        item(3, label("category", "drafts", "مسودات"), status="draft"),
        item(4, label("category", "secret", "سري"), post_password=" "),
        item(5, label("category", "pages", "صفحات"), post_type="page"),
    )
    found = wxr_labels.read(path)
    assert found.home == "https://post.example/ar"
    assert found.categories == {("رياضة", "news/رياضة"): 2}
    assert found.tags == {("كأس", "cup"): 1}


def test_a_packed_export_is_read_and_one_that_names_no_site_has_none(tmp_path: Path) -> None:
    path = tmp_path / "site.xml.gz"
    path.write_bytes(gzip.compress(export(item(1, label("category", "a", "A")))))
    found = wxr_labels.read(str(path))
    assert (found.home, found.categories) == ("", {("A", "a"): 1})


def test_parents_in_a_circle_end(tmp_path: Path) -> None:
    circle = (category("a", "A", parent="b"), category("b", "B", parent="a"))
    ((_, slugs),) = wxr_labels.read(written(tmp_path, *circle, item(1, label("category", "a", "A")))).categories
    assert slugs.count("/") < wxr_labels.MAX_PARENTS


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"\x1f\x8bbroken", export()[:-20]])
def test_what_is_no_whole_export_is_told_with_its_place(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "site.xml"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        wxr_labels.read(str(path))
    assert caught.value.where.startswith(str(path))
    with pytest.raises(InputError, match="can't be opened"):
        wxr_labels.read(str(tmp_path / "none.xml"))


def test_only_so_many_labels_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wxr_labels, "MAX_LABELS", 2)
    labels = [label("post_tag", f"t{number}", f"t{number}") for number in range(5)]
    assert wxr_labels.read(written(tmp_path, item(1, *labels), item(2, *labels))).tags == {
        ("t0", "t0"): 2,
        ("t1", "t1"): 2,
    }
