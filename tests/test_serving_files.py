"""docs/serving-files.md: nginx takes its settings, and sends the built files as ``syndication serve`` would."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest

from syndication.config import Config
from syndication.documents import Address, Document
from syndication.model import Ext
from syndication.render import opml
from syndication.render.formats import FORMATS
from syndication.render.html.views import content_security_policy
from syndication.serve import responses
from tests.documents import blocks, newcomer, text, typed

SERVERS = text("docs/serving-files.md")
#: A configuration outlives versions, and with each the hash of the style sheet changes.
POLICY = re.sub(r"'sha256-[^']+'", "'unsafe-inline'", content_security_policy())


def wrapped(config: str, folder: Path) -> str:
    """A snippet within a whole nginx configuration that touches nothing outside of ``folder``."""
    config = re.sub(r"listen \d+", f"listen unix:{folder}/socket", config)
    config = config.replace("/var/cache/nginx", f"{folder}/cache").replace("/var/www/feeds", f"{folder}/feeds")
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # Started by root its workers would be nobody, who can't read a test's folder.
    user = "user root; " if os.geteuid() == 0 else ""
    return (
        f"{user}pid {folder}/pid; error_log {folder}/errors; events {{}} "
        f"http {{ access_log off; {temporary}\n{config} }}"
    )


def nginx(program: str, number: int, folder: Path) -> list[str]:
    """The command that runs one of the snippets."""
    path = folder / "nginx.conf"
    path.write_text(wrapped(blocks(SERVERS, "nginx")[number], folder), encoding="utf-8")
    return [program, "-q", "-c", str(path), "-p", str(folder), "-e", str(folder / "errors")]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name: that of a socket has 107 bytes at most."""
    with tempfile.TemporaryDirectory(prefix="docs", ignore_cleanup_errors=True) as name:
        (Path(name) / "cache").mkdir()
        yield Path(name)


@pytest.mark.tool
@pytest.mark.parametrize("number", [0, 1], ids=["files", "proxy"])
def test_nginx_takes_the_settings(number: int, folder: Path, tool: Callable[[str], str]) -> None:
    done = subprocess.run([*nginx(tool("nginx"), number, folder), "-t"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


class _OverSocket(http.client.HTTPConnection):
    """HTTP over the socket of ``folder``."""

    def __init__(self, folder: Path) -> None:
        super().__init__("feeds.example.com")
        self.path = folder / "socket"

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(20)
        self.sock.connect(str(self.path))


def asked(folder: Path, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = _OverSocket(folder)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    got = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return got


#: What only one of the two can know, or says for itself.
_OWN = {"Server", "Date", "Connection", "ETag", "Accept-Ranges", "Last-Modified", "Content-Length"}


def served(path: str, ext: Ext | Literal["opml"]) -> dict[str, str]:
    """The headers that ``syndication serve`` sends with a packed document, but those of ``_OWN``."""
    now = datetime(2026, 3, 1, tzinfo=UTC)
    document = Document(
        address=Address("all" if path != "/" else "index", "", ext),
        body=b"",
        media_type=opml.CONTENT_TYPE if ext == "opml" else FORMATS[ext].content_type,
        content_tag="1.2.3",
        modified=now,
        max_age_s=Config.model_fields["feeds"].default.max_age_s,
        canonical=f"https://feeds.example.com{path}",
        policy=POLICY if ext == "html" else "",
    )
    head = responses.prepare(document, now + timedelta(days=1)).found["gzip"].decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
    return {name: value for name, value in headers.items() if name not in _OWN}


@pytest.mark.tool
def test_nginx_sends_the_files_as_the_server_does(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tool: Callable[[str], str]
) -> None:
    program = tool("nginx")
    monkeypatch.chdir(folder)
    newcomer(folder)
    for command in ("syndication init", "syndication import articles.jsonl", "syndication build"):
        assert typed(command) == 0
    command_line = nginx(program, 0, folder)
    subprocess.run(command_line, check=True)  # it comes back when it listens
    try:
        pages: tuple[tuple[str, Ext | Literal["opml"]], ...] = (
            ("/all.rss", "rss"),
            ("/all.atom", "atom"),
            ("/all.json", "json"),
        )
        for path, ext in (*pages, ("/", "html"), ("/all.html", "html"), ("/feeds.opml", "opml")):
            status, headers, body = asked(folder, path, Accept_Encoding="gzip")
            assert status == 200
            assert {name: value for name, value in headers.items() if name not in _OWN} == served(path, ext)
            assert gzip.decompress(body) == asked(folder, path)[2]
            assert asked(folder, path, Accept_Encoding="gzip", If_None_Match=headers["ETag"])[0] == 304
            assert asked(folder, path, If_Modified_Since=headers["Last-Modified"])[0] == 304
        for path in ("/nothing.rss", "/.syndication-build.jsonl", "/articles/"):
            status, headers, _ = asked(folder, path)
            assert (status, headers["Cache-Control"]) == (404, "no-store")
    finally:
        subprocess.run([*command_line, "-s", "stop"], check=True)


@pytest.mark.parametrize("language", ["nginx", "apache"])
def test_files_are_sent_with_the_servers_headers(language: str) -> None:
    config = blocks(SERVERS, language)[0]
    wanted = [
        f"public, max-age={Config.model_fields['feeds'].default.max_age_s}, "
        f"stale-while-revalidate={responses.STALE_WHILE_REVALIDATE_S}, stale-if-error={responses.STALE_IF_ERROR_S}",
        *("no-store", "nosniff", "noindex", "rel=self", "ETag, Link", "Access-Control-Allow-Origin", "index.html"),
        *(row.media_type for row in FORMATS.values()),
        "text/x-opml",
    ]
    assert [each for each in wanted if each not in config] == []


def test_files_are_sent_with_the_servers_policy() -> None:
    policies = set(re.findall(r"default-src [^\"]*", SERVERS))
    assert policies == {POLICY}
