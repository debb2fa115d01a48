"""Asking a site that behaves as sites do; it runs on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from syndication.errors import FetchError, FetchLimit, FetchRefused
from syndication.intake.client import Client, Credentials, Rules
from syndication.intake.wordpress import post_id
from syndication.intake.wordpress_api import MAX_PAUSE_S, OVERLAP_S, SIZES, FilterIgnored, Site
from tests.intake.loopback import running
from tests.intake.wordpress_server import START, Trap, WordPress, answer, error, post, wordpress

SECRET = Credentials("salma", "abcd efgh")


@asynccontextmanager
async def asking(
    site: WordPress, *, url: str = "", credentials: Credentials | None = None, **rules: Any
) -> AsyncIterator[tuple[Site, list[float]]]:
    """A Site for the server, and the pauses that it made (which take no time)."""
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    async with Client(Rules(agent="test/1", allow=frozenset({site.server.host}), **rules)) as client:
        asked = Site(client, url or site.url, credentials, pause)
        await asked.find()
        site.server.asked.clear()
        yield asked, pauses


async def changed(site: Site, since_s: int | None = None) -> list[int | None]:
    return [post_id(each) async for portion in site.changes(since_s) for each in portion.posts]


def always(made: Callable[[], web.StreamResponse]) -> Trap:
    async def trap(request: web.Request) -> web.StreamResponse | None:
        return made()

    return trap


def sometimes(*made: web.StreamResponse) -> Trap:
    """These answers first."""
    left = list(made)

    async def trap(request: web.Request) -> web.StreamResponse | None:
        return left.pop(0) if left else None

    return trap


# --- where it is -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["", "/", "/?p=1#x", "/wp-json", "/wp-json/", "/wp-json/wp/v2/posts"])
async def test_the_interface_is_found_from_the_home_page(end: str) -> None:
    with wordpress(post(1)) as site:
        async with asking(site, url=site.url + end) as (asked, _):
            assert await changed(asked) == [1]


async def test_it_is_found_without_pretty_permalinks() -> None:
    with wordpress(post(1), pretty=False) as site:
        async with asking(site) as (asked, _):
            assert await changed(asked) == [1]
            assert await asked.listing() == {1: START + 3600}


async def test_a_site_that_has_moved_is_asked_at_its_new_place_but_gets_no_password() -> None:
    with wordpress(post(1)) as site:

        async def moved(request: web.Request) -> web.StreamResponse:
            return web.Response(status=301, headers={"Location": f"{site.url}{request.rel_url}"})

        with running(moved) as old:
            rules = Rules(agent="test/1", allow=frozenset({site.server.host, old.host}))
            async with Client(rules) as client:
                asked = Site(client, old.url, None)
                await asked.find()
                assert await changed(asked) == [1]
                assert len(old.asked) == 1
                with pytest.raises(FetchError, match="has moved to"):
                    await Site(client, old.url, SECRET).find()
        assert not any("Authorization" in request.headers for request in site.server.asked)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda: web.Response(text="<html>Checking your browser", content_type="text/html"), "a web page came instead"),
        (lambda: web.Response(text="<html>Forbidden", content_type="text/html", status=403), "does not let us read"),
        (lambda: error(401, "rest_not_logged_in"), r"401 rest_not_logged_in\)"),
        (lambda: error(404, "rest_no_route"), r"no WordPress REST interface answers here \(404 rest_no_route\)"),
        (lambda: web.Response(text="nothing", status=404), r"answers here \(404\)"),
        (lambda: answer({"hello": 1}), "no list of posts"),
        (lambda: web.Response(body=b"\xff\xfe[]"), "no JSON"),
        (lambda: web.Response(text="[" * 100_000), "no JSON"),
        (lambda: web.Response(text=""), "no JSON"),
    ],
)
async def test_what_is_no_wordpress_is_told_with_a_hint(made: Callable[[], web.StreamResponse], told: str) -> None:
    with wordpress(trap=always(made)) as site:
        with pytest.raises(FetchError, match=told) as caught:
            async with asking(site):
                pass
        assert caught.value.hint
        assert len(site.server.asked) == 2


async def test_a_site_that_redirects_to_a_private_address_is_not_followed() -> None:
    with running(always_there) as inside, wordpress() as site:
        site.trap = always(lambda: web.Response(status=302, headers={"Location": f"{inside.url}/wp-json/wp/v2/posts"}))
        with pytest.raises(FetchRefused, match="not public"):
            async with asking(site):
                pass
        assert not inside.asked


async def always_there(request: web.Request) -> web.StreamResponse:
    return answer([])


async def test_an_application_password_opens_a_closed_site() -> None:
    with wordpress(post(1), user="salma", password="abcd efgh") as site:
        async with asking(site, credentials=SECRET) as (asked, _):
            assert await changed(asked) == [1]
        with pytest.raises(FetchError, match="does not let us read"):
            async with asking(site):
                pass


# --- answers ---------------------------------------------------------------------------------------------------------


async def test_a_wrong_content_type_and_a_mark_before_the_json_do_no_harm() -> None:
    with wordpress(post(1)) as site:
        async with asking(site) as (asked, _):
            site.trap = always(lambda: web.Response(body=b"\xef\xbb\xbf[]", content_type="text/html"))
            assert await changed(asked) == []


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_site_is_given_the_time_that_it_asks_for(status: int) -> None:
    with wordpress(post(1)) as site:
        async with asking(site) as (asked, pauses):
            site.trap = sometimes(error(status, "busy", {"Retry-After": "7"}), error(status, "busy"))
            assert await changed(asked) == [1]
            assert pauses == [7, 4]


async def test_a_site_that_wants_an_hour_is_left_for_now() -> None:
    with wordpress(post(1)) as site:
        async with asking(site) as (asked, pauses):
            site.trap = always(lambda: error(429, "busy", {"Retry-After": str(MAX_PAUSE_S + 1)}))
            with pytest.raises(FetchError, match="asked later") as caught:
                await changed(asked)
            assert pauses == []
            assert "goes on where this one stopped" in caught.value.hint


async def test_a_connection_that_breaks_is_made_again() -> None:
    async def breaking(request: web.Request) -> web.StreamResponse | None:
        if len(site.server.asked) > 2:
            return None
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    with wordpress(post(1)) as site:
        async with asking(site) as (asked, pauses):
            site.trap = breaking
            assert await changed(asked) == [1]
            assert len(pauses) <= 2


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_where_a_hundred_posts_are_too_many_fewer_are_asked_for(status: int) -> None:
    async def weak(request: web.Request) -> web.StreamResponse | None:
        return web.Response(status=status) if int(request.query["per_page"]) > SIZES[1] else None

    with wordpress(*(post(number) for number in range(1, 80))) as site:
        async with asking(site) as (asked, _):
            site.trap = weak
            assert await changed(asked) == list(range(1, 80))


async def test_a_page_that_is_too_large_is_asked_for_in_parts() -> None:
    posts = [post(number, content="<p>" + f"{number} كلمة " * 2000) for number in range(1, 40)]
    with wordpress(*posts) as site:
        async with asking(site, max_bytes=700_000) as (asked, _):
            assert await changed(asked) == list(range(1, 40))


async def test_a_site_that_breaks_down_over_every_question_is_told() -> None:
    with wordpress(post(1)) as site:
        async with asking(site) as (asked, _):
            site.trap = always(lambda: web.Response(status=500))
            with pytest.raises(FetchLimit, match=r"broke down \(500\)"):
                await changed(asked)


# --- changes ---------------------------------------------------------------------------------------------------------


async def test_all_posts_come_oldest_modification_first_and_once() -> None:
    posts = [post(number, modified=START + 1000 - number) for number in range(1, 251)]
    with wordpress(*posts) as site:
        async with asking(site) as (asked, _):
            assert await changed(asked) == list(range(250, 0, -1))
            assert all("_embed=author,wp:featuredmedia,wp:term" in route for route in site.routes)


async def test_later_ones_are_asked_for_from_ten_minutes_before_the_last() -> None:
    with wordpress(*(post(number, modified=START + number * 60) for number in range(1, 31))) as site:
        async with asking(site) as (asked, _):
            assert await changed(asked, START + 30 * 60) == list(range(21, 31))
            assert OVERLAP_S == 600


@pytest.mark.parametrize("has_totals", [True, False])
async def test_a_thousand_posts_of_one_second_are_turned_page_by_page(has_totals: bool) -> None:
    posts = [post(1), *(post(number, modified=START + 9000) for number in range(2, 420)), post(900)]
    with wordpress(*posts, has_totals=has_totals) as site:
        async with asking(site) as (asked, _):
            assert sorted(number or 0 for number in await changed(asked)) == [*range(1, 420), 900]


async def test_posts_that_change_while_they_are_read_are_not_missed() -> None:
    with wordpress(*(post(number) for number in range(1, 301))) as site:
        edited = START + 1000 * 3600

        async def busy(request: web.Request) -> web.StreamResponse | None:
            # After the first page its posts are edited: they move behind the others, which all move up.
            if len(site.server.asked) == 2:
                for number in range(1, 60):
                    site.posts[number].modified = edited + number
                del site.posts[150]
            return None

        async with asking(site) as (asked, _):
            site.trap = busy
            found = await changed(asked)
        assert set(found) >= set(range(60, 301)) - {150}
        assert [number for number in found if found.count(number) > 1][-1:] == [59]


async def test_a_site_that_ignores_modified_after_is_noticed() -> None:
    with wordpress(*(post(number) for number in range(1, 251)), knows_modified_after=False) as site:
        async with asking(site) as (asked, _):
            with pytest.raises(FilterIgnored):
                await changed(asked)
            with pytest.raises(FilterIgnored):
                await changed(asked, START + 200 * 3600)


async def test_posts_without_a_modification_time_are_turned_page_by_page() -> None:
    posts = [post(number, changes={"modified_gmt": None}) for number in range(1, 251)]
    with wordpress(*posts) as site:
        async with asking(site) as (asked, _):
            assert sorted(number or 0 for number in await changed(asked)) == list(range(1, 251))


async def test_a_server_that_turns_no_pages_comes_to_an_end() -> None:
    with wordpress() as site:
        async with asking(site) as (asked, _):
            same = [{"id": number, "modified_gmt": None} for number in range(1, 101)]
            site.trap = always(lambda: answer(same, headers={"X-WP-TotalPages": "999999", "X-WP-Total": "100"}))
            assert len(await changed(asked)) == 100
            assert len(await asked.listing()) == 100


# --- single posts and listings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("has_totals", [True, False])
async def test_a_listing_has_every_published_post_and_asks_for_little(has_totals: bool) -> None:
    posts = [post(number, status="draft" if number == 7 else "publish") for number in range(1, 251)]
    with wordpress(*posts, has_totals=has_totals) as site:
        async with asking(site) as (asked, _):
            found = await asked.listing()
            assert found == {number: START + number * 3600 for number in range(1, 251) if number != 7}
            assert all("_fields=id,modified_gmt" in route and "_embed" not in route for route in site.routes)


async def test_a_listing_that_lacks_what_it_promises_is_none() -> None:
    with wordpress() as site:
        async with asking(site) as (asked, _):
            site.trap = always(lambda: answer([{"id": 1}], headers={"X-WP-TotalPages": "1", "X-WP-Total": "3"}))
            with pytest.raises(FetchError, match="has 1 of 3 posts"):
                await asked.listing()


async def test_single_posts_are_public_or_not_or_unknown() -> None:
    with wordpress(post(1), post(2, status="draft")) as site:
        async with asking(site) as (asked, _):
            assert [await asked.is_public(number) for number in (1, 2, 3)] == [True, False, False]
            site.trap = always(lambda: answer({"id": 1, "status": "trash"}))
            assert await asked.is_public(1) is False
            assert await asked.is_public(2) is None
            for unclear in (
                lambda: web.Response(text="<html>", status=403, content_type="text/html"),
                lambda: web.Response(text="<html>", content_type="text/html"),
                lambda: error(404, "rest_no_route"),
            ):
                site.trap = always(unclear)
                assert await asked.is_public(1) is None
            site.trap = always(lambda: web.Response(status=410))
            assert await asked.is_public(1) is False


async def test_posts_are_had_by_number() -> None:
    with wordpress(post(1), post(2, status="draft"), post(3)) as site:
        async with asking(site) as (asked, _):
            assert [post_id(each) for each in await asked.posts([3, 2, 1])] == [3, 1]


async def test_categories_are_read_where_they_may_be() -> None:
    with wordpress() as site:
        async with asking(site) as (asked, _):
            assert (await asked.categories())[3].parent == 2
            site.trap = always(lambda: error(403, "rest_forbidden"))
            assert await asked.categories() == {}
