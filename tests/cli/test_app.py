"""What the one who types a command sees: help, exit codes, faults."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from syndication import errors
from syndication.cli.app import BUG, INTERRUPTED, app, main

#: Slow to load, so never for ``--help`` (docs/design.md).
HEAVY = (
    *("aiohttp", "alembic", "asyncio", "brotli", "fasttext", "feedgen", "feedparser", "jinja2", "lxml", "nh3", "numpy"),
    *("pydantic", "rich", "sqlalchemy", "uvloop"),
)


def commands(group: typer.Typer, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command and group."""
    for command in group.registered_commands:
        assert command.callback is not None
        yield (*above, command.name or command.callback.__name__.replace("_", "-"))
    for inner in group.registered_groups:
        assert inner.name is not None
        assert inner.typer_instance is not None
        yield (*above, inner.name)
        yield from commands(inner.typer_instance, (*above, inner.name))


COMMANDS = sorted(commands(app))


def run(*argv: str, **settings: object) -> subprocess.CompletedProcess[str]:
    """``syndication ARGV`` in a fresh interpreter."""
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [sys.executable, "-m", "syndication", *argv],
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        **settings,  # type: ignore[call-overload]
    )
    return done


def test_no_help_loads_a_heavy_library() -> None:
    code = (
        "import contextlib, io, json, sys\n"
        "from syndication.cli.app import main\n"
        "found = {}\n"
        "for words in json.loads(sys.argv[1]):\n"
        "    with contextlib.redirect_stdout(io.StringIO()):\n"
        "        assert main([*words, '--help']) == 0, words\n"
        "    found[' '.join(words)] = sorted(name for name in sys.modules if '.' not in name)\n"
        "print(json.dumps(found))\n"
    )
    argv = [sys.executable, "-c", code, json.dumps([[], *COMMANDS])]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    for words, modules in json.loads(done.stdout).items():
        assert not set(HEAVY) & set(modules), f"syndication {words} --help"


def test_the_program_can_be_run_as_a_module() -> None:
    done = run("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "syndication init" in done.stdout


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_help_says_what_for_and_shows_an_example(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert f"syndication {' '.join(words)}" in text.split("Options:")[0].split("Usage:")[1]
    assert "Example" in text
    assert f"syndication {' '.join(words)}" in text.split("Example", 1)[1]
    assert not re.search(r"<(str|int|list|path)\b", text), "a type of Python's says nothing to a person"


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    out, err = capsys.readouterr()
    assert "Commands:" in out + err


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("syndication 0.")


@pytest.mark.parametrize("argv", [["nonsense"], ["config", "nonsense"], ["init", "--nonsense"], ["init", "x"]])
def test_a_wrong_command_line_ends_with_2_and_no_traceback(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    err = capsys.readouterr().err
    assert "nonsense" in err or "unexpected" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["articles", "list", "--state", "x"], "'--state': 'x' is not one of 'waiting', 'live',"),
        (["articles", "list", "--limit", "0"], "'--limit': must be at least 1, not «0»"),
        (["serve", "--port", "70000"], "'--port': must be at most 65535, not «70000»"),
        (["export", "--related", "many"], "'--related': must be a whole number, not «many»"),
    ],
)
def test_a_wrong_value_is_told_in_our_words(argv: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    assert f"Invalid value for {words}" in capsys.readouterr().err


@pytest.fixture
def failing() -> Iterator[list[BaseException]]:
    """Adds a command ``fail`` that raises what the test puts into the list."""
    raised: list[BaseException] = []

    @app.command("fail", hidden=True)
    def fail() -> None:
        raise raised[0]

    yield raised
    app.registered_commands.pop()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.InputError("bad line", where="x.jsonl:3", hint="Mend it"), 1),
        (errors.ConfigError("bad line", where="x.jsonl:3", hint="Mend it"), 2),
        (errors.NotFound("bad line", where="x.jsonl:3", hint="Mend it"), 3),
        (errors.Gone("bad line", where="x.jsonl:3", hint="Mend it"), 3),
        (errors.LeaseLost("bad line", where="x.jsonl:3", hint="Mend it"), 4),
    ],
)
def test_a_fault_that_was_foreseen_is_one_sentence_and_its_exit_code(
    error: errors.SyndicationError, code: int, failing: list[BaseException], capsys: pytest.CaptureFixture[str]
) -> None:
    failing.append(error)
    assert main(["fail"]) == code
    assert capsys.readouterr() == ("", "syndication: x.jsonl:3: bad line. Mend it\n")


def test_a_bug_shows_where_it_is(failing: list[BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    failing.append(ZeroDivisionError("oops"))
    assert main(["fail"]) == BUG
    err = capsys.readouterr().err
    assert "ZeroDivisionError: oops" in err
    assert "Traceback" in err
    assert "this is a bug" in err


def test_ctrl_c_is_no_bug(failing: list[BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    failing.append(KeyboardInterrupt())
    assert main(["fail"]) == INTERRUPTED
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("error", [typer.Exit(5), SystemExit(5)])
def test_a_command_may_choose_its_exit_code(error: BaseException, failing: list[BaseException]) -> None:
    failing.append(error)
    assert main(["fail"]) == 5


def test_a_reader_that_stops_reading_hears_nothing(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        done = subprocess.run(
            [sys.executable, "-m", "syndication", "config", "schema"], stdout=pipe, stderr=subprocess.PIPE, cwd=tmp_path
        )
    assert done.stderr == b""
    assert done.returncode == 1


@pytest.mark.parametrize("argv", [["config", "schema"], ["--help"], ["init"]])
def test_a_full_disk_is_no_bug(argv: list[str], tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "syndication", *argv], stdout=full, stderr=subprocess.PIPE, cwd=tmp_path
        )
    assert done.stderr == b"syndication: the output can't be written: No space left on device\n"
    assert done.returncode == 1


def test_another_fault_of_the_system_is_still_a_bug(
    failing: list[BaseException], capsys: pytest.CaptureFixture[str]
) -> None:
    failing.append(PermissionError(errno.EACCES, "Permission denied", "/x"))
    assert main(["fail"]) == BUG
    assert "this is a bug" in capsys.readouterr().err


def test_arabic_goes_out_whatever_the_locale_says(tmp_path: Path) -> None:
    environ = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PATH": os.environ.get("PATH", "")}
    assert run("init", cwd=tmp_path, env=environ).returncode == 0
    done = run("config", "check", cwd=tmp_path, env=environ)
    assert done.returncode == 0
    assert "سياسة" in done.stdout
