"""Where settings come from: the TOML files of one folder, and ``SYNDICATION_*`` variables over them.

Comes in: a folder and an environment. Goes out: one nested dict, and for every key in it the place where it was written
(``config/syndication.toml:12``, or the variable's name), so that whoever judges the values can say where to look.
What a setting means or may be is never decided here.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from syndication.errors import ConfigError

Key = tuple[str | int, ...]

#: The files, and the only top-level tables that each may hold (None: all others).
FILES: dict[str, frozenset[str] | None] = {
    "syndication.toml": None,
    "sections.toml": frozenset({"section"}),
    "sources.toml": frozenset({"source"}),
    "feeds.toml": frozenset({"feed"}),
}
PREFIX = "SYNDICATION_"
#: Not settings: the folder's name, and passwords for other people's servers, which stand in no file.
NOT_SETTINGS = frozenset({"SYNDICATION_CONFIG", "SYNDICATION_WORDPRESS_USER", "SYNDICATION_WORDPRESS_PASSWORD"})
#: Lists and tables with keys of the user's own: a variable's name (upper case, no spaces) can't spell them.
_FILE_ONLY: dict[Key, str] = {
    ("section",): "sections.toml",
    ("source",): "sources.toml",
    ("feed",): "feeds.toml",
    ("bylines", "map"): "syndication.toml",
    ("fetch", "allow"): "syndication.toml",
}
#: A file name closer than this to one of ours is a slip (``section.toml`` 0.96), not another program's file
#: (``settings.toml`` 0.85).
_SLIP = 0.86
#: How tomllib begins what it says of a name that is there twice, in words of its own inside.
_TWICE = ("Cannot declare", "Cannot overwrite", "Cannot mutate", "Cannot redefine", "Duplicate")


@dataclass(frozen=True)
class Sources:
    """All settings as written, unjudged."""

    folder: Path
    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)  #: of files, with their tables; by path
    variables: dict[Key, str] = field(default_factory=dict)  #: names by the keys that they set
    faults: list[ConfigError] = field(default_factory=list)  #: what is wrong with the writing, whatever the values are
    unread: list[str] = field(default_factory=list)  #: files that could not be read: judging the rest would mislead

    @cached_property
    def places(self) -> dict[Key, str]:
        """``FILE:LINE`` or a variable's name, by key. Found when first asked for: only those who complain need it."""
        found = {
            key: f"{path}:{line}"
            for path, (text, tables) in self.texts.items()
            for key, line in key_lines(text).items()
            if key[0] in tables
        }
        for key, name in self.variables.items():
            for length in range(1, len(key)):
                found.setdefault(key[:length], name)
            found[key] = name
        return found

    def place(self, key: Key) -> str:
        """Where ``key`` was written; where it was not, the table that should hold it, or at least the file."""
        for length in range(len(key), 0, -1):
            if place := self.places.get(key[:length]):
                return place
        return str(self.folder / _home(str(key[0])))


def read(folder: Path, environ: Mapping[str, str]) -> Sources:
    """The settings of ``folder`` with the overrides of ``environ``. Raises ConfigError if there is no such folder."""
    if not folder.is_dir():
        raise ConfigError(
            "there is no such folder",
            where=str(folder),
            hint="`syndication init` writes one, or name another with --config DIR",
        )
    sources = Sources(folder)
    sources.faults.extend([*_slips(folder), *_read_files(sources), *_override(sources, environ)])
    return sources


