"""The demo's newsroom, played once a session; each test that changes something copies it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from syndication.cli import init
from syndication.config import load
from syndication.demo import newsroom
from syndication.flows import press
from syndication.flows.build import build
from syndication.flows.shelf import Lru
from syndication.store.engine import Store
from tests.e2e.sites import Home
from tests.flows.newsroom import related


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``config`` and ``syndication.db``, not to be written to; the settings row is there already."""
    home = tmp_path_factory.mktemp("demo")
    init.write(home / "config", date(2025, 5, 15))
    config = load(home / "config", newsroom.ENVIRON)
    newsroom.play(config, home)
    store = Store.open(config.store.url)
    related(store, config)  # what the withdrawal left to be collected: it has the time of the write
    press.press(config, store, Lru(1, len))
    store.close()
    return home


@pytest.fixture
def demo(tmp_path: Path, played: Path) -> Iterator[Home]:
    """A copy of the demo."""
    shutil.copytree(played / "config", tmp_path / "config")
    shutil.copy(played / "syndication.db", tmp_path)
    home = Home(tmp_path, newsroom.ENVIRON)
    yield home
    home.close()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, played: Path) -> Iterator[Home]:
    """A copy of the demo with its static build in ``out``, for tests that only look."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(played / "config", folder / "config")
    shutil.copy(played / "syndication.db", folder)
    home = Home(folder, newsroom.ENVIRON)
    build(home.store, home.config, home.out)
    yield home
    home.close()


@pytest.fixture
def own(tmp_path: Path, empty_sqlite: Path) -> Iterator[Home]:
    """What ``syndication init`` writes, with an empty store."""
    init.write(tmp_path / "config", date(2026, 1, 1))
    shutil.copy(empty_sqlite, tmp_path / "syndication.db")
    home = Home(tmp_path, {})
    yield home
    home.close()
