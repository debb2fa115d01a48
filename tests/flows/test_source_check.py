"""Looking at sources and for feeds, on loopback."""

from __future__ import annotations

from pathlib import Path

import pytest

from syndication import logs
from syndication.errors import FetchError, InputError
from syndication.flows import own_site, source_check
from syndication.flows.source_check import Checked, check, find
from syndication.store.engine import Store
from tests.flows import origins
from tests.flows.origins import Answer, Says, item, origin, rss
from tests.intake.wordpress_server import post, wordpress

ARABIC = "أعلنت الوزارة اليوم عن خطة جديدة لدعم المزارعين في المحافظات الجنوبية خلال الأشهر المقبلة"


def fresh(count: int = 5, *, text: str = ARABIC, hours: int = 1, date: bool = True) -> bytes:
    """A feed whose newest entry is so many hours old."""
    from datetime import timedelta
    from email.utils import format_datetime

    at = [format_datetime(logs.now() - timedelta(hours=hours + number)) for number in range(count)]
    hub = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="https://hub.example/"/>'
    items = (
        item(number, title=f"خبر {number}", date=at[number] if date else None, text=text) for number in range(count)
    )
    return rss(*items, channel=hub)


def checked(store: Store, tmp_path: Path, answer: Answer, more: str = "") -> Checked:
    with origin({"/feed": answer}) as server:
        (found,) = check(store, origins.config(tmp_path, server, {"one": "/feed"}, more))
    return found


def test_a_good_source_passes_and_tells_what_it_would_give(sqlite: Store, tmp_path: Path) -> None:
    found = checked(sqlite, tmp_path, Says(fresh(), headers={"ETag": '"1"'}), 'language = "ckb"')
    assert found.passes
    assert found.examined is not None
    assert (found.examined.entries, found.examined.dated, found.examined.language) == (5, 5, "ar")
    assert (found.examined.hub, found.validators, found.robots) == ("https://hub.example/", "etag", "allowed")
    assert found.examined.snippet == len(ARABIC)
    assert found.age_s in range(3500, 3700)
    assert found.remarks == ("its texts look like ar, not ckb",)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Says(status=404), "it answers 404"),
        (Says(b"<html></html>"), "page"),
        (Says(rss()), "no entries"),
        (Says(fresh(date=False)), "have no dates"),
        (Says(fresh(hours=200)), "8 days old"),
        (Says(fresh(text="قصير")), "fewer than 5 characters"),
        (Says(status=302, headers={"Location": "http://127.0.0.1:9/"}), "not public"),
    ],
)
def test_what_does_not_meet_the_bar_says_why(sqlite: Store, tmp_path: Path, answer: Says, fault: str) -> None:
    found = checked(sqlite, tmp_path, answer)
    assert not found.passes
    assert fault in "; ".join(found.faults)


def test_headlines_need_no_summaries(sqlite: Store, tmp_path: Path) -> None:
    assert checked(sqlite, tmp_path, Says(fresh(text="قصير")), 'policy = "headline"').passes


def test_a_move_and_missing_validators_are_remarked(sqlite: Store, tmp_path: Path) -> None:
    paths: dict[str, Answer] = {"/feed": Says(status=301, headers={"Location": "/new"}), "/new": Says(fresh())}
    with origin(paths) as server:
        (found,) = check(sqlite, origins.config(tmp_path, server, {"one": "/feed"}))
    assert found.passes
    assert found.is_permanent
    assert found.remarks[0] == f"it has moved to {server.url}/new"
    assert "no validators" in found.remarks[1]


def test_a_robots_txt_that_forbids_is_a_fault(sqlite: Store, tmp_path: Path) -> None:
    with origin({"/feed": Says(fresh()), "/robots.txt": Says(b"User-agent: *\nDisallow: /")}) as server:
        config = origins.config(tmp_path, server, {"one": "/feed"})
        (found,) = check(sqlite, config, ["one"])
        assert "robots.txt" in found.faults[0]
        assert found.robots == "forbidden"
        with pytest.raises(InputError, match="no source"):
            check(sqlite, config, ["two"])


