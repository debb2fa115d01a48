"""Tables, JSON and notes."""

from __future__ import annotations

import io

import pytest

from syndication.cli.output import note, show_json, show_table


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
