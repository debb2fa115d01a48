"""Changes of sources.toml: sources put behind its last line (``sources add``, ``import``), and switched on.

What the operator wrote, comments included, stays byte for byte.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from syndication.cli.appending import append, replace
from syndication.cli.options import settings
from syndication.config_sources import key_lines
from syndication.errors import ConfigError
from syndication.text.clean import one_line

FILE = "sources.toml"
_OFF, _ON = re.compile(r"(\benabled\s*=\s*)false\b"), re.compile(r"\benabled\s*=\s*true\b")


def append_sources(folder: Path, tables: Iterable[Mapping[str, Any]], remark: str) -> Path:
    """Append a ``[[source]]`` for each of the tables, under the comment ``remark``. Returns the file's path.

    The settings as a whole have to be right with them; else the file is as it was, and ConfigError is raised.
    """
    text = "".join(block(table, remark) for table in tables)
    with _judged(folder):
        return append(folder, FILE, text, "Write every source as a [[source]] of its own, then add again")


def enable(folder: Path, slugs: Collection[str]) -> None:
    """Switch these sources on in the file, each in its own line.

    Raises ConfigError where that can't be done, or where the settings are wrong with them; the file is then as it was.
    """
    path = Path(os.path.realpath(folder / FILE))
    with _judged(folder):
        text = path.read_bytes().decode("utf-8")
        plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
        numbers = {each["slug"]: number for number, each in enumerate(tomllib.loads(plain).get("source", ()))}
        places, lines = key_lines(plain), text.split("\n")
        for slug in slugs:
            place = places.get(("source", numbers[slug], "enabled"))
            if place is None:
                continue
            lines[place - 1], count = _OFF.subn(r"\1true", lines[place - 1])
            if not count and not _ON.search(lines[place - 1]):
                raise ConfigError("can't be switched on", where=f"{path}:{place}", hint="Write enabled = true there")
        replace(path, "\n".join(lines).encode())


@contextmanager
def _judged(folder: Path) -> Iterator[None]:
    """A change of the file, taken back if the settings are wrong with it. Raises ConfigError."""
    path = Path(os.path.realpath(folder / FILE))
    before = path.read_bytes() if path.exists() else None
    try:
        yield
        settings(folder)
    except ConfigError:
        if before is not None:
            replace(path, before)
        else:
            path.unlink(missing_ok=True)
        raise
    except OSError as error:
        raise ConfigError(f"can't be written: {error.strerror}", where=str(path)) from error


def block(table: Mapping[str, Any], remark: str = "") -> str:
    """A ``[[source]]`` as text. What is None is left out."""
    lines = [f"# {remark}"] if remark else []
    lines += ["[[source]]", *(f"{name} = {_value(value)}" for name, value in table.items() if value is not None)]
    return "\n" + "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    """As TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(name)} = {_value(each)}" for name, each in value.items() if each is not None)
        return f"{{ {inner} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, int):
        return str(value)
    # A JSON string without control characters is a TOML basic string; `one_line` has taken those out.
    return json.dumps(one_line(str(value)), ensure_ascii=False)


def _key(name: str) -> str:
    is_bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if is_bare else json.dumps(name, ensure_ascii=False)
