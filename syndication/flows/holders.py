"""Who holds a lease: names of processes, and whether one of this machine is no more."""

from __future__ import annotations

import os
import socket


def this_process() -> str:
    """``HOST:PID``, for people and for `is_dead`."""
    return f"{socket.gethostname()}:{os.getpid()}"


def is_dead(holder: str) -> bool:
    """Whether the process that a lease names ran on this machine and is no more."""
    host, _, pid = holder.rpartition(":")
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False
