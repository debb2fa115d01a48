"""The processes of ``serve``, really spawned over a SQLite store: what signals and deaths do to them."""

from __future__ import annotations

import json
import os
import queue
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from syndication.errors import ConfigError
from syndication.serve.processes import Serving, run

ROOT = Path(__file__).parents[2]

#: Seconds that anything may take on a machine where everything else runs too.
PATIENCE_S = 40

# One start costs a second or two of CPU; on one xdist worker they don't add up.
pytestmark = [pytest.mark.timeout(120), pytest.mark.xdist_group("processes")]


def settings(folder: Path, title: str) -> str:
    return (
        f'[site]\ntitle = "{title}"\nurl = "https://www.example.com"\ntag = "example.com,2026-01-31"\n'
        f'[store]\nurl = "sqlite:///{folder}/store.db"\n'
    )


class Running:
    """A parent process, what it logs, and requests to what it serves."""

    def __init__(self, folder: Path, workers: int = 1) -> None:
        self.config = folder / "config"
        self.config.mkdir()
        self.write(settings(folder, "الأولى"))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.serve.parent", str(self.config), str(workers)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.pid = self.process.pid
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self._lines: queue.Queue[dict[str, object]] = queue.Queue()
        self._readers = [threading.Thread(target=self._read, args=(self.process.stderr,))]
        self._readers[0].start()
        self.children = {
            name: int(str(self.expect(f"{name} started")["pid"]))
            for name in (*(f"web-{number}" for number in range(1, workers + 1)), "work")
        }
        self.url = self.process.stdout.readline().strip()
        # Access-log lines are not of interest here, but nobody may wait for them to be read.
        self._readers.append(threading.Thread(target=self.process.stdout.read))
        self._readers[1].start()

    def _read(self, stream: Iterator[str]) -> None:
        for line in stream:
            self._lines.put(json.loads(line))

    def close(self) -> None:
        """Kill the parent, and wait until its children have let go of their ends of the pipes."""
        self.process.kill()
        self.process.wait(PATIENCE_S)
        for reader in self._readers:
            reader.join(PATIENCE_S)
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.process.stdout.close()
        self.process.stderr.close()

    def write(self, text: str) -> None:
        (self.config / "syndication.toml").write_text(text, encoding="utf-8")

    def expect(self, message: str) -> dict[str, object]:
        """The next log line that holds ``message``; those before it are passed over."""
        while True:
            line = self._lines.get(timeout=PATIENCE_S)
            if message in str(line["message"]):
                return line

    def get(self, path: str = "/all.json") -> tuple[int, bytes]:
        connection = HTTPConnection(self.url.removeprefix("http://"), timeout=PATIENCE_S)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()


def ends(pid: int) -> bool:
    """Waits for a process that may not be our child; whether it ended in time."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watched], [], [], PATIENCE_S)[0])
    finally:
        os.close(watched)


def gives_way(pid: int, other: int) -> bool:
    """Waits until one process lets another go first."""
    pause = threading.Event()
    for _ in range(int(PATIENCE_S * 100)):
        if os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, other):
            return True
        pause.wait(0.01)
    return False


@contextmanager
def running(folder: Path, workers: int = 1) -> Iterator[Running]:
    """A parent for the block; nothing of it is left behind."""
    parent = Running(folder, workers)
    try:
        yield parent
    finally:
        parent.close()


def test_ctrl_c_ends_all_in_good_order(tmp_path: Path) -> None:
    # SIGTERM: the last lines of the tests below.
    with running(tmp_path, workers=2) as parent:
        status, body = parent.get()
        assert (status, "الأولى" in body.decode()) == (200, True)
        assert gives_way(parent.children["work"], parent.children["web-1"])
        os.kill(parent.pid, signal.SIGINT)
        assert parent.process.wait(PATIENCE_S) == 0
        for pid in parent.children.values():
            assert ends(pid)
        with pytest.raises(OSError):
            parent.get()


def test_no_child_outlives_a_parent_that_was_killed(tmp_path: Path) -> None:
    with running(tmp_path) as parent:
        assert parent.get()[0] == 200
        os.kill(parent.pid, signal.SIGKILL)
        for pid in parent.children.values():
            assert ends(pid)


def test_no_child_outlives_a_parent_that_was_killed_while_they_started(tmp_path: Path) -> None:
    with running(tmp_path) as parent:
        os.kill(parent.pid, signal.SIGKILL)
        for pid in parent.children.values():
            assert ends(pid)


def test_a_dead_child_is_replaced_and_clients_wait_instead_of_being_refused(tmp_path: Path) -> None:
    with running(tmp_path) as parent:
        assert parent.get()[0] == 200
        for name in ("web-1", "work"):
            os.kill(parent.children[name], signal.SIGKILL)
            parent.expect(f"{name} ended with -9; the next starts in 0.5 s")
            if name == "web-1":
                assert parent.get()[0] == 200
            parent.children[name] = int(str(parent.expect(f"{name} started")["pid"]))
        assert parent.get()[0] == 200
        os.kill(parent.pid, signal.SIGTERM)
        assert parent.process.wait(PATIENCE_S) == 0


def test_a_hangup_takes_new_settings_and_a_bad_file_leaves_the_old_in_force(tmp_path: Path) -> None:
    with running(tmp_path) as parent:
        assert "الأولى" in parent.get()[1].decode()
        parent.write(settings(tmp_path, "الثانية"))
        os.kill(parent.pid, signal.SIGHUP)
        for _ in ("web", "work"):
            parent.expect("the configuration was read anew")
        assert "الثانية" in parent.get()[1].decode()
        parent.write("[site]\ntitel = 1\n")
        os.kill(parent.pid, signal.SIGHUP)
        for _ in ("web", "work"):
            assert "syndication.toml" in str(parent.expect("the one before stays in force")["message"])
        assert "الثانية" in parent.get()[1].decode()
        os.kill(parent.pid, signal.SIGTERM)
        assert parent.process.wait(PATIENCE_S) == 0


def test_an_address_in_use_is_told_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        serving = Serving(folder=tmp_path, environ={}, host="127.0.0.1", port=port)
        with pytest.raises(ConfigError, match=r"127\.0\.0\.1 port \d+ can't be listened on: .* Choose another --port"):
            run(serving, lambda url: None)


def test_a_host_that_is_no_address_is_told() -> None:
    with pytest.raises(ConfigError, match=r"server\.host: no address for '256\.0\.0\.1'"):
        run(Serving(folder=Path(), environ={}, host="256.0.0.1", port=0), lambda url: None)
