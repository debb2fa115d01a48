"""A withdrawn article leaves every byte that goes out, whether served or built."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from syndication.demo import articles as written
from syndication.flows.articles import move_due, restore, withdraw
from syndication.flows.build import build
from syndication.store import articles, due, links
from syndication.store.engine import Store
from tests.e2e.sites import Home, answering, followed
from tests.flows.newsroom import due_now


def linked(store: Store) -> tuple[str, str]:
    """Key and title of a live article that many entries link to."""
    with store.read() as connection:
        live = list(articles.iterate(connection))
        most = max(live, key=lambda each: len(links.showing(connection, [each.arrived])))
        assert len(links.showing(connection, [most.arrived])) > 1
    return most.article.key, most.article.title


def built_bytes(home: Home) -> Iterator[tuple[str, bytes]]:
    for path in home.out.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            yield str(path), gzip.decompress(data) if path.suffix == ".gz" else data


def spellings(title: str) -> list[bytes]:
    """A title as feeds, pages and JSON may write it; its beginning is enough."""
    start = title[:20]
    return [start.encode(), json.dumps(start)[1:-1].encode(), quote(start).encode()]


def holding(found: Iterator[tuple[str, bytes]], title: str) -> list[str]:
    return [name for name, body in found if any(each in body for each in spellings(title))]


async def test_its_title_is_in_no_served_and_no_built_byte(demo: Home) -> None:
    key, title = linked(demo.store)
    build(demo.store, demo.config, demo.out)
    paths = list(demo.files())
    assert len(holding(built_bytes(demo), title)) > 20
    async with answering(demo) as (client, publisher):

        async def served() -> list[tuple[str, bytes]]:
            return [(path, (await client.ask(quote(path))).body) for path in paths]

        assert len(holding(iter(await served()), title)) > 10
        withdraw(demo.store, key)
        await followed(publisher)
        assert holding(iter(await served()), title) == []
        assert (await client.ask(f"/articles/{key}.html")).status == 200
        build(demo.store, demo.config, demo.out)
        assert holding(built_bytes(demo), title) == []
        assert f"/articles/{key}.html" in demo.files()
        due_now(demo.store)
        move_due(demo.store)
        await followed(publisher)
        assert holding(iter(await served()), title) == []
        assert (await client.ask(f"/articles/{key}.html")).status == 410
        build(demo.store, demo.config, demo.out)
        assert holding(built_bytes(demo), title) == []
        assert f"/articles/{key}.html" not in demo.files()


@pytest.mark.parametrize("silent", [False, True])
def test_readers_get_a_notice_under_its_id_and_then_a_tombstone_or_at_once(demo: Home, silent: bool) -> None:
    demo.keep_sections()
    with demo.store.read() as connection:
        newest = max(articles.iterate(connection), key=lambda each: each.article.published or each.first_seen)
    public = newest.article.id
    withdraw(demo.store, newest.article.key, silent=silent)
    build(demo.store, demo.config, demo.out)
    atom = (demo.out / "all.atom").read_text(encoding="utf-8")
    feed = json.loads((demo.out / "all.json").read_bytes())
    if not silent:
        (item,) = (each for each in feed["items"] if each["id"] == public)
        assert "image" not in item
        assert "related" not in item["_syndication"]
        assert f"<id>{public}</id>" in atom
        assert "deleted-entry" not in atom
        with demo.store.read() as connection:
            assert due.next_at(connection) is not None
        due_now(demo.store)
        build(demo.store, demo.config, demo.out)  # moves what is due itself
        atom = (demo.out / "all.atom").read_text(encoding="utf-8")
    assert f'<at:deleted-entry ref="{public}"' in atom
    assert f"<id>{public}</id>" not in atom
    for ext in ("rss", "json"):
        assert public not in (demo.out / f"all.{ext}").read_text(encoding="utf-8")


def test_a_withdrawal_taken_back_brings_the_article_back(demo: Home) -> None:
    demo.keep_sections("local")
    key, title = linked(demo.store)
    build(demo.store, demo.config, demo.out)
    before = {path: file.read_bytes() for path, file in demo.files().items()}
    withdraw(demo.store, key)
    build(demo.store, demo.config, demo.out)
    restore(demo.store, key)
    build(demo.store, demo.config, demo.out)
    assert demo.files().keys() == before.keys()
    assert title in (demo.out / "all.json").read_text(encoding="utf-8")


def test_the_demos_own_withdrawn_article_shows_nothing_but_its_notice(demo: Home) -> None:
    (line,) = (json.loads(line) for line in written.lines() if json.loads(line)["id"] == written.WITHDRAW)
    build(demo.store, demo.config, demo.out)
    assert holding(built_bytes(demo), line["title"]) == []
    assert line["guid"] in (demo.out / "all.rss").read_text(encoding="utf-8")
