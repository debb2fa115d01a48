"""docs/moving.md: the old addresses of a WordPress site, as nginx hands them to the server and to built files."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from syndication.demo import newsroom
from tests.documents import blocks, text
from tests.e2e.sites import Home, Running, answering, eventually, get, serving
from tests.test_serving_files import asked, wrapped

MAPS, PROXY, FILES, _ = blocks(text("docs/moving.md"), "nginx")
HTACCESS, _ = blocks(text("docs/moving.md"), "apache")
#: What stands before the location, which built files exchange.
HANDED = PROXY.partition("    location")[0]

#: An old address and ours. «سياسة» is a title of the section politics.
OLD: list[tuple[str, str]] = [
    *(
        (f"/{ending}", "/all.rss")
        for ending in ("feed/", "feed", "feed/rss2/", "feed/rss2", "feed/rdf/", "rss2/", "rss")
    ),
    *(("/feed/atom/", "/all.atom"), ("/atom", "/all.atom"), ("/feed/json/", "/all.json")),
    *(("/?feed=rss2", "/all.rss"), ("/?feed=atom&utm_source=x", "/all.atom"), ("/?x=1&feed=rss", "/all.rss")),
    ("/category/politics/feed/", "/sections/politics.rss"),
    ("/category/news/politics/feed/atom/", "/sections/politics.atom"),
    ("/politics/feed", "/sections/politics.rss"),
]
#: Those that only the server can find.
OLD_OF_THE_SERVER: list[tuple[str, str]] = [
    (f"/category/{quote('سياسة')}/feed/", "/sections/politics.rss"),
    (f"/category/{quote('سياسة').lower()}/feed/atom", "/sections/politics.atom"),
    (f"/{quote('سياسة')}/feed/", "/sections/politics.rss"),
]
COMMENTS = ("/comments/feed/", "/politics/a-post/feed/", "/?feed=comments-rss2")
WORDPRESS = (
    "/",
    "/?p=7",
    "/politics/a-post/",
    "/feedback/",
    "/my-feed/",
    "/category/feeds/",
    "/wp-json/?feeds=1",
    "/x?feed=rss2",
)


#: What WordPress writes into .htaccess (wp-admin/includes/misc.php); the page of any address is the same here.
HTACCESS_OF_WORDPRESS = """
RewriteEngine On
RewriteBase /
RewriteRule ^index\\.php$ - [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteRule . /index.php [L]
DirectoryIndex index.php
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with a short name: that of a socket has 107 bytes at most."""
    with tempfile.TemporaryDirectory(prefix="moved", ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, played: Path) -> Iterator[Running]:
    """The demo, served by its own processes."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(played / "config", folder / "config")
    shutil.copy(played / "syndication.db", folder)
    with serving(Home(folder, newsroom.ENVIRON), "--no-work") as running:
        yield running


@contextmanager
def nginx(program: str, location: str, place: Path) -> Iterator[None]:
    """A WordPress site behind nginx that hands old addresses to ``location``."""
    rest = 'location / { return 200 "wordpress"; }'
    site = f"{MAPS}\nserver {{ listen 80; server_name www.example.com; {location} {rest} }}"
    path = place / "nginx.conf"
    path.write_text(wrapped(site, place), encoding="utf-8")
    command = [program, "-q", "-c", str(path), "-p", str(place), "-e", str(place / "errors")]
    subprocess.run(command, check=True)
    try:
        yield
    finally:
        subprocess.run([*command, "-s", "stop"], check=True)


@pytest.mark.tool
def test_nginx_hands_the_old_addresses_to_the_server_and_no_others(
    server: Running,
    place: Path,
    tool: Callable[[str], str],
) -> None:
    with nginx(tool("nginx"), PROXY.replace("http://syndication_feeds", server.url), place):
        for old, new in OLD + OLD_OF_THE_SERVER:
            status, headers, body = asked(place, old)
            ours = get(server.url + new)
            assert (status, body, headers["ETag"]) == (200, ours.body, ours.headers["etag"]), old
            assert headers["Content-Location"].endswith(new)
            assert asked(place, old, If_None_Match=headers["ETag"])[0] == 304
        for path in COMMENTS:
            assert asked(place, path)[0] == 410, path
        for path in WORDPRESS:
            assert asked(place, path)[2] == b"wordpress", path


@contextmanager
def apache(program: str, htaccess: str, place: Path) -> Iterator[str]:
    """A WordPress site behind Apache with these lines above WordPress's own; its address."""
    root, log = place / "www", place / "errors"
    place.chmod(0o755)  # Apache's children are nobody
    root.mkdir()
    (root / ".htaccess").write_text(f"{htaccess}{HTACCESS_OF_WORDPRESS}", encoding="utf-8")
    (root / "index.php").write_bytes(b"wordpress")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]  # free a moment ago
    needed = ("mpm_event", "authz_core", "rewrite", "proxy", "proxy_http", "dir")
    modules = [f"LoadModule {each}_module /usr/lib/apache2/modules/mod_{each}.so" for each in needed]
    settings = f"""
        ServerRoot "{place}"
        ServerName www.example.com
        User nobody
        Group nogroup
        Listen 127.0.0.1:{port}
        PidFile "{place}/pid"
        ErrorLog "{log}"
        DefaultRuntimeDir "{place}"
        DocumentRoot "{root}"
        <Directory "{root}">
            AllowOverride FileInfo Indexes
            Require all granted
        </Directory>
    """
    path = place / "apache.conf"
    path.write_text("\n".join([*modules, settings]), encoding="utf-8")
    started = subprocess.Popen([program, "-f", str(path), "-D", "FOREGROUND"])
    try:
        eventually(lambda: get(f"http://127.0.0.1:{port}/").status)
        yield f"http://127.0.0.1:{port}"
    finally:
        started.terminate()
        started.wait(20)


