"""A change of equal length and a withdrawal: both validators change, from the server and from nginx over the build."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from syndication.flows.articles import withdraw
from syndication.flows.build import build
from tests.e2e.sites import Answer, Home, answering, eventually, followed, get
from tests.flows.newsroom import EVENTS, record, take
from tests.serve import servers
from tests.serve.servers import Client

FEED = "/sections/economy.rss"


@pytest.fixture
def site(own: Home) -> Home:
    """An article of economy that shows one link, to an article of politics."""
    own.keep_sections("politics", "economy")
    own.environ |= {"SYNDICATION_RELATED__SHOWN": "1", "SYNDICATION_RELATED__SAME_STORY": "1"}
    put(
        own,
        record(1, section="اقتصاد", content_text=f"{EVENTS[0]} تفصيل"),
        record(2, section="سياسة", content_text=f"{EVENTS[0]} ولم يعرف السبب"),
    )
    return own


def put(home: Home, *records: dict[str, Any]) -> None:
    take(home.store, home.folder / "articles.jsonl", *records, settings=home.config)


def swap(home: Home) -> None:
    """A better report arrives and takes the link's place; its title and address are as long as the other's."""
    put(home, record(3, section="سياسة", content_text=f"{EVENTS[0]} تفصيل"))


# --- under aiohttp ---------------------------------------------------------------------------------------------------


async def test_the_servers_etag_changes_at_once_and_last_modified_with_the_next_second(site: Home) -> None:
    def swapped() -> None:
        swap(site)

    def withdrawn() -> None:
        withdraw(site.store, "1")

    async with answering(site) as (client, publisher):
        for change in (swapped, withdrawn):
            before = await settled(client)
            condition = f"If-None-Match: {before.headers['etag']}"
            since = f"If-Modified-Since: {before.headers['last-modified']}"
            assert [(await client.ask(FEED, each)).status for each in (condition, since)] == [304, 304]
            change()
            await followed(publisher)
            after = await client.ask(FEED)
            assert after.headers["etag"] != before.headers["etag"]
            assert after.body != before.body
            assert (len(after.body) == len(before.body)) == (change is swapped)
            for each in (condition, since):
                assert (await client.ask(FEED, each)).status == 200
            assert _moment((await settled(client)).headers) > _moment(before.headers)


async def settled(client: Client) -> servers.Answer:
    """The feed as soon as its second is over."""
    async with asyncio.timeout(5):
        while "last-modified" not in (answer := await client.ask(FEED)).headers:
            await asyncio.sleep(0.05)
    return answer


def _moment(headers: dict[str, str]) -> float:
    return parsedate_to_datetime(headers["last-modified"]).timestamp()


# --- under nginx -----------------------------------------------------------------------------------------------------

CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    types {{ application/rss+xml rss; application/atom+xml atom; application/feed+json json; text/html html; }}
    charset utf-8;
    server {{
        listen 127.0.0.1:{port};
        root {out};
        gzip_static on;
    }}
}}
"""


@contextmanager
def nginx(program: str, home: Home, port: int) -> Iterator[Callable[..., Answer]]:
    """A real nginx over the built files, on loopback."""
    folder = home.folder / "nginx"
    folder.mkdir()
    path = folder / "nginx.conf"
    path.write_text(CONFIGURATION.format(folder=folder, out=home.out, port=port), encoding="utf-8")
    # Started by root its workers would be nobody's, who may not read a test's files.
    user = ["-g", "user root;"] if os.geteuid() == 0 else []
    argv = [program, "-p", str(folder), "-c", str(path), "-e", "stderr", *user]
    with subprocess.Popen(argv, stderr=subprocess.PIPE) as process:

        def ask(target: str, **headers: str) -> Answer:
            return get(f"http://127.0.0.1:{port}{target}", **headers)

        try:
            eventually(lambda: process.poll() is not None or ask("/all.rss").status == 200)
            assert process.poll() is None, process.stderr and process.stderr.read()
            yield ask
        finally:
            process.terminate()
            process.wait(10)


def test_nginx_sends_other_validators_for_other_bytes_of_equal_length(site: Home, tool: Callable[[str], str]) -> None:
    program, port = tool("nginx"), _free_port()
    build(site.store, site.config, site.out)
    with nginx(program, site, port) as ask:
        for change in ("swap", "withdraw"):
            before, packed = ask(FEED), ask(FEED, Accept_Encoding="gzip")
            assert before.status == packed.status == 200
            assert packed.headers["content-encoding"] == "gzip"
            assert re.match(r"application/rss\+xml", before.headers["content-type"])
            assert ask(FEED, If_None_Match=before.headers["etag"]).status == 304
            if change == "swap":
                swap(site)
            else:
                withdraw(site.store, "1")
            build(site.store, site.config, site.out)
            after = ask(FEED)
            assert after.body != before.body
            assert (len(after.body) == len(before.body)) == (change == "swap")
            assert after.headers["etag"] != before.headers["etag"]
            assert _moment(after.headers) > _moment(before.headers)
            assert ask(FEED, If_None_Match=before.headers["etag"]).status == 200
            assert ask(FEED, If_Modified_Since=before.headers["last-modified"]).status == 200
            assert ask(FEED, Accept_Encoding="gzip").headers["etag"] != packed.headers["etag"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
