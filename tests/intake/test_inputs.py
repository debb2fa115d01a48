from __future__ import annotations

import gzip
import io
import json
import os
import sys
from pathlib import Path

import pytest

from syndication.errors import InputError
from syndication.intake import inputs
from syndication.model import RawEntry, Rejected
from tests.intake.exports import attachment, export, item, meta

LINE = json.dumps({"title": "خبر"}).encode() + b"\n"
PAGE = "محلي\n\nجسر النجوم يعود إلى الخدمة\n\nفتح الجسر صباح اليوم.\n".encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "b" / "one.jsonl").write_bytes(LINE)
    (tmp_path / "a.JSONL.GZ").write_bytes(gzip.compress(LINE * 3))
    (tmp_path / "page.txt").write_bytes(PAGE)
    (tmp_path / "picture.png").write_bytes(b"x")
    (tmp_path / ".hidden" / "x.jsonl").write_bytes(LINE)
    return tmp_path


def names(*paths: str | Path) -> list[str]:
    return [Path(found.name).name for found in inputs.find(paths)]


def only(path: Path, format: inputs.Format = "auto") -> list[RawEntry | Rejected]:
    (source,) = inputs.find([path], format)
    return list(inputs.entries(source))


def test_a_folder_gives_the_files_with_known_names_in_order(folder: Path) -> None:
    assert names(folder) == ["a.JSONL.GZ", "page.txt", "one.jsonl"]


def test_a_file_named_twice_is_read_once(folder: Path) -> None:
    assert names(folder / "page.txt", folder / "*.txt", folder) == ["page.txt", "a.JSONL.GZ", "one.jsonl"]


def test_patterns_reach_into_folders(folder: Path) -> None:
    assert names(folder / "**" / "*.jsonl") == ["one.jsonl"]
    assert names(folder / "[bc]") == ["one.jsonl"]


@pytest.mark.parametrize("path", ["nothing.txt", "*.xml", ""])
def test_a_path_that_names_nothing_is_an_error_before_anything_is_read(folder: Path, path: str) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        inputs.find([folder / "page.txt", f"{folder}/{path}" if path else path])


def test_a_folder_without_articles_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds nothing to import"):
        inputs.find([tmp_path])


def test_pipes_in_a_folder_are_passed_over_and_broken_links_told_of(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    with pytest.raises(InputError, match="holds nothing to import"):
        inputs.find([tmp_path])
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "nowhere")
    (source,) = inputs.find([tmp_path])
    (found,) = inputs.entries(source)
    assert isinstance(found, Rejected)
    assert found.reason == "can't be opened: No such file or directory"


def test_formats_come_from_the_name_and_else_from_the_first_byte(folder: Path) -> None:
    assert isinstance(only(folder / "page.txt")[0], RawEntry)
    (folder / "export.dat").write_bytes(b"\xef\xbb\xbf\n " + LINE)
    (folder / "packed").write_bytes(gzip.compress(PAGE))
    assert only(folder / "export.dat") == [RawEntry(place=f"{folder / 'export.dat'}:2", title="خبر")]
    (page,) = only(folder / "packed")
    assert isinstance(page, RawEntry)
    assert page.form == "page"
    (page,) = only(folder / "b" / "one.jsonl", "page")
    assert isinstance(page, Rejected)
    assert page.hint == "Use --format jsonl"


def test_progress_counts_the_bytes_of_the_file(folder: Path) -> None:
    (source,) = inputs.find([folder / "a.JSONL.GZ"])
    assert source.read == 0
    assert len(list(inputs.entries(source))) == 3
    assert source.read == source.size == os.path.getsize(folder / "a.JSONL.GZ")


def test_standard_input_is_read_by_its_first_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LINE * 2)))
    (source,) = inputs.find(["-"])
    assert source.size is None
    assert [found.place for found in inputs.entries(source)] == ["standard input:1", "standard input:2"]


def test_a_broken_gzip_is_one_rejection_after_the_good_lines(tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonl.gz"
    lines = b"".join(json.dumps({"title": f"خبر {n} {n * 7919}"}).encode() + b"\n" for n in range(5000))
    path.write_bytes(gzip.compress(lines)[:-2000])
    *good, last = only(path)
    assert len(good) > 1000
    assert all(isinstance(found, RawEntry) for found in good)
    assert last == Rejected(
        place=f"{path}:{len(good) + 1}",
        field="",
        reason="the packed file ends too early",
        hint="Copy it again and rerun the import",
    )


@pytest.mark.parametrize("name", ["x.jsonl.gz", "x.txt", "x.bin"])
def test_a_file_broken_from_its_start_is_one_rejection(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x1f\x8b\x08nonsense")
    (found,) = only(tmp_path / name)
    assert isinstance(found, Rejected)
    assert found.place == f"{tmp_path / name}:1"


def test_a_file_that_vanishes_is_one_rejection(folder: Path) -> None:
    (source,) = inputs.find([folder / "page.txt"])
    (folder / "page.txt").unlink()
    assert list(inputs.entries(source)) == [
        Rejected(place=source.name, field="", reason="can't be opened: No such file or directory")
    ]


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").touch()
    assert only(tmp_path / "x.jsonl") == []


def test_a_page_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MAX_PAGE_BYTES", 100)
    (tmp_path / "x.txt").write_bytes(PAGE * 10)
    (found,) = only(tmp_path / "x.txt")
    assert isinstance(found, Rejected)
    assert "longer than" in found.reason


def posts(found: list[RawEntry | Rejected]) -> list[str | None]:
    return [entry.id for entry in found if isinstance(entry, RawEntry)]


def test_an_export_is_known_by_its_name_or_its_beginning(tmp_path: Path) -> None:
    content = export(item(1), item(2))
    for name in ("site.xml", "site.XML.gz", "download", "packed"):
        packed = name.endswith("GZ") or name == "packed"
        (tmp_path / name).write_bytes(gzip.compress(content) if packed else content)
        assert posts(only(tmp_path / name)) == ["1", "2"], name
    assert names(tmp_path) == ["site.XML.gz", "site.xml"]


def test_a_feed_given_by_mistake_is_named(tmp_path: Path) -> None:
    (tmp_path / "feed").write_bytes(b'\n<rss version="2.0"><channel><item/></channel></rss>')
    (found,) = only(tmp_path / "feed")
    assert isinstance(found, Rejected)
    assert found.reason.startswith("an RSS feed")


def test_a_web_page_is_no_export(tmp_path: Path) -> None:
    (tmp_path / "page").write_bytes(b"<!DOCTYPE html><html></html>")
    (found,) = only(tmp_path / "page")
    assert isinstance(found, Rejected)
    assert found.reason.startswith("looks like HTML")


def test_an_export_may_come_through_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(gzip.compress(export(item(1, meta("_thumbnail_id", "9")), attachment(9))))
    with os.fdopen(reading, "r") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        (found,) = inputs.entries(next(inputs.find(["-"])))
    assert isinstance(found, RawEntry)
    assert found.image is not None
    assert found.place == "standard input:9"


def test_a_packed_export_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "cut.xml.gz"
    path.write_bytes(gzip.compress(export(*(item(n, text=str(n * 7919)) for n in range(1, 500))))[:-2000])
    *good, last = only(path)
    assert len(good) > 100
    assert isinstance(last, Rejected)
    assert last.reason == "the packed file ends too early"
    assert last.place.startswith(f"{path}:")
