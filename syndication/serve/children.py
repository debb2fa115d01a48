"""What runs in the children of ``syndication serve``: ``web`` answers requests, ``work`` does all that writes.

Both end on SIGTERM or when their parent is gone, and take a new configuration on SIGHUP; a bad file leaves the old one
in force and says so in the log. SIGINT is the parent's to hear.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING

from syndication import logs
from syndication.errors import SyndicationError
from syndication.serve import signals
from syndication.serve.limits import GRACE_S, WORK_NICE, WORK_STOP_S

if TYPE_CHECKING:
    from syndication.flows.publish import Publisher
    from syndication.serve.handlers import Site

_log = logging.getLogger("syndication.serve")

#: Exit codes: ended as asked; failed with one of our errors, already said in the log.
DONE, FAILED = 0, 1


def _parent_sentinel() -> int:
    """A descriptor that becomes readable when the parent is gone, however it went."""
    parent = multiprocessing.parent_process()
    assert parent is not None, "this runs in a child only"
    return int(parent.sentinel)


# --- web -------------------------------------------------------------------------------------------------------------


def web(folder: Path, environ: Mapping[str, str], listener: socket.socket) -> None:
    """Answer requests on the inherited socket until told to end."""
    import uvloop

    logs.start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        uvloop.run(_web(folder, environ, listener))
    except SyndicationError as error:
        _log.error("web can't serve: %s", error)
        sys.exit(FAILED)


async def _web(folder: Path, environ: Mapping[str, str], listener: socket.socket) -> None:
    """Serve, and heed signals, the parent's end, and an end of following, which only a fault brings."""
    from syndication.serve.access import AccessLog
    from syndication.serve.app import served
    from syndication.serve.handlers import Handler

    loop = asyncio.get_running_loop()
    events: asyncio.Queue[str] = asyncio.Queue()
    for number, event in ((signal.SIGTERM, "end"), (signal.SIGHUP, "reload")):
        loop.add_signal_handler(number, events.put_nowait, event)
    signals.unblock()
    sentinel = _parent_sentinel()
    loop.add_reader(sentinel, _orphaned, loop, sentinel, events)
    with AccessLog() as access:
        current = await _open(folder, environ, events)
        try:
            handler = Handler(current.site, access)
            async with served(handler, listener):
                while (event := await events.get()) == "reload":
                    renewed = await _renewed(folder, environ, events)
                    if renewed is not None:
                        old, current, handler.site = current, renewed, renewed.site
                        await old.close()
        finally:
            await current.close()
    if event == "failed":
        _log.error("following the log failed", exc_info=current.following.exception())
        sys.exit(FAILED)


def _orphaned(loop: asyncio.AbstractEventLoop, sentinel: int, events: asyncio.Queue[str]) -> None:
    """The parent is gone: no other process would end this one."""
    loop.remove_reader(sentinel)
    _log.error("the parent is gone; this child ends")
    events.put_nowait("end")


@dataclass(frozen=True, slots=True)
class _Open:
    """One configuration in force: its publisher, the task that follows the log for it, and the site they answer."""

    publisher: Publisher
    following: asyncio.Task[None]
    site: Site

    async def close(self) -> None:
        """Let requests that still render end, stop following, and let go of the store."""
        await self.site.drained(GRACE_S)
        self.following.cancel()
        await asyncio.wait([self.following])
        self.publisher.close()


async def _open(folder: Path, environ: Mapping[str, str], events: asyncio.Queue[str]) -> _Open:
    """Load the configuration and open all that it names. Raises ConfigError or StoreError."""
    from syndication import config
    from syndication.flows import addresses, follow, publish
    from syndication.flows.status import Operations
    from syndication.serve.handlers import Site

    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, "open") as opener:  # the old configuration answers meanwhile
        loaded = await loop.run_in_executor(opener, config.load, folder, environ)
        publisher = await loop.run_in_executor(opener, publish.opened, loaded)
    following = loop.create_task(follow.follow(publisher))
    following.add_done_callback(lambda task: None if task.cancelled() else events.put_nowait("failed"))
    parse, operations = partial(addresses.parse, config=loaded), Operations(publisher, logs.now)
    return _Open(publisher, following, Site(publisher, parse, logs.now, operations))


async def _renewed(folder: Path, environ: Mapping[str, str], events: asyncio.Queue[str]) -> _Open | None:
    """What the configuration says now, or None if it can't be put in force."""
    try:
        renewed = await _open(folder, environ, events)
    except SyndicationError as error:
        _log.error("the configuration is not taken, the one before stays in force: %s", error)
        return None
    _log.info("the configuration was read anew")
    return renewed


# --- work ------------------------------------------------------------------------------------------------------------


def work(folder: Path, environ: Mapping[str, str]) -> None:
    """Do all that writes, as a child, until told to end or until the parent is gone."""
    logs.start()
    os.nice(WORK_NICE)
    _work(folder, environ, _parent_sentinel())


def work_alone(folder: Path, environ: Mapping[str, str]) -> None:
    """The same as a process of its own, which Ctrl-C ends as well. Ends in SystemExit."""
    _work(folder, environ, None)


def _work(folder: Path, environ: Mapping[str, str], sentinel: int | None) -> None:
    """Fetch, relate and move due articles.

    The work runs on a thread and this one only waits: a signal must not come between two statements of a transaction.
    """
    with signals.Signals(ignore_interrupt=sentinel is not None) as received:
        task = _Task(folder, environ)
        while True:
            ready = wait([received.fileno(), task.ended, *([] if sentinel is None else [sentinel])])
            numbers = received.take()
            if sentinel in ready:
                _log.error("the parent is gone; this child ends")
            if sentinel in ready or signal.SIGTERM in numbers or signal.SIGINT in numbers:
                sys.exit(DONE if task.stop() else FAILED)
            if task.ended in ready:
                sys.exit(FAILED)
            if signal.SIGHUP in numbers and _is_good(folder, environ):
                if not task.stop():
                    sys.exit(FAILED)
                task = _Task(folder, environ)
                _log.info("the configuration was read anew")


class _Task:
    """``flows.work`` on a thread, under the configuration as it is when this begins."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        """Start at once. ``ended`` is a descriptor that becomes readable when the work ends, for whatever reason."""
        self._asked = threading.Event()
        self.ended, self._end = os.pipe()
        # A daemon: work that does not stop in time must not keep the process.
        self._thread = threading.Thread(target=self._run, args=(folder, environ), name="work", daemon=True)
        self._thread.start()

    def _run(self, folder: Path, environ: Mapping[str, str]) -> None:
        from syndication.flows.work import work as flow

        try:
            flow(folder, environ, self._asked)
        except SyndicationError as error:
            _log.error("work can't go on: %s", error)
        except Exception:
            _log.exception("work failed")
        finally:
            os.close(self._end)

    def stop(self) -> bool:
        """Ask the work to end; whether it did within WORK_STOP_S."""
        self._asked.set()
        self._thread.join(WORK_STOP_S)
        os.close(self.ended)
        return not self._thread.is_alive()


def _is_good(folder: Path, environ: Mapping[str, str]) -> bool:
    """Whether the configuration can be put in force; if not, the log says why."""
    from syndication import config

    try:
        config.load(folder, environ)
    except SyndicationError as error:
        _log.error("the configuration is not taken, the one before stays in force: %s", error)
        return False
    return True
