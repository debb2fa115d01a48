"""What tests of flows have where the engine does not matter."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from syndication.store.engine import Store


@pytest.fixture
def sqlite(tmp_path: Path, empty_sqlite: Path) -> Iterator[Store]:
    """An empty store in a file."""
    path = tmp_path / "store.db"
    shutil.copy(empty_sqlite, path)
    opened = Store.open(f"sqlite:///{path}")
    yield opened
    opened.close()
