"""A site on loopback, imported into a store: first runs, later ones, interrupted ones, and posts that vanish."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from syndication.config import Config
from syndication.errors import ConfigError, FetchError, InputError
from syndication.flows import articles, taking_in
from syndication.flows.wordpress import LISTING_EVERY_S, Source, import_site, source
from syndication.intake.client import Credentials
from syndication.model import Rejected
from syndication.store import remotes, schema
from syndication.store.engine import Store
from syndication.text.urls import canonical
from tests.flows import newsroom
from tests.flows.newsroom import record, stored
from tests.intake.wordpress_server import START, Post, WordPress, error, moment, post, wordpress

#: The year 2099: a clock on the site is wrong.
FUTURE = 4_070_908_800
DAY_S = LISTING_EVERY_S + 3600


@pytest.fixture
def store(empty_sqlite: Path, tmp_path: Path) -> Iterator[Store]:
    """On SQLite: what is written here has its own tests on both engines."""
    path = tmp_path / "store.db"
    path.write_bytes(empty_sqlite.read_bytes())
    opened = Store.open(f"sqlite:///{path}")
    yield opened
    opened.close()


def settings(site: WordPress, **tables: dict[str, Any]) -> Config:
    return newsroom.config(fetch={"allow": [site.server.host]}, **tables)


def run(
    store: Store, site: WordPress, *, credentials: Credentials | None = None, rejected: list[Rejected] | None = None
) -> taking_in.Summary:
    """One import; pauses take no time."""

    async def pause(seconds: float) -> None:
        pass

    rejects = [] if rejected is None else rejected
    found = import_site(store, settings(site), Source(site.url, credentials), rejects.append, lambda _: None, pause)
    assert rejected is not None or not rejects
    return found


def good(store: Store, site: WordPress) -> taking_in.Summary:
    """An import that ends well."""
    summary = run(store, site)
    assert summary.fault is None, summary.fault
    return summary


def a_day_later(store: Store, seconds: int = DAY_S) -> None:
    with store.aside() as connection:
        listed = schema.remote_site.c.listed_at
        connection.execute(schema.remote_site.update().values(listed_at=listed - seconds))
        missing = schema.remote_post.c.missing_since
        connection.execute(schema.remote_post.update().values(missing_since=missing - seconds))


def known(store: Store, site: WordPress) -> dict[int, remotes.Post]:
    with store.read() as connection:
        return remotes.posts(connection, canonical(site.url))


def since(store: Store, site: WordPress) -> int | None:
    with store.read() as connection:
        return remotes.position(connection, canonical(site.url)).since


def is_listing(request: web.Request) -> bool:
    return request.query.get("_fields") == "id,modified_gmt"


# --- reading ---------------------------------------------------------------------------------------------------------


def test_all_posts_come_in_under_the_ids_that_readers_know_and_related(store: Store) -> None:
    with wordpress(*(post(number, image=number == 2, categories=(3,)) for number in range(1, 8))) as site:
        summary = good(store, site)
    assert summary.kinds == {"new": 7}
    found = stored(store, "2").article
    assert found.id == "http://old.post.example/?p=2"
    assert (found.publisher_id, found.title) == ("2", "خبر رقم 0002 “اليوم”")
    assert found.sections == ("ضفة & جسر", "محليات")
    assert found.tags == ("جسور",)
    assert found.image is not None
    assert found.image.url == "https://post.example/bridge.jpg"
    assert found.published is not None
    assert int(found.published.timestamp()) == START + 2 * 3600
    assert found.summary.startswith("هبطت أسعار الليمون")
    assert summary.related_by is None
    assert summary.unknown_labels == {"ضفة & جسر": 7}
    assert newsroom.state(store)["shown"]


def test_a_post_expires_when_its_meta_field_says_so(store: Store) -> None:
    posts = [post(number, changes={"meta": {"ends": ends}}) for number, ends in ((1, "1775001600"), (2, str(FUTURE)))]
    with wordpress(*posts) as site:
        rejects: list[Rejected] = []
        named = settings(site, wordpress={"expires_meta": "ends"})
        summary = import_site(store, named, Source(site.url), rejects.append, lambda _: None)
        asked = [request.query["_fields"] for request in site.server.asked if "_embed" in request.query]
    assert (summary.kinds, rejects) == ({"new": 2}, [])
    assert all(fields.endswith(",meta.ends") for fields in asked)
    assert (stored(store, "1").state, stored(store, "2").state) == ("expired", "live")
    with store.read() as connection:
        due = articles.next_due(connection)
    assert due is not None
    assert int(due.timestamp()) == FUTURE


def test_a_second_run_asks_for_little_and_changes_nothing(store: Store) -> None:
    with wordpress(*(post(number) for number in range(1, 251))) as site:
        good(store, site)
        before, revision = newsroom.state(store), newsroom.revision(store)
        site.server.asked.clear()
        summary = good(store, site)
        assert summary.kinds == {"unchanged": 1}
        assert (newsroom.state(store), newsroom.revision(store)) == (before, revision)
        assert not any(is_listing(request) for request in site.server.asked)
        assert len(site.server.asked) <= 4


def test_a_corrected_and_a_new_post_come_with_the_next_run(store: Store) -> None:
    with wordpress(*(post(number) for number in range(1, 121))) as site:
        good(store, site)
        site.posts[5].title = "عنوان مصحح"
        site.posts[5].modified = START + 500 * 3600
        site.add(post(121, modified=START + 501 * 3600))
        summary = good(store, site)
    assert {kind: count for kind, count in summary.kinds.items() if kind != "unchanged"} == {"corrected": 1, "new": 1}
    assert stored(store, "5").article.title == "عنوان مصحح"


def test_a_first_run_that_stops_halfway_goes_on_where_it_was(store: Store) -> None:
    async def stops(request: web.Request) -> web.StreamResponse | None:
        is_over = "_embed" in request.query and sum("_embed" in each.query for each in site.server.asked) > 2
        return error(500, "internal_server_error") if is_over else None

    with wordpress(*(post(number) for number in range(1, 401))) as site:
        site.trap = stops
        summary = run(store, site)
        assert isinstance(summary.fault, FetchError)
        first = summary.kinds["new"]
        assert 150 < first < 250
        assert summary.expected == 400
        assert summary.related_by is None
        assert not newsroom.state(store)["pending"]
        site.trap = None
        site.server.asked.clear()
        summary = good(store, site)
    assert summary.kinds["new"] == 400 - first
    assert summary.kinds["unchanged"] <= 2
    whole = [request for request in site.server.asked if "_embed" in request.query]
    assert len(whole) == 3


def test_a_run_killed_at_any_moment_loses_nothing(store: Store) -> None:
    class Killed(BaseException):
        pass

    def kill(_: object) -> None:
        raise Killed

    with wordpress(*(post(number) for number in range(1, 151))) as site:
        for _ in range(2):
            with pytest.raises(Killed):
                import_site(store, settings(site), Source(site.url), lambda _: None, kill)
        good(store, site)
    assert len(newsroom.state(store)["article"]) == 150


def test_the_same_posts_as_json_lines_have_equal_ids_and_a_second_door_changes_nothing(
    store: Store, tmp_path: Path
) -> None:
    posts = [post(number, excerpt="<p>موجز بقلم المحرر</p>" if number % 2 else "") for number in range(1, 31)]
    lines = [
        record(
            each.id,
            guid=each.guid,
            url=f"https://post.example/local/{each.id:04}/",
            title=each.title,
            author=each.author,
            tags=list(each.tags),
            language=None,
            summary=each.excerpt or None,
            content_text=None,
            content_html=each.content,
            published=moment(each.published) + "Z",
            updated=moment(each.modified) + "Z",
        )
        for each in posts
    ]
    with wordpress(*posts) as site:
        newsroom.take(store, tmp_path / "a.jsonl", *lines, settings=settings(site))
        before, revision = newsroom.state(store), newsroom.revision(store)
        assert good(store, site).kinds == {"unchanged": 30}
        assert (newsroom.state(store), newsroom.revision(store)) == (before, revision)
        assert {post.article for post in known(store, site).values()} == set(range(1, 31))


def test_what_not_everybody_may_read_is_told_and_not_taken(store: Store) -> None:
    rejected: list[Rejected] = []
    with wordpress(post(1), post(2, password="hush"), post(3, status="private")) as site:
        summary = run(store, site, rejected=rejected)
        again = run(store, site, rejected=[])
    assert (summary.kinds, summary.rejected) == ({"new": 1}, 1)
    assert [(each.place, each.field) for each in rejected] == [(f"{site.server.host} post 2", "content.protected")]
    assert again.rejected <= 1


def test_hostile_answers_do_not_stop_the_others(store: Store) -> None:
    odd: list[dict[str, Any]] = [{"id": 10**30}, {"title": 5, "guid": 7, "link": "javascript:x"}, {"content": []}]
    posts = [post(number, changes=odd[number % 3]) for number in range(1, 7)]
    with wordpress(
        *posts, post(7, changes={"_embedded": {"author": [{"code": "rest_forbidden", "message": ""}]}})
    ) as site:
        summary = run(store, site, rejected=[])
    assert summary.kinds["new"] >= 1
    assert summary.unknown_fields["author (not readable)"] >= 1
    assert stored(store, "7").article.authors == ()


def test_an_old_wordpress_is_read_by_its_listing(store: Store) -> None:
    with wordpress(*(post(number) for number in range(1, 151)), knows_modified_after=False) as site:
        assert good(store, site).kinds["new"] == 150
        site.posts[5].title = "عنوان مصحح"
        site.posts[5].modified = START + 500 * 3600
        site.add(post(151, modified=START + 501 * 3600))
        kinds = good(store, site).kinds
    assert (kinds["new"], kinds["corrected"]) == (1, 1)


def test_a_modification_time_in_the_future_does_not_hide_later_ones(store: Store) -> None:
    with wordpress(post(1), post(2, modified=FUTURE)) as site:
        good(store, site)
        assert (since(store, site) or 0) < FUTURE


def test_what_the_changes_missed_the_daily_listing_finds(store: Store) -> None:
    with wordpress(*(post(number) for number in range(1, 31))) as site:
        good(store, site)
        site.add(post(99, modified=START))  # older than what was read: changes don't show it
        assert good(store, site).kinds["new"] == 0
        a_day_later(store)
        assert good(store, site).kinds["new"] == 1


def test_a_closed_site_needs_the_password_and_gets_it(store: Store) -> None:
    with wordpress(post(1), user="salma", password="abcd efgh") as site:
        assert isinstance(run(store, site).fault, FetchError)
        assert run(store, site, credentials=Credentials("salma", "abcd efgh")).kinds["new"] == 1


def test_the_agent_says_whose_service_it_is(store: Store) -> None:
    with wordpress(post(1)) as site:
        good(store, site)
    agent = site.server.asked[0].headers["User-Agent"]
    assert agent.startswith("syndication/")
    assert agent.endswith("(+https://post.example/)")


def test_credentials_come_from_the_environment_in_pairs() -> None:
    url = "https://post.example"
    assert source(url, {}) == Source(url)
    pair = {"SYNDICATION_WORDPRESS_USER": "salma", "SYNDICATION_WORDPRESS_PASSWORD": "x"}
    assert source(url, pair) == Source(url, Credentials("salma", "x"))
    for name in pair:
        with pytest.raises(ConfigError, match="go together"):
            source(url, {name: "x"})
    with pytest.raises(ConfigError, match="colon"):
        source(url, pair | {"SYNDICATION_WORDPRESS_USER": "a:b"})


# --- posts that vanish -----------------------------------------------------------------------------------------------


def fresh() -> list[Post]:
    return [post(number) for number in range(1, 61)]


@pytest.mark.parametrize("how", ["deleted", "draft"])
def test_a_vanished_post_is_withdrawn_after_two_listings_that_lack_it(store: Store, how: str) -> None:
    with wordpress(*fresh()) as site:
        good(store, site)
        if how == "deleted":
            del site.posts[7]
        else:
            site.posts[7].status = "draft"
        assert good(store, site).withdrawn == []  # the same day: nothing is listed
        assert known(store, site)[7].missing_s is None
        a_day_later(store)
        assert good(store, site).withdrawn == []
        assert stored(store, "7").state == "live"
        assert known(store, site)[7].missing_s is not None
        a_day_later(store)
        assert good(store, site).withdrawn == ["7"]
        assert stored(store, "7").state == "notice"
        assert 7 not in known(store, site)
        a_day_later(store)
        assert good(store, site).withdrawn == []


def test_a_post_that_is_back_in_time_stays(store: Store) -> None:
    with wordpress(*fresh()) as site:
        good(store, site)
        gone = site.posts.pop(7)
        a_day_later(store)
        good(store, site)
        site.add(gone)
        a_day_later(store)
        assert good(store, site).withdrawn == []
        assert known(store, site)[7].missing_s is None
        del site.posts[7]
        a_day_later(store)
        assert good(store, site).withdrawn == []  # counted anew


def test_a_post_that_is_only_not_listed_stays(store: Store) -> None:
    with wordpress(*fresh()) as site:
        good(store, site)

        async def hidden(request: web.Request) -> web.StreamResponse | None:
            site.posts[7].status = "publish" if request.path.endswith("/posts/7") else "draft"
            return None

        site.trap = hidden
        for _ in range(3):
            a_day_later(store)
            assert good(store, site).withdrawn == []
        assert any(request.path.endswith("/posts/7") for request in site.server.asked)
        assert stored(store, "7").state == "live"


def test_a_post_of_which_the_site_says_nothing_clear_stays(store: Store) -> None:
    async def shut(request: web.Request) -> web.StreamResponse | None:
        return web.Response(status=403, text="<html>") if request.path.endswith("/posts/7") else None

    with wordpress(*fresh()) as site:
        good(store, site)
        del site.posts[7]
        site.trap = shut
        for _ in range(3):
            a_day_later(store)
            assert good(store, site).withdrawn == []


def test_two_listings_within_an_hour_do_not_count_as_two(store: Store) -> None:
    with wordpress(*fresh()) as site:
        good(store, site)
        del site.posts[7]
        a_day_later(store)
        good(store, site)
        with store.aside() as connection:
            connection.execute(schema.remote_site.update().values(listed_at=1))
        assert good(store, site).withdrawn == []


def test_more_than_a_twentieth_missing_stops_with_a_fault_that_names_the_figures(store: Store) -> None:
    with wordpress(*fresh()) as site:
        good(store, site)
        for number in (1, 2, 3, 4):
            del site.posts[number]
        site.add(post(61))
        for _ in range(3):
            a_day_later(store)
            fault = run(store, site).fault
            assert isinstance(fault, InputError)
            assert "4 of 61 known posts are missing in the site's list of 57" in fault.what
            assert "more than 5% at once" in fault.what
            assert stored(store, "1").article.key in fault.hint
        assert stored(store, "61").state == "live"  # what came in stays
        assert all(each.missing_s is None for each in known(store, site).values())
        # The way out: somebody says that they are really gone.
        for number in (1, 2):
            articles.withdraw(store, str(number))
        good(store, site)
        a_day_later(store)
        assert sorted(good(store, site).withdrawn) == ["3", "4"]


def test_exactly_a_twentieth_may_vanish(store: Store) -> None:
    with wordpress(*fresh()) as site:
        good(store, site)
        for number in (1, 2, 3):
            del site.posts[number]
        for _ in range(2):
            a_day_later(store)
            summary = good(store, site)
        assert sorted(summary.withdrawn) == ["1", "2", "3"]


def test_an_empty_site_withdraws_nothing(store: Store) -> None:
    with wordpress(*fresh()) as site:
        good(store, site)
        site.posts.clear()
        for _ in range(2):
            a_day_later(store)
            assert isinstance(run(store, site).fault, InputError)
        assert stored(store, "1").state == "live"


def test_an_incomplete_listing_counts_for_nothing(store: Store) -> None:
    async def short(request: web.Request) -> web.StreamResponse | None:
        if not is_listing(request):
            return None
        return web.json_response([{"id": 1}], headers={"X-WP-Total": "60", "X-WP-TotalPages": "1"})

    with wordpress(*fresh()) as site:
        good(store, site)
        site.trap = short
        a_day_later(store)
        assert isinstance(run(store, site).fault, FetchError)
        assert all(each.missing_s is None for each in known(store, site).values())


def test_articles_from_other_doors_are_none_of_the_sites_business(store: Store, tmp_path: Path) -> None:
    with wordpress(*fresh()) as site:
        newsroom.take(store, tmp_path / "a.jsonl", record(900, 1), record(901, 2), settings=settings(site))
        for _ in range(3):
            good(store, site)
            a_day_later(store)
    assert stored(store, "900").state == "live"


def test_a_withdrawn_post_that_is_published_again_comes_back(store: Store) -> None:
    with wordpress(*fresh()) as site:
        good(store, site)
        gone = site.posts.pop(7)
        for _ in range(2):
            a_day_later(store)
            good(store, site)
        assert stored(store, "7").state == "notice"
        site.add(gone)
        a_day_later(store)
        assert good(store, site).kinds["blocked"] == 1  # the same version: somebody has to restore it
        gone.modified = int(stored(store, "7").shown_updated.timestamp()) + 1
        a_day_later(store)
        assert good(store, site).kinds["returned"] == 1
    assert stored(store, "7").state == "live"