@pytest.mark.tool
def test_apache_hands_the_old_addresses_to_the_server_and_no_others(
    server: Running,
    place: Path,
    tool: Callable[[str], str],
) -> None:
    with apache(tool("apache2"), HTACCESS.replace("http://127.0.0.1:8080", server.url), place) as site:
        for old, new in OLD + OLD_OF_THE_SERVER:
            found, ours = get(site + old), get(server.url + new)
            assert (found.status, found.body, old) == (200, ours.body, old)
            assert found.headers["etag"] == ours.headers["etag"]
            assert found.headers["content-location"].endswith(new)
            assert get(site + old, If_None_Match=ours.headers["etag"]).status == 304
        for path in COMMENTS:
            assert get(site + path).status == 410, path
        for path in WORDPRESS:
            assert get(site + path).body == b"wordpress", path


@pytest.mark.tool
def test_nginx_finds_built_files_under_the_old_addresses(
    built: Home,
    place: Path,
    tool: Callable[[str], str],
) -> None:
    program = tool("nginx")
    (place / "feeds").symlink_to(built.out)
    with nginx(program, HANDED + FILES, place):
        for old, new in OLD:
            status, headers, body = asked(place, old)
            assert (status, body) == (200, (built.out / new.removeprefix("/")).read_bytes()), old
            assert headers["Content-Type"].startswith(("application/rss", "application/atom", "application/feed"))
        for path in COMMENTS:
            assert asked(place, path)[0] in (404, 410), path
        for path in WORDPRESS:
            assert asked(place, path)[2] == b"wordpress", path


async def test_below_a_path_all_addresses_are_found_with_it_and_without_it(demo: Home) -> None:
    demo.environ["SYNDICATION_FEEDS__URL"] = "https://sada.example/خلاصات"
    prefix = quote("/خلاصات")
    async with answering(demo, ahead_s=5) as (client, _):
        for path in ("/", "/all.rss", "/sections/politics.atom", "/all.json", "/all.html", "/feeds.opml", "/feed/"):
            alone, below = await client.ask(path), await client.ask(prefix + path)
            assert (alone.status, below.status) == (200, 200), path
            assert alone.body == below.body
            # Every address in it has the prefix.
            ours = below.body.count(b"https://sada.example" + prefix.encode())
            assert ours > 0
            for ext in (b".rss", b".atom", b".json", b".html"):
                assert b"https://sada.example/all" + ext not in below.body
        link = (await client.ask(f"{prefix}/all.rss")).headers["link"]
        assert link == f"<https://sada.example{prefix}/all.rss>; rel=self"
        moved = await client.ask(f"{prefix}/sections/politics")
        assert (moved.status, moved.headers["location"]) == (302, "politics.rss")


def test_the_site_of_these_tests_is_the_demos() -> None:
    assert newsroom.ENVIRON["SYNDICATION_SITE__URL"] == "https://sada.example/"
