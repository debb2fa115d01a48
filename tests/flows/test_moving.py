from __future__ import annotations

from pathlib import Path

from syndication.flows.moving import Category, OldAddress, survey
from tests.flows.newsroom import config
from tests.intake.exports import category, export, item, label

HOME = "<wp:base_blog_url>https://post.example</wp:base_blog_url>"


def test_a_move_is_told_what_it_lacks_the_most_used_first(tmp_path: Path) -> None:
    path = tmp_path / "site.xml"
    path.write_bytes(
        export(
            HOME,
            category("news", "أخبار"),
            category("games", "رياضة", parent="news"),
            item(1, label("category", "sport", "رياضة"), label("post_tag", "cup", "Cup")),
            item(2, label("category", "games", "رياضة"), label("post_tag", "rojin", "Rojîn")),
            item(3, label("category", "weather", "طقس"), label("post_tag", "plus", "++")),
            item(4, label("category", "weather", "طقس"), label("category", "uncategorized", "غير مصنف")),
            item(5, label("category", "economy", "محليات")),
        )
    )
    found = survey(str(path), config())
    assert found.categories == (Category("طقس", "weather", 2),)
    assert found.addresses == (
        OldAddress("/category/weather/feed/", 2, "no section has this slug"),
        OldAddress("/category/news/games/feed/", 1, "add «games» to the labels of sport"),
        OldAddress("/category/uncategorized/feed/", 1, "no section has this slug"),
        OldAddress("/category/economy/feed/", 1, "answered with economy, but «محليات» means local"),
        OldAddress("/tag/rojin/feed/", 1, "here it is /tags/rojîn.rss"),
        OldAddress("/tag/plus/feed/", 1, "has no letters"),
    )
    assert found.wordpress_id == "https://post.example/feed/atom/"


def test_a_move_that_lacks_nothing_is_told_nothing(tmp_path: Path) -> None:
    path = tmp_path / "site.xml"
    path.write_bytes(export(HOME, item(1, label("category", "%d9%85%d8%ad%d9%84%d9%8a", "محلي"))))
    old = config(feeds={"wordpress_id": "https://post.example/feed/atom/"})
    found = survey(str(path), old)
    assert (found.categories, found.addresses, found.wordpress_id) == ((), (), "")
    path.write_bytes(export())
    assert survey(str(path), config()).wordpress_id == ""
