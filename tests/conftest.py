"""What every test has: a clean environment, golden files, and the rule for tools that may be missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.store_fixtures import bare_url, empty_sqlite, postgres, store, store_url  # noqa: F401  # fixtures for all

GOLDEN = Path(__file__).parent / "data" / "out"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew; read the diff")


@pytest.fixture(autouse=True)
def clean_environment() -> Iterator[None]:
    """No setting of the developer's machine reaches a test."""
    before = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("SYNDICATION_")}
    yield
    for name in [name for name in os.environ if name.startswith("SYNDICATION_")]:
        del os.environ[name]
    os.environ.update(before)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, bytes], None]:
    """``golden(name, got)`` compares bytes with tests/data/out/NAME; ``--update-golden`` writes them."""

    def compare(name: str, got: bytes) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(got)
            return
        assert path.exists(), f"no golden file {name}: look at the output, then run pytest --update-golden"
        assert got.decode().splitlines() == path.read_bytes().decode().splitlines()
        assert got == path.read_bytes()

    return compare


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """``tool("nginx")`` is the program's path; missing, the test skips, or fails where REQUIRE_TOOLS names it."""

    def find(name: str) -> str:
        path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
        if path is None:
            message = f"{name} is not installed"
            if name in os.environ.get("REQUIRE_TOOLS", "").split(","):
                pytest.fail(f"{message}, and REQUIRE_TOOLS asks for it")
            pytest.skip(message)
        return path

    return find