def refuse(faults: list[ConfigError]) -> None:
    """Raise one ConfigError that tells all ``faults``, one a line; return if there are none."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise ConfigError("\n".join([f"{len(faults)} settings are wrong", *(f"  {fault}" for fault in faults)]))


def _slips(folder: Path) -> Iterator[ConfigError]:
    """Files that look like ours but are not read: a slip of the pen would leave the defaults in force silently."""
    for path in sorted(folder.glob("*.[tT][oO][mM][lL]")):
        near = difflib.get_close_matches(path.name.lower(), FILES, n=1, cutoff=_SLIP)
        if path.name not in FILES and near:
            yield ConfigError("this file is not read", where=str(path), hint=f"Name it {near[0]}, or move it away")


def _read_files(sources: Sources) -> Iterator[ConfigError]:
    """Fill ``sources`` from the files that there are; only the first file must be there."""
    for name, tables in FILES.items():
        path = sources.folder / name
        if not path.exists() and tables is not None:
            continue
        try:
            text, values = _parse(path)
        except ConfigError as error:
            sources.unread.append(name)
            yield error
            continue
        for key in [key for key in values if _home(key) != name]:
            where = f"{path}:{key_lines(text).get((key,), 1)}: {key}"
            yield ConfigError("does not belong into this file", where=where, hint=_instead(key, name))
            del values[key]
        sources.values.update(values)
        sources.texts[str(path)] = text, frozenset(values)


def _parse(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of a TOML file and its values; ConfigError with the line where it is broken."""
    try:
        # TOML is UTF-8; a mark before it is what Windows editors write, line ends likewise.
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        return text, tomllib.loads(text)
    except FileNotFoundError:
        raise ConfigError("there is no such file", where=str(path), hint="`syndication init` writes one") from None
    except OSError as error:
        raise ConfigError(f"can't be read: {error.strerror}", where=str(path)) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError("is not UTF-8", where=f"{path}:{line}", hint="Save the file as UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        # tomllib's words end in "(at line 3, column 5)"; our messages have the line in front.
        words, _, at = str(error).partition(" (at ")
        found = re.search(r"line (\d+)", at)
        where = f"{path}:{found[1] if found else text.rstrip().count(chr(10)) + 1}"
        hint = "Text stands in double quotes; a table begins with [name]"
        if words.startswith(_TWICE):
            words, hint = "a table or name is there twice", "Put all of a table under one [name], and each name once"
        raise ConfigError(f"is not TOML: {words}", where=where, hint=hint) from error


def _home(key: str) -> str:
    """The file that the top-level table ``key`` belongs into."""
    return next((file for file, tables in FILES.items() if tables and key in tables), "syndication.toml")


def _instead(key: str, file: str) -> str:
    """What to do with a table that ``file`` can't hold: spell it right, or put it where it belongs."""
    near = difflib.get_close_matches(key, FILES[file] or (), n=1, cutoff=_SLIP)
    return f"Did you mean [[{near[0]}]]? If not, put it into {_home(key)}" if near else f"Put it into {_home(key)}"


def _override(sources: Sources, environ: Mapping[str, str]) -> Iterator[ConfigError]:
    """Put ``SYNDICATION_SITE__URL=…`` over ``site.url``, and so on. The values stay text; whoever judges converts."""
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name in NOT_SETTINGS:
            continue
        key: Key = tuple(name.removeprefix(PREFIX).lower().split("__"))
        home = next((file for stem, file in _FILE_ONLY.items() if key[: len(stem)] == stem), None)
        if home:
            yield ConfigError("can't be set by a variable", where=name, hint=f"Set it in {sources.folder / home}")
            continue
        table = sources.values
        for part in key[:-1]:
            if not isinstance(table.get(str(part)), dict):
                table[str(part)] = {}
            table = table[str(part)]
        table[str(key[-1])] = environ[name]
        sources.variables[key] = name


# --- lines of keys ---------------------------------------------------------------------------------------------------

# The pieces of TOML 1.0 (https://toml.io/en/v1.0.0#spec) that matter for finding keys. Order matters: three quotes
# before one. A multi-line string may end in up to two quotes of its own.
_TOKEN = re.compile(
    r'(?P<text>"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')'
    r"|\#[^\n]*|[ \t\r]+|(?P<mark>[\[\]{}=,.\n])|(?P<bare>[^\s\[\]{}=,.\#\"']+)",
    re.DOTALL,
)


def key_lines(text: str) -> dict[Key, int]:
    """The line (from 1) of every key and table of ``text``, which must be valid TOML.

    tomllib does not tell. ``[[section]]`` counts from 0: ``("section", 0, "slug")``. Of an array of tables the bare
    name stands at its first entry.
    """
    return _Scanner(text).lines


class _Scanner:
    """One pass over the tokens of a valid TOML text."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Key, int] = {}
        self._tokens = list(self._split(text))
        self._at = 0
        self._counts: dict[Key, int] = {}
        table: Key = ()
        while self._at < len(self._tokens):
            word, _ = self._tokens[self._at]
            if word == "\n":
                self._at += 1
            elif word == "[":
                table = self._header()
            else:
                self._pair(table)

    @staticmethod
    def _split(text: str) -> Iterator[tuple[str, int]]:
        """Marks, names and strings with their lines; comments and blanks are left out."""
        line = 1
        for match in _TOKEN.finditer(text):
            if match.lastgroup:
                yield match[0], line
            line += match[0].count("\n")

    def _peek(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _name(self, end: str) -> list[str]:
        """A dotted key up to ``end``, which is left standing."""
        parts: list[str] = []
        while self._peek() not in ("", end):
            word = self._peek()
            if word != ".":
                parts.append(next(iter(tomllib.loads(f"{word} = 0"))))
            self._at += 1
        return parts

    def _header(self) -> Key:
        """``[a.b]`` or ``[[a.b]]``: the path of the table that begins."""
        line = self._tokens[self._at][1]
        many = self._tokens[self._at + 1][0] == "["
        self._at += 2 if many else 1
        path: Key = ()
        parts = self._name("]")
        self._at += 2 if many else 1
        for number, part in enumerate(parts):
            path = (*path, part)
            self.lines.setdefault(path, line)
            if many and number == len(parts) - 1:
                self._counts[path] = self._counts.get(path, -1) + 1
            if path in self._counts:
                path = (*path, self._counts[path])
                self.lines.setdefault(path, line)
        return path

    def _pair(self, table: Key) -> None:
        """``a.b = value``."""
        line = self._tokens[self._at][1]
        path = table
        for part in self._name("="):
            path = (*path, part)
            self.lines.setdefault(path, line)
        self._at += 1
        self._value(path)

    def _value(self, path: Key) -> None:
        """A value; what stands inside an array or an inline table has lines too."""
        opening = self._peek()
        if opening not in ("[", "{"):
            while self._peek() not in ("", "\n", ",", "]", "}"):
                self._at += 1
            return
        self._at += 1
        count = 0
        while self._peek() not in ("", "]", "}"):
            if self._peek() in ("\n", ","):
                self._at += 1
            elif opening == "{":
                self._pair(path)
            else:
                self.lines[(*path, count)] = self._tokens[self._at][1]
                self._value((*path, count))
                count += 1
        self._at += 1
