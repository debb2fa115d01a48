"""newsboat with a home of its own: its cache, and its texts as it would show them in a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import sqlite3
import struct
import subprocess
import termios
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

#: Columns of the terminal, and of the text in it; newsboat breaks lines at the second.
COLUMNS, TEXT_WIDTH = 120, 80
#: Pipes the article at the cursor into a file and goes on to the next.
MACRO = """text-width {width}
macro a pipe-to "cat >> {texts}" ; down
"""
WITHIN_S = 20


class Newsboat:
    """Subscribed to ``urls`` from the start."""

    def __init__(self, program: str, folder: Path, *urls: str) -> None:
        self._folder = folder
        self._texts = folder / "texts"
        (folder / "urls").write_text("".join(f"{url}\n" for url in urls), encoding="utf-8")
        (folder / "config").write_text(MACRO.format(width=TEXT_WIDTH, texts=self._texts), encoding="utf-8")
        files = {"-u": "urls", "-c": "cache.db", "-C": "config"}
        self._command = [program, *(word for key, name in files.items() for word in (key, str(folder / name)))]
        self._environ = {"HOME": str(folder), "PATH": os.environ["PATH"], "TERM": "xterm", "LC_ALL": "C.UTF-8"}

    def run(self, *argv: str) -> str:
        """What newsboat prints."""
        done = subprocess.run(
            [*self._command, *argv],
            env=self._environ,
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            timeout=WITHIN_S,
        )
        assert (done.returncode, done.stderr) == (0, ""), done
        return done.stdout

    def reload(self) -> str:
        return self.run("-x", "reload", "print-unread")

    def rows(self, table: str) -> list[dict[str, Any]]:
        """A table of its cache: ``rss_feed`` or ``rss_item``."""
        with closing(sqlite3.connect(self._folder / "cache.db")) as cache:
            cache.row_factory = sqlite3.Row
            return [dict(row) for row in cache.execute(f"SELECT * FROM {table}")]

    def subscriptions(self) -> str:
        return (self._folder / "urls").read_text(encoding="utf-8")

    def texts(self, count: int) -> dict[str, str]:
        """The first ``count`` articles of the only feed as newsboat shows them, by their addresses."""
        self._keys(b"\r" + b",a" * count + b"qq")
        texts = self._texts.read_text(encoding="utf-8")
        shown = re.split(r"^Feed: .*\n", texts, flags=re.MULTILINE)[1:]
        return {text.partition("\nLink: ")[2].partition("\n")[0]: text for text in shown}

    def _keys(self, keys: bytes) -> None:
        """Type ``keys`` in a terminal; the last of them end newsboat."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
        with subprocess.Popen(self._command, env=self._environ, stdin=theirs, stdout=theirs, stderr=theirs) as process:
            os.close(theirs)
            try:
                os.write(ours, keys)
                deadline = time.monotonic() + WITHIN_S
                while process.poll() is None:
                    assert time.monotonic() < deadline, "newsboat did not end"
                    if select.select([ours], [], [], 0.02)[0]:
                        with suppress(OSError):  # it has just ended
                            os.read(ours, 65_536)  # the screen; newsboat waits when nobody reads it
            finally:
                process.kill()
                os.close(ours)
