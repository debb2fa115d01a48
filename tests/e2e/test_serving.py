"""A real ``syndication serve``: what other processes import, settings that change, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from datetime import date
from functools import partial
from urllib.parse import quote

import pytest

from syndication.cli import init
from syndication.flows.articles import withdraw
from syndication.flows.relate import RELATE
from syndication.store import leases
from tests.e2e.sites import Home, Running, eventually, get, serving
from tests.flows.newsroom import lines, record, take


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Two articles of two sections."""
    folder = tmp_path_factory.mktemp("serving")
    init.write(folder / "config", date(2026, 1, 1))
    home = Home(folder, {})
    home.keep_sections("local", "sport")
    take(home.store, folder / "first.jsonl", record(1), record(2, event=1, section="رياضة"), settings=home.config)
    yield home
    home.close()


@pytest.fixture(scope="module")
def server(home: Home) -> Iterator[Running]:
    with serving(home) as running:
        yield running


def test_an_article_imported_by_another_process_is_in_its_feeds_within_a_second(home: Home, server: Running) -> None:
    sport = get(f"{server.url}/sections/sport.rss")
    took = []
    for number in (11, 12, 13):
        get(f"{server.url}/sections/local.rss")
        take(home.store, home.folder / "more.jsonl", record(number, event=2), settings=home.config)
        began = time.monotonic()
        eventually(partial(_is_in, f"خبر{number:04}", f"{server.url}/sections/local.rss"))
        took.append(time.monotonic() - began)
    assert min(took) < 1, took
    after = get(f"{server.url}/sections/sport.rss")
    assert (after.headers["etag"], after.body) == (sport.headers["etag"], sport.body)


def test_the_running_server_relates_what_an_import_leaves_to_it(home: Home, server: Running) -> None:
    home.write(
        "more.jsonl", b"".join(lines(record(21, event=3, section="رياضة"), record(22, event=3, section="رياضة")))
    )
    eventually(lambda: relating(home))
    done = home.run("import", "--json", str(home.folder / "more.jsonl"))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["related"] is False, "the server's worker holds the lease"
    eventually(lambda: get(f"{server.url}/sections/sport.rss").body.count(b'rel="related"') == 2)


def relating(home: Home) -> bool:
    """Whether some process has the lease to relate: a worker is a moment behind those that answer."""
    with home.store.read() as connection:
        return leases.held(connection, RELATE) is not None


def test_a_withdrawn_article_leaves_the_served_feeds_at_once(home: Home, server: Running) -> None:
    assert "خبر0002" in get(f"{server.url}/all.json").body.decode()
    withdraw(home.store, "2", silent=True)
    eventually(lambda: "خبر0002" not in get(f"{server.url}/all.json").body.decode())


def test_new_sections_are_served_after_a_hangup_and_a_bad_file_leaves_the_old_ones(home: Home, server: Running) -> None:
    url = f"{server.url}/sections/{quote('طقس')}.json"
    assert get(url).status == 404
    home.write("more.jsonl", b"".join(lines(record(31, event=1, section="طقس"))))
    done = home.run("import", "--new-sections", str(home.folder / "more.jsonl"))
    assert done.returncode == 0
    assert "SIGHUP" in done.stderr
    os.kill(server.process.pid, signal.SIGHUP)
    feed = eventually(lambda: _found(url))
    assert "خبر0031" in feed

    path = home.folder / "config" / "sections.toml"
    good = path.read_bytes()
    path.write_bytes(good + b'\n[[section]]\nslug = "No Slug"\n')
    os.kill(server.process.pid, signal.SIGHUP)
    eventually(lambda: "the one before stays in force" in server.said())
    assert "sections.toml" in server.said()
    assert _found(url)
    path.write_bytes(good)


def _is_in(title: str, url: str) -> bool:
    return title in get(url).body.decode()


def _found(url: str) -> str:
    answer = get(url)
    return answer.body.decode() if answer.status == 200 else ""


def test_log_lines_are_json(server: Running) -> None:
    told = [line for line in server.said().splitlines() if not line.startswith(("Serving at ", "Feeds name "))]
    assert told
    for line in told:
        assert {"time", "level"} <= json.loads(line).keys(), line
