"""A newsroom moves from WordPress to us: the same ids through every door, and its subscribers see nothing twice."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing, redirect_stdout
from datetime import UTC, date, datetime
from email.utils import format_datetime
from html import escape, unescape
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import reader
from aiohttp import web

from syndication.cli import init
from syndication.cli.app import main
from syndication.flows.build import build
from tests.e2e.sites import Home, eventually, get, serving
from tests.intake import exports
from tests.intake.loopback import running
from tests.intake.wordpress_server import Post, moment, post, wordpress

POSTS = [post(number) for number in range(1, 8)]


def feed(posts: Sequence[Post]) -> bytes:
    """The site's old ``/feed/``, in the shape of WordPress's feed-rss2.php."""
    items = "".join(
        f"<item><title>{each.title}</title><link>https://post.example/local/{each.id:04}/</link>"
        f"<pubDate>{format_datetime(datetime.fromtimestamp(each.published, UTC))}</pubDate>"
        f'<guid isPermaLink="false">{escape(each.guid)}</guid>'
        f"<description>{escape(each.content[:40])}</description>"
        f"<content:encoded>{exports.cdata(each.content)}</content:encoded></item>"
        for each in reversed(posts)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>بريد البساتين</title>'
        f"<link>https://post.example</link><description></description>{items}</channel></rss>"
    ).encode()


def export(posts: Sequence[Post]) -> bytes:
    """The same posts as an export has them: as they were typed."""
    items = [
        exports.item(
            each.id,
            exports.label("category", "local", "محليات"),
            exports.label("post_tag", "bridges", "جسور"),
            title=typed(each.title),
            text=typed(each.content.replace("<p>", "").replace("</p>\n", "\n\n")).strip(),
            link=f"https://post.example/local/{each.id:04}/",
            guid=each.guid,
            creator="salma",
            post_date_gmt=moment(each.published).replace("T", " "),
            post_modified_gmt=moment(each.modified).replace("T", " "),
        )
        for each in posts
    ]
    return exports.export(exports.author("salma", "سلمى الرمان"), *items)


def typed(rendered: str) -> str:
    """What an editor typed, before WordPress typeset it."""
    return unescape(rendered).replace("“", '"').replace("”", '"')


def lines(posts: Sequence[Post]) -> bytes:
    """The same posts as JSON Lines."""
    return b"".join(
        json.dumps({"id": each.id, "guid": each.guid, "title": each.title, "content_html": each.content}).encode()
        + b"\n"
        for each in posts
    )


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = home_in(tmp_path / "moved")
    yield made
    made.close()


def home_in(folder: Path) -> Home:
    init.write(folder / "config", date(2024, 5, 1))
    return Home(folder, {})


def ids(home: Home) -> list[str]:
    """The public ids that its feed shows."""
    build(home.store, home.config, home.out)
    return [str(item["id"]) for item in json.loads((home.out / "all.json").read_bytes())["items"]]


def allow(home: Home, host: str) -> None:
    """Let the import ask a site on loopback."""
    path = home.folder / "config" / "syndication.toml"
    text = path.read_text(encoding="utf-8")
    assert "[fetch]\n" in text
    path.write_text(text.replace("[fetch]\n", f'[fetch]\nallow = ["{host}"]\n'), encoding="utf-8")


def imported(home: Home, *argv: str) -> dict[str, int]:
    """What the command counts; it runs here, as a process of its own would only cost time."""
    with redirect_stdout(StringIO()) as out:
        assert main(["import", "--json", *argv, "--config", str(home.folder / "config")]) == 0
    counts: dict[str, int] = json.loads(out.getvalue())
    return counts


def test_ids_are_the_same_through_every_door_and_a_second_door_changes_nothing(tmp_path: Path) -> None:
    wanted = [each.guid for each in reversed(POSTS)]
    with wordpress(*POSTS) as site:
        doors = {name: home_in(tmp_path / name) for name in ("rest", "wxr", "lines")}
        for each in doors.values():
            each.keep_sections("local")
        allow(doors["rest"], site.server.host)
        allow(doors["wxr"], site.server.host)
        assert imported(doors["rest"], "--wordpress", site.url)["new"] == len(POSTS)
        file = doors["wxr"].write("export.xml", export(POSTS))
        assert imported(doors["wxr"], str(file))["new"] == len(POSTS)
        assert imported(doors["lines"], str(doors["lines"].write("posts.jsonl", lines(POSTS))))["new"] == len(POSTS)
        assert ids(doors["rest"]) == ids(doors["wxr"]) == wanted
        assert sorted(ids(doors["lines"])) == sorted(wanted)
        again = imported(doors["wxr"], "--wordpress", site.url)
        assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, len(POSTS))
        again = imported(doors["rest"], str(file))
        assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, len(POSTS))


def test_a_reader_of_the_old_address_sees_nothing_twice_nor_after_a_correction(home: Home, tmp_path: Path) -> None:
    async def old_site(request: web.Request) -> web.Response:
        assert request.path == "/feed/"
        return web.Response(body=feed(POSTS), headers={"Content-Type": "application/rss+xml; charset=UTF-8"})

    with closing(reader.make_reader(str(tmp_path / "reader.sqlite"))) as library:
        with running(old_site) as old:
            url = f"{old.url}/feed/"
            library.add_feed(url)
            library.update_feed(url)
        subscribed = {entry.id: entry.title for entry in library.get_entries()}
        assert subscribed == {each.guid: unescape(each.title) for each in POSTS}
        imported(home, str(home.write("export.xml", export(POSTS))))
        with serving(home, "--no-work", "--port", str(urlsplit(url).port)) as server:
            assert server.url == old.url
            library.update_feed(url)
            assert {entry.id for entry in library.get_entries()} == subscribed.keys()
            assert library.get_entry_counts().total == len(POSTS)
            corrected = [*POSTS[:-1], post(7, title="عنوان مصحح", modified=POSTS[-1].modified + 7200)]
            assert imported(home, str(home.write("later.xml", export(corrected))))["changed"] == 1
            eventually(lambda: "عنوان مصحح".encode() in get(url).body)
            library.update_feed(url)
            assert library.get_entry((url, POSTS[-1].guid)).title == "عنوان مصحح"
            assert library.get_entry_counts().total == len(POSTS)
