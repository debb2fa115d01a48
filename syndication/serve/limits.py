"""Bounds that the parent and its children share; here, so that the parent need not import what its children do."""

from __future__ import annotations

from typing import Final

#: Connections that wait to be accepted; the kernel's own bound is 4096.
BACKLOG: Final = 1024

#: Seconds that requests in flight get to end when a server or a configuration does, twice where it is a server
#: (aiohttp waits, cancels, waits again).
GRACE_S: Final = 5.0

#: By how much the work child, and the processes in which it reads feeds, give way to those that answer (nice(2)): a
#: reader waits for an answer, nobody for a fetch.
WORK_NICE: Final = 10

#: Seconds that the work of a work child gets to come to a place where it can stop.
WORK_STOP_S: Final = 15.0

#: Seconds that children get to end by themselves; then they are killed. Longer than all that they may wait for.
STOP_S: Final = 20.0
