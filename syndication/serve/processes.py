"""The parent of ``syndication serve``: it binds the socket, keeps the children alive, and passes signals on.

::

    parent: bind | spawn web x N, work x 1 | wait for a signal or a death | SIGTERM, SIGHUP to the children
                                                    └─ a dead child: spawn it again, later each time

The parent does nothing else, so that it cannot die of what its children do. Children see that it is gone by the end
of a pipe (``multiprocessing.parent_process().sentinel``) and end themselves, whatever killed it.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Final

from syndication.errors import ConfigError
from syndication.serve import children
from syndication.serve.limits import BACKLOG, STOP_S
from syndication.serve.signals import Signals, blocked

_log = logging.getLogger("syndication.serve")

#: Seconds before a dead child is started again: the first time, and at most. It doubles with each death.
BACKOFF_FIRST_S: Final = 0.5
BACKOFF_MOST_S: Final = 30.0

#: A child that lived this many seconds was well; its next death counts as the first.
HEALTHY_S: Final = 60.0

_ENDING: Final = frozenset({signal.SIGTERM, signal.SIGINT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What ``syndication serve`` was asked for."""

    folder: Path  #: of the configuration
    environ: Mapping[str, str]
    host: str
    port: int  #: 0: any that is free
    workers: int = 1  #: web children
    work: bool = True  #: also the child that moves due articles and relates


class _Child:
    """One place among the children: the process that holds it, or the time when the next one is due."""

    def __init__(self, name: str, target: Callable[..., None], arguments: tuple[object, ...]) -> None:
        """``target`` and its arguments are pickled, for the child begins as a fresh interpreter."""
        self.name = name
        self._target = target
        self._arguments = arguments
        self.process: SpawnProcess | None = None
        self.due = 0.0
        self._began = 0.0
        self._backoff = BACKOFF_FIRST_S

    def start(self) -> None:
        """Start the process. Signals wait until it can take them: in a fresh interpreter SIGHUP would kill."""
        process = multiprocessing.get_context("spawn").Process(
            target=self._target, args=self._arguments, name=self.name
        )
        with blocked():
            process.start()
        self.process = process
        self._began = time.monotonic()
        _log.info("%s started", self.name, extra={"pid": process.pid})

    def bury(self) -> None:
        """The process is dead: say so and set the time of the next."""
        assert self.process is not None
        self.process.join()
        code = self.process.exitcode
        self.process.close()
        self.process = None
        now = time.monotonic()
        if now - self._began >= HEALTHY_S:
            self._backoff = BACKOFF_FIRST_S
        self.due = now + self._backoff
        _log.error("%s ended with %s; the next starts in %.1f s", self.name, code, self._backoff)
        self._backoff = min(self._backoff * 2, BACKOFF_MOST_S)

    def send(self, number: signal.Signals) -> None:
        """Pass a signal on."""
        if self.process is not None and self.process.pid is not None and self.process.is_alive():
            os.kill(self.process.pid, number)


def run(serving: Serving, listening: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT. ``listening`` is called once with the URL, when connections are taken.

    To be called on the main thread. Raises ConfigError where the address can't be bound; a child that can't start is
    tried again and again, for the store may come back.
    """
    with _bound(serving.host, serving.port) as listener, Signals() as signals:
        places = _places(serving, listener)
        try:
            for place in places:
                place.start()
            listening(_url(listener))
            _watch(places, signals)
        finally:
            _stop(places)


def _places(serving: Serving, listener: socket.socket) -> list[_Child]:
    """The children that this run has."""
    environ = dict(serving.environ)
    web = (serving.folder, environ, listener)
    places = [_Child(f"web-{number}", children.web, web) for number in range(1, serving.workers + 1)]
    if serving.work:
        places.append(_Child("work", children.work, (serving.folder, environ)))
    return places


def _watch(places: list[_Child], signals: Signals) -> None:
    """Until a signal ends it: pass SIGHUP on, replace the dead."""
    while True:
        sleeping = [place.due - time.monotonic() for place in places if place.process is None]
        alive = {place.process.sentinel: place for place in places if place.process is not None}
        timeout = max(0.0, min(sleeping)) if sleeping else None
        ready = wait([signals.fileno(), *alive], timeout)
        received = signals.take() if signals.fileno() in ready else []
        if _ENDING.intersection(received):
            return
        if signal.SIGHUP in received:
            for place in places:
                place.send(signal.SIGHUP)
        for sentinel in ready:
            if isinstance(sentinel, int) and sentinel in alive:
                alive[sentinel].bury()
        for place in places:
            if place.process is None and place.due <= time.monotonic():
                place.start()


def _stop(places: list[_Child]) -> None:
    """SIGTERM to all; after STOP_S, SIGKILL to those that are left."""
    for place in places:
        place.send(signal.SIGTERM)
    deadline = time.monotonic() + STOP_S
    for place in places:
        if place.process is None:
            continue
        place.process.join(max(0.0, deadline - time.monotonic()))
        if place.process.is_alive():
            _log.error("%s did not end within %.0f s and is killed", place.name, STOP_S)
            place.process.kill()
            place.process.join()


@contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    """A listening socket. It listens already here, so that clients wait instead of being refused between children."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise ConfigError(f"no address for {host!r}: {error.strerror}", where="server.host") from error
    with listener:
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise ConfigError(
                f"{host} port {port} can't be listened on: {reason}",
                where="server",
                hint="Choose another --port, or 0 for any that is free",
            ) from error
        yield listener


def _url(listener: socket.socket) -> str:
    """``http://HOST:PORT`` of a bound socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if listener.family == socket.AF_INET6 else f"http://{host}:{port}"
