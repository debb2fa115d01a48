"""The documentation as tests read it, and the README's examples as a newcomer types them."""

from __future__ import annotations

import re
import shlex
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from syndication.cli.app import main

ROOT = Path(__file__).parents[1]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "feeds").glob("*.md")])


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(document: str, language: str) -> list[str]:
    """The fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", document, re.DOTALL | re.MULTILINE)


def examples(document: str) -> dict[str, str]:
    """The files that a reader is told to save."""
    return dict(re.findall(r"as\s`([\w.]+)`:\n\n```\w+\n(.*?)^```$", document, re.DOTALL | re.MULTILINE))


def typed(command: str) -> int:
    """The exit code of a command as a shell would run it: variables before it, ``> FILE`` after it."""
    words = shlex.split(command)
    with pytest.MonkeyPatch.context() as patch:
        while "=" in words[0]:
            name, _, value = words.pop(0).partition("=")
            patch.setenv(name, value)
        assert words.pop(0) == "syndication", command
        if ">" in words:
            *words, _, name = words
            with Path(name).open("w", encoding="utf-8") as file, redirect_stdout(file):
                return main(words)
        return main(words)


def newcomer(folder: Path) -> None:
    """Save the README's examples in ``folder``."""
    for name, content in examples(text("README.md")).items():
        (folder / name).write_text(content, encoding="utf-8")
