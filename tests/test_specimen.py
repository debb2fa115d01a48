"""feeds/specimen is what a section of the demo looks like today, in every format."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from syndication.cli import init
from syndication.config import Config, load
from syndication.demo import newsroom
from syndication.documents import Address
from syndication.flows import drafts, publish
from syndication.flows.addresses import EXTS
from syndication.flows.press import press
from syndication.flows.shelf import Lru
from syndication.model import Ext
from syndication.store.engine import Store

SPECIMEN = Path(__file__).parents[1] / "feeds" / "specimen"
#: A page with related links of every kind, and without the withdrawn article, whose notice has the time of the clock.
SECTION = "politics"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Config, Store]]:
    home = tmp_path_factory.mktemp("specimen")
    init.write(home / "config", date(2025, 5, 15))
    environ = newsroom.ENVIRON | {"SYNDICATION_FEEDS__URL": "https://feeds.sada.example"}
    config = load(home / "config", environ)
    newsroom.play(config, home)
    store = Store.open(config.store.url)
    yield config, store
    store.close()


def document(played: tuple[Config, Store], ext: Ext) -> bytes:
    config, store = played
    made_under = press(config, store, Lru(1_000_000, len))
    with store.read() as connection:
        draft = drafts.read(connection, Address("section", SECTION, ext), made_under)
    return publish.compose(draft, made_under).body


@pytest.mark.parametrize("ext", EXTS)
def test_the_specimen_is_what_the_demo_serves(
    ext: Ext, played: tuple[Config, Store], request: pytest.FixtureRequest
) -> None:
    path = SPECIMEN / "sections" / f"{SECTION}.{ext}"
    body = document(played, ext)
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        return
    assert path.exists(), "make golden writes it"
    assert body.decode().splitlines() == path.read_text(encoding="utf-8").splitlines()
    assert body == path.read_bytes()


def test_nothing_else_is_in_the_specimen() -> None:
    found = {os.path.relpath(path, SPECIMEN) for path in SPECIMEN.rglob("*") if path.is_file()}
    assert found == {f"sections/{SECTION}.{ext}" for ext in EXTS}
