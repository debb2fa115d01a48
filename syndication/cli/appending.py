"""Text put behind the last line of a settings file, so that what the operator wrote stays byte for byte."""

from __future__ import annotations

import os
import tempfile
import tomllib
from pathlib import Path

from syndication.errors import ConfigError


def append(folder: Path, name: str, text: str, hint: str) -> Path:
    """Put ``text`` (TOML) behind ``folder``/``name``, which is replaced in one step. Returns the file's path.

    Raises ConfigError with ``hint`` if the file is not of a kind that something can be put behind, or can't be written.
    """
    # A link is followed: the file that it names is replaced, not the link.
    path = Path(os.path.realpath(folder / name))
    try:
        old = path.read_bytes() if path.exists() else b""
        gap = b"\n" if old and not old.endswith(b"\n") else b""
        data = old + gap + text.encode()
        tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
        replace(path, data)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError("nothing can be appended to this file", where=str(path), hint=hint) from error
    except OSError as error:
        raise ConfigError(f"can't be written: {error.strerror}", where=str(path)) from error
    return path


def replace(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of the file in one step: a reader sees the old bytes or the new ones, never a part."""
    mode = path.stat().st_mode & 0o7777 if path.exists() else 0o644
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
