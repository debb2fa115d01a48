from __future__ import annotations

import gzip
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndication.documents import Address, Document
from syndication.errors import ConfigError
from syndication.flows.folder import LOCK, MANIFEST, UNFINISHED, opened

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def document(body: str, modified: datetime = NOON) -> Document:
    return Document(
        address=Address("all", "", "rss"),
        body=body.encode(),
        media_type="application/rss+xml",
        content_tag=f"1.settings.{body}",
        modified=modified,
        max_age_s=120,
        canonical="https://feeds.example/all.rss",
    )


def wrote(out: Path, name: str, body: str, state: str = "1") -> bool:
    """One build of one file; says whether it was written."""
    with opened(out) as folder:
        written = not folder.keep(name, state) and folder.put(name, document(body), state)
        folder.finish()
    return written


class Killed(BaseException):
    """Stands for the end of the process: nothing after it runs, and no handler of ours takes it."""


def killed(out: Path, name: str, body: str) -> None:
    """A build that ends after one file."""
    with opened(out) as folder:
        folder.put(name, document(body), "1")
        (out / name).with_name(f"{UNFINISHED}abc").touch()
        raise Killed


def test_a_build_that_was_killed_leaves_nothing_that_the_next_one_does_not_know(tmp_path: Path) -> None:
    with pytest.raises(Killed):
        killed(tmp_path, "articles/gone.html", "words")
    assert wrote(tmp_path, "all.rss", "others")
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"all.rss", "all.rss.gz", LOCK, MANIFEST}


def test_a_file_of_which_nobody_knows_whether_it_was_written_is_written_later(tmp_path: Path) -> None:
    with pytest.raises(Killed):
        killed(tmp_path, "all.rss", "one")
    before = (tmp_path / "all.rss").stat().st_mtime
    assert wrote(tmp_path, "all.rss", "two")
    assert (tmp_path / "all.rss").stat().st_mtime == before + 1


def test_the_same_state_writes_nothing_and_the_same_bytes_only_a_later_date(tmp_path: Path) -> None:
    assert wrote(tmp_path, "all.rss", "one", "1")
    assert not wrote(tmp_path, "all.rss", "one", "1")
    with opened(tmp_path) as folder:
        assert not folder.put("all.rss", document("one", NOON.replace(hour=13)), "2")
        folder.finish()
    for name in ("all.rss", "all.rss.gz"):
        assert (tmp_path / name).stat().st_mtime == NOON.replace(hour=13).timestamp()


@pytest.mark.parametrize("lost", ["all.rss", "all.rss.gz"])
@pytest.mark.parametrize("state", ["1", "2"])
def test_a_file_whose_twin_was_lost_is_written_again(tmp_path: Path, lost: str, state: str) -> None:
    wrote(tmp_path, "all.rss", "one")
    os.remove(tmp_path / lost)
    assert wrote(tmp_path, "all.rss", "one", state)
    assert gzip.decompress((tmp_path / "all.rss.gz").read_bytes()) == (tmp_path / "all.rss").read_bytes() == b"one"


def test_one_build_at_a_time_writes_to_a_folder(tmp_path: Path) -> None:
    with opened(tmp_path), pytest.raises(ConfigError, match="another build"), opened(tmp_path):
        pass
    assert wrote(tmp_path, "all.rss", "one")
