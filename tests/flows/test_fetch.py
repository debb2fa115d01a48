"""Fetching from loopback outlets: what comes in, how it is asked again, and that nobody's failure is another's."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import web

from syndication.config import Config
from syndication.flows import fetch, fetch_results
from syndication.flows.fetch_results import Told
from syndication.flows.reading import Job, Reading
from syndication.intake.schedule import DAY
from syndication.model import Article
from syndication.store import articles, hosts, schema, source_states, sources
from syndication.store.engine import Store
from tests.flows import killed_child, origins
from tests.flows.origins import Answer, Says, fetched, item, numbered, origin, rss
from tests.intake.loopback import Loopback

ETAG = {"ETag": '"v1"', "Last-Modified": "Wed, 04 Mar 2026 08:00:00 GMT"}


def stored(store: Store) -> list[Article]:
    with store.read() as connection:
        return [each.article for each in articles.iterate(connection)]


def standing(store: Store, slug: str = "one") -> source_states.Standing:
    with store.read() as connection:
        return source_states.standings(connection, [slug])[0]


def later(store: Store, seconds: int) -> None:
    """Let time pass for the feeds and their hosts."""
    feed = schema.feed.c
    with store.aside() as connection:
        times = (feed.next_at, feed.tried_at, feed.ok_at, feed.full_at, feed.moved_since)
        connection.execute(schema.feed.update().values({time: time - seconds for time in times} | {feed.next_at: 0}))
        connection.execute(schema.host.update().values(slow_until=schema.host.c.slow_until - seconds))


def again(store: Store, config: Config, after_s: int = 0) -> Told:
    """The next fetch of the only feed, its time having come."""
    later(store, after_s)
    (told,) = fetched(store, config)
    return told


def one(tmp_path: Path, server: Loopback, more: str = "") -> Config:
    return origins.config(tmp_path, server, {"one": "/feed"}, more)


# --- what comes in ---------------------------------------------------------------------------------------------------


def test_a_feeds_entries_are_taken_in_once(sqlite: Store, tmp_path: Path) -> None:
    with origin({"/feed": Says(numbered(1, 2, 3))}) as server:
        config = one(tmp_path, server)
        (first,) = fetched(sqlite, config)
        assert (first.source, first.new, first.changed, first.is_good) == ("one", 3, 0, True)
        assert fetched(sqlite, config) == [], "it is not due"
        second = again(sqlite, config)
    assert (second.new, second.changed, second.is_same) == (0, 0, True)
    assert sorted(each.id for each in stored(sqlite)) == ["n-1", "n-2", "n-3"]
    assert {each.outlet for each in stored(sqlite)} == {"one"}


def test_new_and_corrected_entries_come_in_beside_the_old_ones(sqlite: Store, tmp_path: Path) -> None:
    paths: dict[str, Answer] = {"/feed": Says(numbered(1, 2))}
    with origin(paths) as server:
        config = one(tmp_path, server)
        fetched(sqlite, config)
        paths["/feed"] = Says(rss(item(1, title="A better title of the first one"), item(2), item(3)))
        told = again(sqlite, config)
    assert (told.new, told.changed) == (1, 1)
    assert "A better title of the first one" in {each.title for each in stored(sqlite)}


def test_entries_that_were_seen_are_not_read_again(sqlite: Store, tmp_path: Path) -> None:
    jobs: list[Reading] = []

    async def watched(job: Job) -> Reading:
        jobs.append(await origins.in_place(job))
        return jobs[-1]

    paths: dict[str, Answer] = {"/feed": Says(numbered(*range(1, 31)))}
    with origin(paths) as server:
        config = one(tmp_path, server)
        asyncio.run(origins.fetch(sqlite, config, read=watched))
        paths["/feed"] = Says(numbered(*range(2, 32)))
        later(sqlite, 0)
        asyncio.run(origins.fetch(sqlite, config, read=watched))
    assert [len(each.articles) for each in jobs] == [30, 1]
    assert len(stored(sqlite)) == 31


def test_refused_entries_are_remembered_with_their_reason(sqlite: Store, tmp_path: Path) -> None:
    with origin({"/feed": Says(rss(item(1), item(2, title="Election of the chess club")))}) as server:
        config = one(tmp_path, server, 'exclude = ["chess"]')
        (told,) = fetched(sqlite, config)
        assert (told.new, told.refused) == (1, 1)
        assert again(sqlite, config).refused == 0, "it is not judged again"
        with sqlite.read() as connection:
            ((refused, _),) = source_states.refused(connection, "one")
        assert (refused.title, refused.field) == ("Election of the chess club", "relevance")
        assert again(sqlite, one(tmp_path, server)).new == 1, "other rules, other judgements"


def test_of_a_sources_first_fetch_three_entries_are_news_however_many_feeds_it_has(
    sqlite: Store, tmp_path: Path
) -> None:
    feeds: dict[str, Answer] = {"/a": Says(numbered(1, 2, 3, 4)), "/b": Says(numbered(11, 12, 13, 14, 4))}
    with origin(feeds) as server:
        config = origins.config(tmp_path, server, {"one": ["/a", "/b"]})
        fetched(sqlite, config)
        assert sorted(each.id for each in stored(sqlite) if not each.backlog) == ["n-12", "n-13", "n-14"]
        feeds["/b"] = Says(numbered(15, 16, 17, 18))
        later(sqlite, 0)
        fetched(sqlite, config)
    assert {"n-15", "n-16", "n-17", "n-18"} <= {each.id for each in stored(sqlite) if not each.backlog}


def test_the_own_sites_feed_gives_own_articles(sqlite: Store, tmp_path: Path) -> None:
    with origin({"/feed": Says(numbered(1, 2), headers={"Cache-Control": "max-age=7200"})}) as server:
        (told,) = fetched(sqlite, one(tmp_path, server, "own = true"))
    assert (told.new, told.wait_s) == (2, 60)
    assert {(each.outlet, each.credit) for each in stored(sqlite)} == {("", None)}


def test_a_news_sitemap_and_wordpresses_json_are_sources_too(sqlite: Store, tmp_path: Path) -> None:
    sitemap = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://o.example/1</loc><n:news>'
        "<n:publication_date>2026-03-04T10:00:00Z</n:publication_date><n:title>From a sitemap</n:title></n:news></url>"
        "</urlset>"
    )
    post = (
        '[{"id": 7, "link": "https://o.example/7", "guid": {"rendered": "https://o.example/?p=7"}, "status": "publish",'
        '"date_gmt": "2026-03-04T09:00:00", "title": {"rendered": "From WordPress"}, '
        '"content": {"rendered": "<p>Some words about it.</p>"}}]'
    )
    paths = {"/feed": Says(sitemap.encode()), "/wp-json/wp/v2/posts": Says(post.encode())}
    with origin(paths) as server:
        assert fetched(sqlite, one(tmp_path, server, 'kind = "sitemap"'))[0].new == 1
        config = origins.config(tmp_path, server, {"two": "/"}, 'kind = "wordpress"')
        assert fetched(sqlite, config)[0].new == 1
        assert "per_page=30" in server.asked[-1].query_string
    assert {each.title for each in stored(sqlite)} == {"From a sitemap", "From WordPress"}


# --- asking again ----------------------------------------------------------------------------------------------------


def conditional(body: bytes, headers: Mapping[str, str] = ETAG) -> Answer:
    def answer(request: web.Request) -> Says:
        asked = request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")
        is_known = asked == (headers.get("ETag"), headers.get("Last-Modified"))
        return Says(status=304, headers=headers) if is_known else Says(body, headers=headers)

    return answer


def test_validators_go_back_byte_for_byte(sqlite: Store, tmp_path: Path) -> None:
    headers = {"ETag": 'W/"a b;c"', "Last-Modified": "yesterday, or so"}
    with origin({"/feed": conditional(numbered(1), headers)}) as server:
        config = one(tmp_path, server)
        fetched(sqlite, config)
        told = again(sqlite, config)
        assert (told.status, told.is_same, told.problem) == (304, True, "")
        assert server.asked[-1].headers["A-IM"] == "feed"
    assert standing(sqlite).feed.etag == 'W/"a b;c"'


def test_a_server_that_always_says_304_is_asked_whole_once_a_day(sqlite: Store, tmp_path: Path) -> None:
    with origin({"/feed": conditional(numbered(1))}) as server:
        config = one(tmp_path, server)
        fetched(sqlite, config)
        assert again(sqlite, config, DAY).status == 200
        assert "If-None-Match" not in server.asked[-1].headers
        assert again(sqlite, config).status == 304


def test_a_304_that_nobody_asked_for_keeps_what_we_have(sqlite: Store, tmp_path: Path) -> None:
    paths: dict[str, Answer] = {"/feed": Says(numbered(1), headers=ETAG)}
    with origin(paths) as server:
        config = one(tmp_path, server)
        fetched(sqlite, config)
        paths["/feed"] = Says(status=304)
        told = again(sqlite, config, DAY)
        assert (told.is_good, told.problem) == (True, "it answers 304 without having been asked")
        paths["/feed"] = Says(numbered(1, 2))
        told = again(sqlite, config)
        assert "If-None-Match" not in server.asked[-1].headers
    assert (told.new, told.problem) == (1, "")


def test_the_same_body_under_new_validators_is_not_read_again(sqlite: Store, tmp_path: Path) -> None:
    count = iter(range(100))

    def answer(_: web.Request) -> Says:
        return Says(numbered(1), headers={"ETag": f'"{next(count)}"'})

    async def never(job: Job) -> Reading:
        raise AssertionError("nothing is to be read")

    with origin({"/feed": answer}) as server:
        config = one(tmp_path, server)
        fetched(sqlite, config)
        later(sqlite, 0)
        (told,) = asyncio.run(origins.fetch(sqlite, config, read=never))
    assert (told.is_good, told.is_same) == (True, True)
    assert standing(sqlite).feed.etag == '"1"'


def test_a_226_adds_what_is_new(sqlite: Store, tmp_path: Path) -> None:
    paths: dict[str, Answer] = {"/feed": Says(numbered(1, 2), headers=ETAG)}
    with origin(paths) as server:
        config = one(tmp_path, server)
        fetched(sqlite, config)
        paths["/feed"] = Says(numbered(3), status=226, headers={"ETag": '"v2"', "IM": "feed"})
        told = again(sqlite, config)
        assert (told.new, standing(sqlite).feed.etag, standing(sqlite).feed.entries) == (1, '"v2"', 2)
        paths["/feed"] = Says(numbered(1, 2, 3), headers=ETAG)
        assert again(sqlite, config).new == 0
    assert len(stored(sqlite)) == 3


def test_a_move_is_adopted_after_six_days_and_given_up_when_it_fails(sqlite: Store, tmp_path: Path) -> None:
    moved = Says(status=301, headers={"Location": "/new"})
    paths: dict[str, Answer] = {"/feed": moved, "/new": Says(numbered(1))}
    with origin(paths) as server:
        config = one(tmp_path, server)
        fetched(sqlite, config)
        for days in (2, 2, 3):
            again(sqlite, config, days * DAY)
        assert standing(sqlite).feed.address == f"{server.url}/new"
        asked = len(server.asked)
        again(sqlite, config)
        assert [request.path for request in server.asked[asked:]] == ["/robots.txt", "/new"]
        paths |= {"/new": Says(status=404), "/feed": Says(numbered(1, 2))}
        for _ in range(5):
            assert not again(sqlite, config).is_good
        assert again(sqlite, config).new == 1
    assert standing(sqlite).feed.address is None


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_temporary_redirect_is_never_adopted(sqlite: Store, tmp_path: Path, status: int) -> None:
    paths: dict[str, Answer] = {"/feed": Says(status=status, headers={"Location": "/new"}), "/new": Says(numbered(1))}
    with origin(paths) as server:
        config = one(tmp_path, server)
        fetched(sqlite, config)
        again(sqlite, config, 9 * DAY)
    found = standing(sqlite).feed
    assert (found.address, found.moved_to) == (None, None)


# --- failures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (Says(status=404), "it answers 404 (Not Found)"),
        (Says(status=500), "it answers 500"),
        (Says(status=299), "it answers 299"),
        (Says(b"<html><head></head><body>Welcome</body></html>"), "what came is no feed"),
        (Says(b""), "what came is no feed"),
        (Says(b"\x89PNG\r\n\x1a\n\0\0\0"), "what came is no feed"),
        (Says(status=301, headers={"Location": "/feed"}), "redirects"),
        (Says(status=302, headers={"Location": "http://127.0.0.1:9/"}), "not public"),
        (Says(b"x", headers={"Content-Encoding": "gzip"}), "broke off"),
    ],
)
def test_a_feed_that_fails_says_why_and_is_asked_again_later(
    sqlite: Store, tmp_path: Path, says: Says, words: str
) -> None:
    paths: dict[str, Answer] = {"/feed": says}
    with origin(paths) as server:
        config = one(tmp_path, server)
        (told,) = fetched(sqlite, config)
        assert not told.is_good
        assert words in told.problem
        assert words in standing(sqlite).feed.problem
        assert 100 < told.wait_s <= 300
        assert 300 <= again(sqlite, config).wait_s <= 600  # twice as long, spread over its second half
        paths["/feed"] = Says(numbered(1))
        told = again(sqlite, config)
    assert (told.is_good, told.problem, told.new) == (True, "", 1)
    assert standing(sqlite).feed.failures == 0


def test_a_feed_that_is_gone_is_not_asked_again_until_it_is_resumed(sqlite: Store, tmp_path: Path) -> None:
    paths: dict[str, Answer] = {"/feed": Says(status=410)}
    with origin(paths) as server:
        config = one(tmp_path, server)
        (told,) = fetched(sqlite, config)
        assert "resume" in told.problem
        later(sqlite, 30 * DAY)
        assert fetched(sqlite, config) == []
        paths["/feed"] = Says(numbered(1))
        with sqlite.aside() as connection:
            source_states.resume(connection, "one")
        assert fetched(sqlite, config)[0].new == 1


def test_a_host_that_asks_for_a_pause_is_left_alone_with_all_its_feeds(sqlite: Store, tmp_path: Path) -> None:
    paths: dict[str, Answer] = {
        "/a": Says(status=429, headers={"Retry-After": "900"}),
        "/b": Says(numbered(1)),
    }
    with origin(paths) as server:
        config = origins.config(tmp_path, server, {"one": ["/a", "/b"]})
        slow, spared = fetched(sqlite, config)
        assert (slow.status, slow.wait_s) == (429, 900)
        assert "pause" in spared.problem
        assert [request.path for request in server.asked] == ["/robots.txt", "/a"]
        with sqlite.read() as connection:
            assert hosts.slow(connection)[server.url] in range(850, 901)
        later(sqlite, 0)
        fetched(sqlite, config)
        assert len(server.asked) == 2, "another process knows it too"
        paths["/a"] = Says(numbered(2))
        later(sqlite, 901)
        assert [told.new for told in fetched(sqlite, config)] == [1, 1]


def test_robots_txt_is_obeyed_unless_the_outlet_permits(sqlite: Store, tmp_path: Path) -> None:
    robots = Says(b"User-agent: *\nDisallow: /feed")
    with origin({"/feed": Says(numbered(1)), "/robots.txt": robots}) as server:
        (told,) = fetched(sqlite, one(tmp_path, server))
        assert "robots.txt" in told.problem
        assert [request.path for request in server.asked] == ["/robots.txt"]
        later(sqlite, 0)
        config = one(tmp_path, server, 'robots = "ignore"\npermission = "the editor, 2026-03-01"')
        assert fetched(sqlite, config)[0].new == 1


def test_a_robots_txt_is_kept_for_the_next_process(sqlite: Store, tmp_path: Path) -> None:
    with origin({"/feed": Says(numbered(1))}) as server:
        fetched(sqlite, one(tmp_path, server))
        with sqlite.read() as connection:
            (copy,) = hosts.robots(connection)
        assert (copy.origin, copy.status) == (server.url, 404)


def test_one_feeds_failure_is_never_anothers(sqlite: Store, tmp_path: Path) -> None:
    async def broken(job: Job) -> Reading:
        if job.url.endswith("/2"):
            raise RuntimeError("a fault of ours")
        reading = await origins.in_place(job)
        if job.url.endswith("/3"):  # half a surrogate pair: no database takes it
            return replace(reading, articles=tuple(replace(each, title="\ud800") for each in reading.articles))
        return reading

    paths: dict[str, Answer] = {f"/{number}": Says(numbered(number * 10, number * 10 + 1)) for number in range(1, 6)}
    paths["/4"] = Says(status=500)
    with origin(paths) as server:
        config = origins.config(tmp_path, server, {f"s{number}": f"/{number}" for number in range(1, 6)})
        told = asyncio.run(origins.fetch(sqlite, config, read=broken))
    assert [each.new for each in told] == [2, 0, 0, 0, 2]
    problems: list[Any] = [each.problem for each in told]
    assert "fault of this program" in problems[1]
    assert "can't be stored" in problems[2]
    assert "500" in problems[3]


def test_a_database_without_room_is_told_in_its_words_and_not_as_a_fault_of_ours(
    sqlite: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    full = "CREATE TRIGGER full BEFORE INSERT ON article BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
    with origin({"/feed": Says(numbered(1, 2))}) as server:
        config = one(tmp_path, server)
        with sqlite.aside() as connection:
            connection.exec_driver_sql(full)
        (told,) = fetched(sqlite, config)
        assert "disk is full" in told.problem
        assert [(each.levelname, each.exc_info or None) for each in caplog.records if "full" in each.message] == [
            ("ERROR", None)
        ]
        with sqlite.aside() as connection:
            connection.exec_driver_sql("DROP TRIGGER full")
        assert again(sqlite, config).new == 2  # as soon as there is room


def test_a_long_feed_is_written_in_parts(sqlite: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch_results, "MOST", 10)
    statements = killed_child.watch(sqlite, 0)
    with origin({"/feed": Says(numbered(*range(1, 36)))}) as server:
        config = one(tmp_path, server)
        (told,) = fetched(sqlite, config)
        assert (told.new, told.is_good) == (35, True)
        assert sum("INSERT INTO article" in each for each in statements) == 4
        assert again(sqlite, config).is_same
    assert len(stored(sqlite)) == 35


def test_nothing_more_is_asked_for_while_much_waits_to_be_read(
    sqlite: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "MOST_WAITING", 100)
    waiting: list[int] = []

    async def slow(job: Job) -> Reading:
        waiting.append(len(job.body))
        await asyncio.sleep(0)
        return await origins.in_place(job)

    paths: dict[str, Answer] = {f"/{number}": Says(numbered(number)) for number in range(1, 9)}
    with origin(paths) as server:
        config = origins.config(tmp_path, server, {f"s{number}": f"/{number}" for number in range(1, 9)})
        told = asyncio.run(origins.fetch(sqlite, config, read=slow))
    assert sum(each.new for each in told) == 8
    assert len(waiting) == 8


# --- leases ----------------------------------------------------------------------------------------------------------


def test_a_worker_that_wakes_late_writes_nothing(store: Store, tmp_path: Path) -> None:
    async def taken_over(job: Job) -> Reading:
        with store.aside() as connection:  # while it read, its lease ran out and another took the source
            connection.execute(schema.source.update().values(until=0))
            assert sources.lease(connection, ["one"], "other:1")
        return await origins.in_place(job)

    with origin({"/feed": Says(numbered(1))}) as server:
        config = one(tmp_path, server)
        assert asyncio.run(origins.fetch(store, config, read=taken_over)) == []
    assert stored(store) == []
    assert standing(store).tried_at is None
    with store.read() as connection:
        assert sources.holders(connection) == ["other:1"]


def test_two_workers_at_once_fetch_each_source_once(store_url: str, tmp_path: Path) -> None:
    paths: dict[str, Answer] = {f"/{number}": Says(numbered(number, number + 100)) for number in range(30)}
    stores = [Store.open(store_url), Store.open(store_url)]

    async def both(config: Config) -> list[list[Told]]:
        return await asyncio.gather(*(origins.fetch(store, config) for store in stores))

    try:
        with origin(paths) as server:
            config = origins.config(tmp_path, server, {f"s{number}": f"/{number}" for number in range(30)})
            told = asyncio.run(both(config))
            asked = [request.path for request in server.asked if request.path != "/robots.txt"]
        assert sorted(asked) == sorted(paths)
        assert sorted(each.source for part in told for each in part) == sorted(f"s{number}" for number in range(30))
        assert len(stored(stores[0])) == 60
    finally:
        for store in stores:
            store.close()


def test_a_source_that_another_worker_has_is_left_to_it(sqlite: Store, tmp_path: Path) -> None:
    with origin({"/feed": Says(numbered(1))}) as server:
        config = one(tmp_path, server)
        with sqlite.aside() as connection:
            sources.sync(connection, {"one": [f"{server.url}/feed"]})
            sources.lease(connection, ["one"], "other.host:1")
        assert fetched(sqlite, config) == fetched(sqlite, config, ["one"]) == []
        assert server.asked == []


def test_what_a_process_held_that_is_no_more_is_free_at_once(sqlite: Store, tmp_path: Path) -> None:
    from syndication.flows import holders

    dead = f"{holders.this_process().rpartition(':')[0]}:{2**22 + 1}"
    with origin({"/feed": Says(numbered(1))}) as server:
        config = one(tmp_path, server)
        with sqlite.aside() as connection:
            sources.sync(connection, {"one": [f"{server.url}/feed"]})
            sources.lease(connection, ["one"], dead)
        assert fetched(sqlite, config)[0].new == 1


def test_all_that_was_held_is_given_back(sqlite: Store, tmp_path: Path) -> None:
    with origin({"/feed": Says(numbered(1)), "/x": Says(status=404)}) as server:
        fetched(sqlite, origins.config(tmp_path, server, {"one": "/feed", "two": "/x"}))
    with sqlite.read() as connection:
        assert sources.holders(connection) == []
        assert set(connection.execute(sa.select(schema.source.c.token)).scalars()) == {""}
