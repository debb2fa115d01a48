"""Other processes that read hostile documents: what one of them breaks is its own document, and nobody waits for it.

A parser can take seconds (which would stop the event loop), memory without end, or crash outright. So each document
goes to a spawned process under limits of the operating system; one that dies is replaced, and its document is refused.
As a process has one document at a time, it is known which one broke it, and its neighbours never notice.

    run: a free worker | pipe | function(*args) in the worker | pipe | the result, or its exception

A worker ends by itself when its pipe closes, so a killed parent leaves none behind. It starts with the first document,
which takes a third of a second: for a single document call the function itself.
"""

from __future__ import annotations

import asyncio
import math
import multiprocessing
import resource
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self, TypeVar

from syndication.errors import InputError
from syndication.intake.packing import packed

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one document may cost."""

    memory_bytes: int = 2_000_000_000  #: of addresses: 50 MB of XML as text and as a tree, beside 0.4 GB of libraries
    cpu_s: int = 20  #: the slowest of 100 real feeds takes 0.6 s by feedparser, of 25 times its size then 15 s
    wall_s: float = 120  #: with waiting for a processor
    jobs: int = 1000  #: then another process goes on: libraries leak


class ParsePool:
    """An async context manager; inside of it any number of `run`, of which ``size`` run at once."""

    def __init__(self, size: int = 1, limits: Limits | None = None) -> None:
        """No process is started yet."""
        self._size = size
        self._limits = limits or Limits()

    async def __aenter__(self) -> Self:
        """Get ready, still without a process."""
        self._threads = ThreadPoolExecutor(self._size, "parse-pool")
        self._workers = [_Worker(self._limits) for _ in range(self._size)]
        self._free: asyncio.Queue[_Worker] = asyncio.Queue()
        for worker in self._workers:
            self._free.put_nowait(worker)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all processes, whatever they are at."""
        for worker in self._workers:
            worker.stop()
        self._threads.shutdown(wait=True)  # at once: its threads waited for the processes

    async def run(self, function: Callable[..., T], *args: object) -> T:
        """``function(*args)`` in another process: a function of a module, plain values in and out.

        Raises what it raises; InputError if it broke a limit or its process.
        """
        worker = await self._free.get()
        asked: asyncio.Future[Any] = asyncio.get_running_loop().run_in_executor(
            self._threads, worker.ask, function, args
        )

        def give_back(done: asyncio.Future[Any]) -> None:
            self._free.put_nowait(worker)
            if not done.cancelled():
                done.exception()  # looked at here, since perhaps nobody waits any longer

        asked.add_done_callback(give_back)
        result: T = await asyncio.shield(asked)  # a worker is not free before it is done
        return result


class _Worker:
    """One place in the pool, with the process that fills it just now. Used by one thread at a time, but for `stop`."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: Any = None
        self._pipe: Connection | None = None
        self._jobs = 0
        self._stopped = threading.Event()

    def ask(self, function: Callable[..., object], args: tuple[object, ...]) -> object:
        """The answer of the process; blocks until it is there."""
        if self._jobs >= self._limits.jobs:
            self._end()
        pipe = self._pipe or self._start()
        self._jobs += 1
        try:
            pipe.send_bytes(packed((function, args)))  # `recv` reads it
            if not pipe.poll(self._limits.wall_s):
                self.kill()
                self._end()
                raise InputError(f"took more than {self._limits.wall_s:g} s")
            is_result, answer = pipe.recv()
        except (EOFError, OSError) as error:  # it died
            raise InputError(self._why()) from error
        if is_result:
            return answer
        raise answer

    def stop(self) -> None:
        """Kill the process; called from another thread, for which `ask` then ends."""
        self._stopped.set()
        self.kill()

    def kill(self) -> None:
        """End the process, if there is one."""
        if (process := self._process) is not None:
            process.kill()

    def _start(self) -> Connection:
        if self._stopped.is_set():
            raise InputError("the program is ending")
        # Spawned: a fork of a process with threads and a loop may stand still for ever.
        context = multiprocessing.get_context("spawn")
        pipe, other = context.Pipe()
        process = context.Process(target=_work, args=(other, self._limits), name="parse", daemon=True)
        process.start()
        other.close()  # or the end of the process would not close the pipe
        self._process, self._pipe, self._jobs = process, pipe, 0
        if self._stopped.is_set():  # meanwhile
            process.kill()
        return pipe

    def _end(self) -> int | None:
        """Kill the process and wait for its end. Returns its exit code."""
        process, self._process = self._process, None
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if process is None:
            return None
        process.join(1)  # it may be about to end by itself, and then knows why
        process.kill()
        process.join()
        code: int | None = process.exitcode
        process.close()
        return code

    def _why(self) -> str:
        """What ended the process, in words for the operator."""
        code = self._end()
        if self._stopped.is_set():
            return "the program is ending"
        if code == -signal.SIGXCPU:
            return f"took more than {self._limits.cpu_s} s of processor time"
        return f"broke the process that read it (exit code {code})"


def _work(pipe: Connection, limits: Limits) -> None:
    """The process: jobs from the pipe until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business, which closes the pipe
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, limits.memory_bytes)
    while True:
        try:
            function, args = pipe.recv()
        except (EOFError, OSError):
            return
        # The limit counts from the start of the process.
        _limit(resource.RLIMIT_CPU, math.ceil(time.process_time()) + limits.cpu_s)
        pipe.send_bytes(packed(_answer(function, args)))


def _limit(what: int, most: int) -> None:
    """Lower a soft limit; the hard one stays, so that the next document can have its own."""
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _answer(function: Callable[..., object], args: tuple[object, ...]) -> tuple[bool, object]:
    """(True, result) or (False, exception)."""
    try:
        return True, function(*args)
    except MemoryError:
        return False, InputError("takes more memory than a document may")
    except Exception as error:
        return False, error