# --- a site's feeds --------------------------------------------------------------------------------------------------

PAGE = (
    b"<html><head><title>x</title><link rel='alternate' type='application/rss+xml' title='All' href='/named'>"
    b"<link rel='alternate' type='application/rss+xml' title='Comments' href='/comments/feed/'></head>"
    b"<body><a href='/category/sport/'>S</a></body></html>"
)


def found_at(store: Store, tmp_path: Path, paths: dict[str, Answer], start: str = "/") -> source_check.Site:
    with origin(paths) as server:
        config = origins.config(tmp_path, server, {})
        site = find(store, config, server.url + start)
        return source_check.Site(
            tuple(
                source_check.Found(
                    url=each.url.removeprefix(server.url),
                    kind=each.kind,
                    title=each.title,
                    language=each.language,
                    entries=each.entries,
                )
                for each in site.feeds
            ),
            tuple(url.removeprefix(server.url) for url in site.categories),
        )


def test_a_sites_feed_is_the_one_that_its_page_names(sqlite: Store, tmp_path: Path) -> None:
    paths: dict[str, Answer] = {"/": Says(PAGE), "/named": Says(fresh()), "/feed/": Says(fresh())}
    site = found_at(sqlite, tmp_path, paths)
    assert [(each.url, each.kind, each.language, each.entries) for each in site.feeds] == [("/named", "feed", "ar", 5)]
    assert site.categories == ("/category/sport/feed/",)


def test_else_one_of_the_usual_places_and_at_last_a_news_sitemap(sqlite: Store, tmp_path: Path) -> None:
    page = Says(b"<html><body>x</body></html>")
    site = found_at(sqlite, tmp_path, {"/": page, "/rss.xml": Says(fresh())})
    assert [each.url for each in site.feeds] == ["/rss.xml"]
    sitemap = (
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        b'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>/1</loc><n:news><n:title>T</n:title></n:news>'
        b"</url></urlset>"
    )
    robots = Says(b"Sitemap: /my-news.xml")
    site = found_at(sqlite, tmp_path, {"/": page, "/my-news.xml": Says(sitemap), "/robots.txt": robots})
    assert [(each.url, each.kind) for each in site.feeds] == [("/my-news.xml", "sitemap")]
    assert found_at(sqlite, tmp_path, {"/": page}).feeds == ()


def test_a_feed_is_itself_and_what_does_not_answer_is_told(sqlite: Store, tmp_path: Path) -> None:
    assert [each.url for each in found_at(sqlite, tmp_path, {"/x": Says(fresh())}, "/x").feeds] == ["/x"]
    with pytest.raises(FetchError, match="404"):
        found_at(sqlite, tmp_path, {}, "/x")


# --- the own site ----------------------------------------------------------------------------------------------------


def test_the_own_site_is_read_by_wordpress_else_by_the_feed_it_names_else_by_a_guess(
    sqlite: Store, tmp_path: Path
) -> None:
    with wordpress(post(1)) as site:
        config = origins.config(tmp_path, site.server, {})
        assert own_site.look(config, f"{site.server.url}/") == own_site.OwnSite("wordpress", f"{site.server.url}/")
    with origin({"/": Says(PAGE)}) as server:
        found = own_site.look(origins.config(tmp_path, server, {}), f"{server.url}/")
        assert (found.kind, found.url, found.problem) == ("feed", f"{server.url}/named", "")
    with origin({"/": Says(b"<html></html>")}) as server:
        found = own_site.look(origins.config(tmp_path, server, {}), f"{server.url}/")
        assert (found.kind, found.url) == ("feed", f"{server.url}/feed/")
        assert "names no feed" in found.problem
    found = own_site.look(origins.config(tmp_path, server, {}), "http://127.0.0.1:9/")
    assert (found.kind, found.url) == ("feed", "http://127.0.0.1:9/feed/")
    assert found.problem
