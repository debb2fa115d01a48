"""Documents to read: the invented ones of tests/data/feeds, and real ones where FEEDS names a folder or a tar file."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "feeds"


def invented() -> dict[str, bytes]:
    """By name, which says what is special about it."""
    return {path.stem: path.read_bytes() for path in sorted(FOLDER.glob("*.xml"))}


def real() -> dict[str, bytes]:
    """By name; none without the variable FEEDS."""
    place = Path(os.environ.get("FEEDS") or os.devnull)
    if place.is_dir():
        return {path.name: path.read_bytes() for path in sorted(place.iterdir()) if path.is_file()}
    if not place.is_file():
        return {}
    with tarfile.open(place) as archive:
        files = [(each.name, archive.extractfile(each)) for each in archive if each.isfile()]
        return {name: file.read() for name, file in files if file is not None}
