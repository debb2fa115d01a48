"""A publisher's folder with all that is made of it: store, built files, a server in this process or in its own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from syndication import logs
from syndication.config import Config, load
from syndication.flows import addresses, follow
from syndication.flows.publish import Publisher
from syndication.flows.status import Operations
from syndication.serve.access import AccessLog
from syndication.serve.app import served
from syndication.serve.handlers import Handler, Site
from syndication.store.engine import Store
from tests.serve.servers import Client

T = TypeVar("T")


class Home:
    """The folder that holds ``config``, ``syndication.db`` and ``feeds``."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder = folder
        self.environ = dict(environ)
        self.out = folder / "feeds"

    @property
    def config(self) -> Config:
        return load(self.folder / "config", self.environ)

    @cached_property
    def store(self) -> Store:
        return Store.open(self.config.store.url)

    def close(self) -> None:
        if "store" in self.__dict__:
            self.store.close()

    def keep_sections(self, *slugs: str) -> None:
        """Leave only these in the settings, and no feeds by name: fewer pages are made sooner."""
        (self.folder / "config" / "feeds.toml").unlink(missing_ok=True)
        path = self.folder / "config" / "sections.toml"
        blocks = path.read_text(encoding="utf-8").split("[[section]]")[1:]
        kept = [block for block in blocks if any(f'slug = "{slug}"' in block for slug in slugs)]
        path.write_text("".join(f"[[section]]{block}" for block in kept), encoding="utf-8")

    def write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def files(self) -> dict[str, Path]:
        """What was built, by the path of its address, without packed twins."""
        found = (path for path in sorted(self.out.rglob("*")) if path.is_file() and path.suffix != ".gz")
        names = (str(path.relative_to(self.out)) for path in found)
        return {
            "/" if name == "index.html" else f"/{name}": self.out / name for name in names if not name.startswith(".")
        }

    def command(self, *argv: str, **environ: str) -> list[str]:
        return [sys.executable, "-m", "syndication", *argv]

    def variables(self, **more: str) -> dict[str, str]:
        return {**os.environ, **self.environ, "SYNDICATION_CONFIG": str(self.folder / "config"), **more}

    def run(self, *argv: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """A command in a process of its own."""
        return subprocess.run(
            self.command(*argv),
            env=self.variables(**environ),
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            timeout=50,
        )


class Running(NamedTuple):
    """A server process, where it answers, and what it has said."""

    process: subprocess.Popen[str]
    url: str
    said: Callable[[], str]


@contextmanager
def serving(home: Home, *argv: str) -> Iterator[Running]:
    """``syndication serve`` on a free port, until the end of the block; it must end by itself then.

    Its requests are in ``access.log`` of the folder, a line of JSON each, half a second late.
    """
    log, requests = home.folder / "serve.log", home.folder / "access.log"
    with (
        log.open("w", encoding="utf-8") as out,
        log.open(encoding="utf-8") as said,
        requests.open("w", encoding="utf-8") as asked,
    ):
        process = subprocess.Popen(
            home.command("serve", "--port", "0", *argv),
            env=home.variables(),
            stdout=asked,
            stderr=out,
            text=True,
        )
        text: list[str] = []

        def told() -> str:
            text.append(said.read())
            return "".join(text)

        try:
            found = eventually(lambda: re.search(r"Serving at (http://\S+)/ ", told()))
            assert found
            url = found[1]
            eventually(lambda: get(f"{url}/").status == 200)
            yield Running(process, url, told)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise
    assert process.returncode == 0, told


@asynccontextmanager
async def answering(home: Home, ahead_s: int = 0) -> AsyncIterator[tuple[Client, Publisher]]:
    """The real server in this process, its clock ``ahead_s`` seconds ahead, following only when asked to."""
    config = home.config
    publisher = Publisher(config, home.store)

    def clock() -> datetime:
        return logs.now() + timedelta(seconds=ahead_s)

    site = Site(publisher, partial(addresses.parse, config=config), clock, Operations(publisher, clock))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        async with served(Handler(site, AccessLog(lambda lines: None)), listener):
            client = Client(listener, site)
            try:
                yield client, publisher
            finally:
                await client.close()


async def followed(publisher: Publisher) -> None:
    """The follower has caught up."""
    await follow.step(publisher)


class Answer(NamedTuple):
    """One response."""

    status: int
    headers: dict[str, str]  #: names in lower case
    body: bytes


def get(url: str, **headers: str) -> Answer:
    """One GET, without cookies, proxies or following."""
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as response:
            found = Answer(response.status, dict(response.headers), response.read())
    except urllib.error.HTTPError as error:
        with error:
            found = Answer(error.code, dict(error.headers), error.read())
    return found._replace(headers={name.lower(): value for name, value in found.headers.items()})


def eventually(look: Callable[[], T], within_s: float = 50, every_s: float = 0.02) -> T:
    """What ``look`` finds as soon as it is something; connections that are refused until then are nothing."""
    deadline = time.monotonic() + within_s
    while True:
        with suppress(ConnectionError, TimeoutError, urllib.error.URLError):
            if found := look():
                return found
        assert time.monotonic() < deadline, f"not within {within_s} s"
        time.sleep(every_s)
