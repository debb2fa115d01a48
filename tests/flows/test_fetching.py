"""A pass for the command, and the thread beside the worker."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import web

from syndication.errors import InputError
from syndication.flows import fetching, sources
from syndication.flows.fetch import Fetcher
from syndication.flows.fetch_results import Told
from syndication.flows.fetching import Background, fetch_now
from syndication.store import articles, leases, schema
from syndication.store import sources as stored_sources
from syndication.store.engine import Store
from tests.flows import origins
from tests.flows.origins import Answer, Says, numbered, origin
from tests.intake.wordpress_server import error, post, wordpress


def nothing(_: Told) -> None:
    pass


def count(store: Store) -> int:
    with store.read() as connection:
        return sum(1 for _ in articles.iterate(connection))


def test_a_pass_reads_in_the_pool_and_relates_what_came(sqlite: Store, tmp_path: Path) -> None:
    told: list[Told] = []
    with origin({"/feed": Says(numbered(1, 2)), "/no": Says(status=404)}) as server:
        config = origins.config(tmp_path, server, {"one": "/feed", "two": "/no"})
        totals, related_by = fetch_now(sqlite, config, None, told.append)
    assert (totals.feeds, totals.new, totals.failed, related_by) == (2, 2, 1, None)
    assert [each.source for each in totals.problems] == ["two"]
    assert sorted(each.source for each in told) == ["one", "two"]


def test_a_name_that_no_source_has_is_told(sqlite: Store, tmp_path: Path) -> None:
    with origin({}) as server:
        config = origins.config(tmp_path, server, {"one": "/feed"})
    with pytest.raises(InputError, match="no source «tow»"):
        fetch_now(sqlite, config, ["one", "tow"], nothing)
    sources.pause(sqlite, config, "one", "loud")
    with pytest.raises(InputError, match="one: is paused"):
        fetch_now(sqlite, config, ["one"], nothing)


def test_who_relates_instead_is_told(sqlite: Store, tmp_path: Path) -> None:
    assert leases.acquire(sqlite, "relate", "elsewhere:7") is not None
    with origin({"/feed": Says(numbered(1))}) as server:
        config = origins.config(tmp_path, server, {"one": "/feed"})
        assert fetch_now(sqlite, config, None, nothing)[1] == "elsewhere:7"


# --- the own site by WordPress's interface ---------------------------------------------------------------------------


def test_the_own_site_is_imported_by_its_interface_each_minute(sqlite: Store, tmp_path: Path) -> None:
    with wordpress(*(post(number) for number in range(1, 4))) as site:
        config = origins.config(tmp_path, site.server, {"own": "/"}, 'own = true\nkind = "wordpress"')
        (told,) = origins.fetched(sqlite, config)
        assert (told.new, told.is_good, told.wait_s) == (3, True, 60)
        site.posts[9] = post(9)
        (told,) = origins.fetched(sqlite, config, ["own"])
        assert (told.new, told.is_same) == (1, False)

        async def forbidden(request: web.Request) -> web.StreamResponse:
            return error(403, "rest_forbidden")

        site.trap = forbidden
        (told,) = origins.fetched(sqlite, config, ["own"])
        assert (told.is_good, told.wait_s) == (False, 60)
        assert "does not let us read" in told.problem

        async def later(request: web.Request) -> web.StreamResponse:
            return web.Response(status=503, headers={"Retry-After": "100"})

        site.trap = later
        (told,) = origins.fetched(sqlite, config, ["own"])
        assert (told.is_good, told.wait_s) == (False, 101)
    assert count(sqlite) == 4


def test_an_import_whose_lease_is_lost_writes_nothing(sqlite: Store, tmp_path: Path) -> None:
    with wordpress(*(post(number) for number in range(1, 4))) as site:
        config = origins.config(tmp_path, site.server, {"own": "/"}, 'own = true\nkind = "wordpress"')

        async def taken_over(request: web.Request) -> None:
            with sqlite.aside() as connection:
                if stored_sources.holders(connection) != ["other.host:1"]:
                    connection.execute(schema.source.update().values(until=0))
                    assert stored_sources.lease(connection, ["own"], "other.host:1")

        site.trap = taken_over
        assert origins.fetched(sqlite, config) == []
    assert count(sqlite) == 0


# --- the thread ------------------------------------------------------------------------------------------------------


def waited(until: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it comes true; a look every hundredth of a second."""
    pause = threading.Event()
    for _ in range(int(seconds * 100)):
        if until():
            return True
        pause.wait(0.01)
    return False


def test_what_is_due_is_fetched_beside_the_worker_until_it_is_told_to_end(sqlite: Store, tmp_path: Path) -> None:
    with origin({"/feed": Says(numbered(1, 2))}) as server:
        background = Background(sqlite, origins.config(tmp_path, server, {"one": "/feed"}))
        background.start()
        assert waited(lambda: count(sqlite) == 2)
        assert background.stop()
    with sqlite.read() as connection:
        assert stored_sources.holders(connection) == []


def test_a_server_that_hangs_does_not_hold_up_the_end(sqlite: Store, tmp_path: Path) -> None:
    asked, answer = threading.Event(), threading.Event()

    def hang(_: object) -> Says:
        asked.set()
        answer.wait(20)
        return Says(numbered(1))

    paths: dict[str, Answer] = {"/feed": hang}
    with origin(paths) as server:
        background = Background(sqlite, origins.config(tmp_path, server, {"one": "/feed"}))
        background.start()
        assert asked.wait(20)
        assert background.stop()
        answer.set()
    with sqlite.read() as connection:
        assert stored_sources.holders(connection) == [], "the next worker need not wait for the lease"


@pytest.mark.parametrize("slugs", [{}, {"one": "/feed"}])
def test_without_a_source_that_is_on_nothing_is_started(sqlite: Store, tmp_path: Path, slugs: dict[str, str]) -> None:
    with origin({}) as server:
        background = Background(sqlite, origins.config(tmp_path, server, slugs, "enabled = false"))
    threads = threading.active_count()
    background.start()
    assert threading.active_count() == threads
    assert background.stop()


def test_fetching_begins_again_after_a_fault_of_ours(
    sqlite: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(fetching, "AGAIN_S", 0.0)
    faults = iter([RuntimeError("a fault")])
    before = Fetcher.forever

    async def broken(self: Fetcher, stop: object) -> None:
        for fault in faults:
            raise fault
        await before(self, stop)  # type: ignore[arg-type]

    monkeypatch.setattr(Fetcher, "forever", broken)
    with origin({"/feed": Says(numbered(1))}) as server:
        background = Background(sqlite, origins.config(tmp_path, server, {"one": "/feed"}))
        background.start()
        assert waited(lambda: count(sqlite) == 1)
        assert background.stop()
    assert "begins again" in caplog.text
