from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from syndication.errors import ConfigError
from syndication.flows import addresses, articles, drafts, publish, relate
from syndication.flows.build import Built, build
from syndication.flows.folder import LOCK, MANIFEST
from syndication.flows.press import press
from syndication.flows.shelf import Lru
from syndication.store import articles as stored_articles
from syndication.store import leases
from syndication.store.engine import Store
from tests.flows.newsroom import age, config, due_now, later, put, record, stored


def files(out: Path) -> dict[str, bytes]:
    """All that a web server would serve, by name."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in (LOCK, MANIFEST)
    }


def stamps(out: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of every file."""
    return {name: ((out / name).stat().st_ino, (out / name).stat().st_mtime_ns) for name in files(out)}


def made(store: Store, out: Path, **tables: Any) -> Built:
    return build(store, config(**tables), out)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "feeds"


def test_every_feed_every_article_and_a_packed_twin_of_each_are_written(store: Store, out: Path) -> None:
    put(store, *(record(number, tags=["جسر", "نهر"] if number < 5 else ["جسر"]) for number in range(4, 9)))
    built = made(store, out)
    found = files(out)
    plain = {name for name in found if not name.endswith(".gz")}
    assert {f"{name}.gz" for name in plain} == set(found) - plain
    assert all(gzip.decompress(found[f"{name}.gz"]) == found[name] for name in plain)
    feeds = {"all", "languages/ar", "sections/local", "sections/sport", "sections/economy", "tags/جسر"}
    assert {f"{feed}.{ext}" for feed in feeds for ext in ("rss", "atom", "json", "html")} < plain
    assert {"index.html", *(f"index.{tag}.html" for tag in ("ar", "ckb", "kmr", "en"))} < plain
    keys = {stored(store, str(number)).article.key for number in range(4, 9)}
    assert {name for name in plain if name.startswith("articles/")} == {f"articles/{key}.html" for key in keys}
    assert not [name for name in plain if "نهر" in name], "a tag with one article has no file"
    assert built.written.total() == len(plain)
    assert not os.access(out / "all.rss", os.X_OK)
    assert (out / "all.rss").stat().st_mode & 0o777 == 0o644


def test_a_second_build_writes_nothing(sqlite: Store, out: Path) -> None:
    put(sqlite, record(1), record(2))
    first = made(sqlite, out)
    before = stamps(out)
    again = made(sqlite, out)
    assert (again.written.total(), again.kept, again.deleted) == (0, first.written.total(), 0)
    assert stamps(out) == before


def test_only_what_changed_is_written_and_no_half_file_is_ever_there(sqlite: Store, out: Path) -> None:
    put(sqlite, record(1), record(2, event=1, section="رياضة"))
    made(sqlite, out)
    before = stamps(out)
    put(sqlite, record(3, event=2, section="رياضة"))
    made(sqlite, out)
    after = stamps(out)
    changed = {name.removesuffix(".gz") for name in after if before.get(name, (0, 0))[0] != after[name][0]}
    key = stored(sqlite, "3").article.key
    assert changed == {
        "news-sitemap.xml",
        f"articles/{key}.html",
        *(
            f"{feed}.{ext}"
            for feed in ("all", "languages/ar", "sections/sport")
            for ext in ("rss", "atom", "json", "html")
        ),
    } | {name for name in changed if name.startswith(("index", "feeds.opml"))}
    assert {path.name for path in out.rglob(".*")} == {LOCK, MANIFEST}


def test_files_are_dated_like_the_servers_documents_also_where_a_touch_left_their_bytes(
    sqlite: Store, out: Path
) -> None:
    put(sqlite, record(1), record(2))
    made(sqlite, out)
    age(sqlite, 1000)
    os.remove(out / MANIFEST)
    made(sqlite, out)
    before = files(out)
    with sqlite.write() as write:
        stored_articles.touch(write, [1])
    made(sqlite, out)
    assert files(out) == before
    made_under = press(config(), sqlite, Lru(1_000_000, len))
    names = [json.loads(line)[0] for line in (out / MANIFEST).read_bytes().splitlines()]
    with sqlite.read() as connection:
        for name in names:
            address = addresses.parse("/" if name == "index.html" else f"/{name}", config())
            document = publish.compose(drafts.read(connection, address, made_under), made_under)
            assert document.body == before[name]
            for each in (name, f"{name}.gz"):
                assert (out / each).stat().st_mtime == document.modified.timestamp(), name


