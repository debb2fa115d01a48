"""Tables, JSON and notes."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from syndication.cli.output import note, replacing, show_json, show_table
from syndication.errors import InputError


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_program_gets_one_line_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    show_table(("a", "b"), [("x\ty", 1), (None, "two\nlines")])
    assert capsys.readouterr().out == "x y\t1\n\ttwo lines\n"


def test_a_person_gets_a_table_and_brackets_stay_text(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    show_table(("title", "number"), [("[red]عنوان[/red]", 1)])
    assert "title" in terminal.getvalue()
    assert "[red]عنوان[/red]" in terminal.getvalue()


def test_json_stays_readable(capsys: pytest.CaptureFixture[str]) -> None:
    show_json({"عنوان": None})
    assert capsys.readouterr().out == '{\n  "عنوان": null\n}\n'


def test_a_note_is_not_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    note("done")
    assert capsys.readouterr() == ("", "done\n")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "told.jsonl"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        _interrupted(path)
    assert path.read_text(encoding="utf-8") == "before"
    with replacing(path) as write:
        write("whole")
        assert path.read_text(encoding="utf-8") == "before"
    assert path.read_text(encoding="utf-8") == "whole"
    assert list(tmp_path.iterdir()) == [path]


def _interrupted(path: Path) -> None:
    with replacing(path) as write:
        write("half")
        raise KeyboardInterrupt


def test_a_link_stays_a_link_to_what_is_written(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real" / "told.jsonl")
    with replacing(link) as write:
        write("x")
    assert link.is_symlink()
    assert [each.name for each in (tmp_path / "real").iterdir()] == ["told.jsonl"]


def test_a_device_without_room_is_told_in_a_sentence() -> None:
    with pytest.raises(InputError) as caught, replacing(Path("/dev/full")) as write:
        write("x")
    assert str(caught.value) == "/dev/full: can't be written: No space left on device"
    with replacing(Path(os.devnull)) as write:
        write("x")
    assert Path(os.devnull).is_char_device()
