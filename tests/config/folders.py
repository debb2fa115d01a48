"""Config folders to load: the least that is right, with the lines of the test's case over it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from syndication.config import Config, load

SITE = '[site]\ntitle = "جريدتنا"\nurl = "https://www.example.com"\ntag = "example.com,2026-01-31"\n'


def folder(tmp_path: Path, settings: str = SITE, sections: str | None = None) -> Path:
    """A folder ``config`` with these texts."""
    path = tmp_path / "config"
    path.mkdir(exist_ok=True)
    (path / "syndication.toml").write_text(settings, encoding="utf-8")
    if sections is not None:
        (path / "sections.toml").write_text(sections, encoding="utf-8")
    return path


def loaded(
    tmp_path: Path, settings: str = SITE, sections: str | None = None, environ: Mapping[str, str] | None = None
) -> Config:
    """What such a folder gives."""
    return load(folder(tmp_path, settings, sections), environ or {})