def test_two_versions_of_a_file_never_have_one_time(sqlite: Store, out: Path) -> None:
    times = []
    for number in range(3):
        put(sqlite, record(number))
        made(sqlite, out)
        times.append((out / "all.rss").stat().st_mtime)
    assert times == sorted(set(times))


def test_what_no_longer_belongs_is_deleted_and_nothing_else(sqlite: Store, out: Path, tmp_path: Path) -> None:
    put(sqlite, record(1), record(2))
    made(sqlite, out)
    page = out / "articles" / f"{stored(sqlite, '2').article.key}.html"
    mine = [out / "robots.txt", out / "articles" / "mine.html", tmp_path / "outside.txt"]
    for path in mine:
        path.write_text("mine")
    with (out / MANIFEST).open("a") as manifest:
        for name in ("../outside.txt", str(tmp_path / "outside.txt")):
            manifest.write(json.dumps([name, "", 0, ""]) + "\n")
    assert page.exists()
    articles.withdraw(sqlite, "2", silent=True)
    made(sqlite, out)
    assert not page.exists()
    assert not page.with_name(f"{page.name}.gz").exists()
    assert all(path.read_text() == "mine" for path in mine)


@pytest.mark.parametrize(
    "manifest", [b"", b"{", b"[]", b'["all.rss", 1]', b'["all.rss", "a", "b", "c"]', b"7", b"\xff"]
)
def test_a_manifest_that_can_not_be_read_costs_a_full_build(sqlite: Store, out: Path, manifest: bytes) -> None:
    put(sqlite, record(1))
    first = made(sqlite, out)
    before = files(out)
    (out / MANIFEST).write_bytes(manifest)
    (out / "all.rss").unlink()
    assert made(sqlite, out).written == first.written
    assert files(out) == before


def test_a_file_that_somebody_deleted_is_written_again(sqlite: Store, out: Path) -> None:
    put(sqlite, record(1))
    made(sqlite, out)
    for name in ("all.rss", f"articles/{stored(sqlite, '1').article.key}.html"):
        (out / name).unlink()
    assert made(sqlite, out).written == {"rss": 1, "html": 1}


def test_it_moves_what_is_due_relates_and_says_when_it_should_next_run(store: Store, out: Path) -> None:
    put(store, record(1, published=later(hours=-1)), record(2, published=later(hours=1)))
    built = made(store, out)
    assert built.next_due is not None
    assert built.next_due.isoformat() == later(hours=1) or built.next_due == stored(store, "2").article.published
    assert "خبر0002" not in (out / "all.atom").read_text()
    due_now(store)
    built = made(store, out)
    assert (built.next_due, built.related_here) == (None, True)
    text = (out / "all.atom").read_text()
    assert text.count('rel="related"') == 2
    assert "خبر0002" in text


def test_while_another_process_relates_it_builds_all_the_same_and_says_so(sqlite: Store, out: Path) -> None:
    assert leases.acquire(sqlite, relate.RELATE, "elsewhere:1") is not None
    put(sqlite, record(1))
    assert not made(sqlite, out).related_here
    assert (out / "all.rss").exists()


def test_new_settings_date_and_write_everything_anew(sqlite: Store, out: Path) -> None:
    put(sqlite, record(1))
    first = made(sqlite, out)
    again = made(sqlite, out, site={"rights": "© 2026"})
    assert again.written == first.written - Counter(opml=1, xml=1)  # which say nothing of rights
    assert "© 2026" in (out / "all.atom").read_text()


def test_a_folder_that_can_not_be_written_is_the_operators_matter(sqlite: Store, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="can't be written") as caught:
        made(sqlite, tmp_path / "file")
    assert str(tmp_path / "file") in caught.value.where
