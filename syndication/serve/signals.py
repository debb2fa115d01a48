"""Signals as something to wait for: a file descriptor that becomes readable, and no code between two bytecodes."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

#: What the processes of ``serve`` listen to.
HEEDED: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Signals:
    """Within the block HEEDED signals only arrive here; to be used on the main thread.

    ``SIGINT`` may be ignored: in a terminal it goes to the whole group, and children wait for their parent's word.
    """

    def __init__(self, *, ignore_interrupt: bool = False) -> None:
        """Nothing happens before the block is entered."""
        self._ignored = {signal.SIGINT} if ignore_interrupt else set()
        self._read, self._write = socket.socketpair()
        self._read.setblocking(False)
        self._write.setblocking(False)
        self._before: dict[signal.Signals, Any] = {}
        self._before_fd = -1

    def __enter__(self) -> Signals:
        """Take the handlers over; signals that were blocked until now come in at once."""
        self._before_fd = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        for number in HEEDED:
            self._before[number] = signal.signal(number, signal.SIG_IGN if number in self._ignored else _noted)
        unblock()
        return self

    def __exit__(self, *_: object) -> None:
        """Give them back."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._before_fd)
        self._read.close()
        self._write.close()

    def fileno(self) -> int:
        """Readable when a signal has come."""
        return self._read.fileno()

    def take(self) -> list[signal.Signals]:
        """The signals that have come since the last call."""
        received = []
        try:
            while data := self._read.recv(256):
                received += [signal.Signals(number) for number in data if number in HEEDED]
        except BlockingIOError:
            pass
        return received


def _noted(_number: int, _frame: FrameType | None) -> None:
    """The wake-up descriptor has it already; a handler is only there so that the default action is not."""


def unblock() -> None:
    """Let signals in that waited since ``blocked``: a spawned process calls this once it can take them."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HEEDED)


@contextmanager
def blocked() -> Iterator[None]:
    """HEEDED signals wait until the end of the block; a process spawned in it begins with them blocked."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, HEEDED)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
