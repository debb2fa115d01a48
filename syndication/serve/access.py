"""The access log: one line of JSON a request, written by a thread of its own.

A request only appends a tuple to a bounded buffer. The thread takes what is there twice a second and writes it in one
go, so a slow disk or a reader that stopped reading our pipe never holds a request up; what the buffer cannot take is
dropped, counted, and said in a line of its own.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from typing import Final

from aiohttp import hdrs, web

#: Requests that may wait to be written: two seconds of the most that one process answers, a few MB.
MAX_WAITING: Final = 20_000

#: Seconds between two writes. A line is that late at most, and a burst costs one system call.
INTERVAL_S: Final = 0.5

#: Lines that are made at once. The thread then lets go, so that the loop beside it is not held up (the GIL).
BATCH: Final = 200

#: Characters of a path or user agent that are kept; clients choose both, up to 8 KB each.
MAX_CHARS: Final = 300

#: Seconds that the end of the process waits for the last lines.
CLOSE_S: Final = 2.0

_Note = tuple[float, float, str, str, int, int, str | None, str]


def to_stdout(lines: bytes) -> None:
    """Write to standard output, past any buffer; a closed pipe is no reason to stop serving."""
    view = memoryview(lines)
    try:
        while view:
            view = view[os.write(1, view) :]
    except OSError:
        pass


class AccessLog:
    """A bounded buffer of notes and the thread that writes them; use it as a context manager."""

    #: Seconds on a clock that only goes forward: what ``note`` is given as ``began``.
    now = staticmethod(time.monotonic)

    def __init__(self, write: Callable[[bytes], None] = to_stdout, max_waiting: int = MAX_WAITING) -> None:
        """``write`` is called on the thread with whole lines."""
        self._write = write
        self._waiting: deque[_Note] = deque()
        self._max_waiting = max_waiting
        self._dropped = 0  # counted by those who note, never set back, so that no count is lost between two threads
        self._said = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="access-log", daemon=True)

    def __enter__(self) -> AccessLog:
        """Start the thread."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Write what is left, for CLOSE_S at most."""
        self._ended.set()
        self._thread.join(CLOSE_S)

    def note(self, request: web.BaseRequest, status: int, size: int, began: float) -> None:
        """Take down one answer with ``size`` bytes of body; costs an append."""
        waiting = self._waiting
        if len(waiting) >= self._max_waiting:
            self._dropped += 1
            return
        agent = request.headers.get(hdrs.USER_AGENT, "")
        waiting.append((began, self.now(), request.method, request.raw_path, status, size, request.remote, agent))

    def _run(self) -> None:
        """The thread: write twice a second until the end, then once more."""
        last = False
        while not last:
            last = self._ended.wait(INTERVAL_S)
            self.flush()

    def flush(self) -> None:
        """Write what waits now. One thread only: the log's own, or a test's."""
        offset = time.time() - self.now()
        while batch := [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]:
            self._write("".join([_line(note, offset) for note in batch]).encode())
        dropped = self._dropped
        if dropped > self._said:
            self._write(f'{{"dropped": {dropped - self._said}}}\n'.encode())
            self._said = dropped


def _line(note: _Note, offset: float) -> str:
    """One line. Put together by hand: json.dumps of the same takes five times as long."""
    began, ended, method, path, status, size, remote, agent = note
    second, fraction = divmod(ended + offset, 1)
    return (
        f'{{"time": "{_written(int(second))}.{int(fraction * 1000):03}+00:00", "remote": {quoted(remote or "")}, '
        f'"method": {quoted(method)}, "path": {quoted(path[:MAX_CHARS])}, "status": {status}, "bytes": {size}, '
        f'"ms": {(ended - began) * 1000:.2f}, "agent": {quoted(agent[:MAX_CHARS])}}}\n'
    )


@lru_cache(maxsize=4)
def _written(second: int) -> str:
    """A second of Unix time in ISO 8601 without its zone; lines come in order, so few are remembered."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
