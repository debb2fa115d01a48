"""The demo, served by its own processes under its own address for all tests of this folder."""

from __future__ import annotations

import importlib
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from syndication.demo import newsroom
from tests.clients.served import Served
from tests.e2e.conftest import played  # noqa: F401  # the same newsroom
from tests.e2e.sites import Home, serving

# reader 3.26, the last for Python 3.11, takes it for granted that feedparser brings sgmllib; it now does so under
# another name.
sys.modules.setdefault("sgmllib", importlib.import_module("feedparser_sgmllib"))


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory, played: Path) -> Iterator[Served]:  # noqa: F811
    """A copy of the demo, being served; tests that correct an article leave it corrected for those after them."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(played / "config", folder / "config")
    shutil.copy(played / "syndication.db", folder)
    # Feeds name their own address, so the port must be known before the first is rendered.
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    home = Home(folder, {**newsroom.ENVIRON, "SYNDICATION_FEEDS__URL": f"http://127.0.0.1:{port}"})
    with serving(home, "--no-work", "--port", str(port)) as running:
        yield Served(home, running.url)
    home.close()
