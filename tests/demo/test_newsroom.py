"""The demo: what the invented newsroom leaves in a store, and the command that serves it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from syndication.cli import init
from syndication.config import Config, load
from syndication.demo import articles as written
from syndication.demo import newsroom
from syndication.flows.export import export
from syndication.flows.taking_in import Summary
from syndication.store import articles, counts
from syndication.store.engine import Store


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Summary, Config, Store]]:
    home = tmp_path_factory.mktemp("newsroom")
    init.write(home / "config", date(2025, 5, 15))
    config = load(home / "config", newsroom.ENVIRON)
    summary = newsroom.play(config, home)
    store = Store.open(config.store.url)
    yield summary, config, store
    store.close()


def test_all_articles_are_taken_in_and_one_is_corrected(played: tuple[Summary, Config, Store]) -> None:
    summary, _, _ = played
    assert summary.kinds == {"new": len(written.lines()), "corrected": 1}


def test_the_starter_sections_know_every_label_and_several_are_filled(played: tuple[Summary, Config, Store]) -> None:
    summary, config, store = played
    assert not summary.unknown_labels
    with store.read() as connection:
        used = {count.key for count in counts.by_label(connection) if count.kind == "section"}
    filled = [section.slug for section in config.sections if config.section_keys(section.slug) & used]
    assert len(filled) >= 6, filled


def test_there_is_one_of_every_state_that_a_newcomer_should_see(played: tuple[Summary, Config, Store]) -> None:
    _, _, store = played
    with store.read() as connection:
        states = {
            state: [stored.article.publisher_id for stored in articles.page_of(connection, state=state, limit=100)]
            for state in ("waiting", "live", "notice", "withdrawn")
        }
        corrected = articles.find(connection, written.CORRECTED)
    assert states["waiting"] == ["136"]
    assert states["notice"] == [written.WITHDRAW]
    assert states["withdrawn"] == []
    assert len(states["live"]) == len(written.lines()) - 2
    assert corrected.article.published is not None
    assert corrected.shown_updated > corrected.article.published


def test_its_entries_show_links_of_every_kind_and_none_to_the_withdrawn_article(
    played: tuple[Summary, Config, Store],
) -> None:
    _, _, store = played
    shown = [link for line in export(store, 20) for link in line["shown"]]
    assert {link["kind"] for link in shown} == {"editor", "story", "computed"}
    assert written.WITHDRAW not in {link["id"] for link in shown}


def test_its_languages_are_all_four(played: tuple[Summary, Config, Store]) -> None:
    _, _, store = played
    with store.read() as connection:
        languages = {count.key for count in counts.by_label(connection) if count.kind == "language"}
    assert languages >= {"ar", "ckb", "kmr", "en"}


def test_the_command_serves_it_reads_nothing_of_ones_own_and_leaves_nothing(tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    environ = os.environ | {"TMPDIR": str(temporary), "SYNDICATION_SITE__URL": "not read", "PYTHONUNBUFFERED": "1"}
    argv = [sys.executable, "-m", "syndication", "demo", "--port", "0"]
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            argv, cwd=tmp_path, env=environ, stdout=subprocess.PIPE, stderr=errors, encoding="utf-8"
        ) as demo,
    ):
        try:
            assert demo.stdout is not None
            told = [demo.stdout.readline() for _ in range(7)]
            addresses = re.findall(r"http://127\.0\.0\.1:\d+/\S*", "".join(told))
            assert len(addresses) == 6, told
            bodies = {address.rpartition("/")[2]: fetch(address) for address in addresses}
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(30)
    assert demo.returncode in (0, 130)
    assert b"<html" in bodies[""]
    assert len(json.loads(bodies["all.json"])["items"]) >= 50
    # Feeds name the address that is served, whatever port it is.
    assert addresses[0].rstrip("/").encode() in bodies["all.rss"]
    assert [path.name for path in temporary.iterdir()] == []
    assert [path.name for path in tmp_path.iterdir()] == ["tmp"]


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=20) as answer:
        body: bytes = answer.read()
    return body
