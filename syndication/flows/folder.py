"""The folder of a static build: which files are ours, what they hold, and how they are replaced.

The manifest has a line for each file that a build wrote. While a build runs, a file's line is written before the file,
so that a build that was killed leaves nothing that the next one does not know: what no longer belongs is deleted, and
nothing else ever is. One build at a time writes to a folder.
"""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from syndication.documents import Document
from syndication.errors import ConfigError
from syndication.render.encode import encode

#: Our own files in the folder. They begin with a dot: web servers do not serve them.
MANIFEST = ".syndication-build.jsonl"
LOCK = ".syndication-build.lock"
#: How files begin that are being written; those of a build that was killed are swept by the next one.
UNFINISHED = ".syndication-new-"


class File(NamedTuple):
    """What the manifest knows of one file."""

    digest: str  #: of the bytes
    mtime: int  #: seconds
    state: str  #: what it was made from; empty: whether it was written is not known


class Folder:
    """The output folder of one build; made by ``opened``."""

    def __init__(self, out: Path, before: dict[str, File], journal: IO[str]) -> None:
        """Use ``opened``."""
        self._out = out
        self._before = before
        self._now: dict[str, File] = {}
        self._journal = journal

    def __len__(self) -> int:
        return len(self._now)

    def keep(self, name: str, state: str) -> bool:
        """Keep a file as it is, if it was made from this state and is there with its packed twin."""
        old = self._before.get(name)
        if old is None or old.state != state or not self._is_there(name):
            return False
        self._now[name] = old
        return True

    def put(self, name: str, document: Document, state: str) -> bool:
        """Write a document and its packed twin if its bytes are others than those that are there; says whether.

        A file's mtime is the document's Last-Modified, and strictly later than that of other bytes under the same
        name, since nginx makes its ETag of mtime and length.
        """
        digest = document.content_tag.rpartition(".")[2]
        path, old = self._out / name, self._before.get(name)
        mtime = int(document.modified.timestamp())
        if old and old.state and old.digest == digest and self._is_there(name):
            mtime = max(mtime, old.mtime)
            if mtime != old.mtime:  # the same bytes of a later page: its validators are the server's all the same
                for each in (path, _packed(path)):
                    os.utime(each, (mtime, mtime))
            self._now[name] = File(digest, mtime, state)
            return False
        mtime = max(mtime, old.mtime + 1) if old else mtime
        self._journal.write(_line(name, File(digest, mtime, "")))
        self._journal.flush()
        path.parent.mkdir(parents=True, exist_ok=True)
        # The packed twin first: for a moment a server may send old bytes to some and new ones to others, but a new
        # file never stands beside an old twin for longer than that.
        _replace(_packed(path), encode(document.body, "gzip"), mtime)
        _replace(path, document.body, mtime)
        self._now[name] = File(digest, mtime, state)
        return True

    def finish(self) -> int:
        """Delete what earlier builds wrote and this one did not, and write the manifest. Says how many went."""
        gone = self._before.keys() - self._now.keys()
        for name in gone:
            for each in (self._out / name, _packed(self._out / name)):
                each.unlink(missing_ok=True)
        lines = "".join(_line(name, file) for name, file in self._now.items())
        _replace(self._out / MANIFEST, lines.encode(), None)
        return len(gone)

    def _is_there(self, name: str) -> bool:
        return (self._out / name).exists() and _packed(self._out / name).exists()


@contextmanager
def opened(out: Path) -> Iterator[Folder]:
    """The folder, for one build alone. Raises ConfigError if it can't be written or another build writes to it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with (out / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ConfigError("another build writes to this folder", where=str(out), hint="Wait for it") from error
            for unfinished in out.rglob(f"{UNFINISHED}*"):
                unfinished.unlink(missing_ok=True)
            before = _manifest(out)
            with (out / MANIFEST).open("a", encoding="utf-8") as journal:
                yield Folder(out, before, journal)
    except OSError as error:
        where = str(error.filename or out)
        hint = "Give a folder with --out"
        raise ConfigError(f"can't be written: {error.strerror}", where=where, hint=hint) from error


def _manifest(out: Path) -> dict[str, File]:
    """What builds wrote; the last line of a file counts. A line that can't be read, or leads out, is passed over."""
    found: dict[str, File] = {}
    try:
        lines = (out / MANIFEST).read_bytes().splitlines()
    except FileNotFoundError:
        return found
    for line in lines:
        try:
            name, digest, mtime, state = json.loads(line)
            path = Path(name)
            if not path.is_absolute() and ".." not in path.parts:
                found[name] = File(str(digest), int(mtime), str(state))
        except (ValueError, TypeError):
            continue
    return found


def _line(name: str, file: File) -> str:
    return json.dumps([name, *file], ensure_ascii=False) + "\n"


def _packed(path: Path) -> Path:
    return path.with_name(f"{path.name}.gz")


def _replace(path: Path, data: bytes, mtime: int | None) -> None:
    """Put ``data`` in the place of a file in one step, readable for the web server."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o644)
        if mtime is not None:
            os.utime(temporary, (mtime, mtime))
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
