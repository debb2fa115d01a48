"""Every document of the demo: valid in its format, and the same bytes from the server and from the build."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import quote, unquote

import feedparser
import pytest
from lxml import etree

from syndication.flows.build import build
from syndication.flows.export import export
from syndication.store.articles import iterate
from tests.e2e.sites import Home, answering
from tests.render.json_rules import problems

ROOT = Path(__file__).parents[2]
GRAMMAR = ROOT / "tests" / "data" / "atom.rng"
ATOM = "{http://www.w3.org/2005/Atom}"


def documents(home: Home, suffix: str) -> Iterator[tuple[str, bytes]]:
    found = [(path, file.read_bytes()) for path, file in home.files().items() if path.endswith(suffix)]
    assert len(found) > 10
    yield from found


def test_every_atom_feed_keeps_the_grammar_of_rfc_4287(built: Home) -> None:
    grammar = etree.RelaxNG(etree.parse(GRAMMAR))
    for path, body in documents(built, ".atom"):
        root = etree.fromstring(body)
        assert grammar.validate(root), (path, grammar.error_log)
        ids = [each.text for each in root.iterfind(f"{ATOM}entry/{ATOM}id")]
        assert len(ids) == len(set(ids)), path


def test_every_json_feed_keeps_the_rules_of_version_1_1(built: Home) -> None:
    for path, body in documents(built, ".json"):
        assert problems(json.loads(body)) == [], path


@pytest.mark.parametrize("ext", ["rss", "atom"])
def test_a_feed_reader_reads_every_feed_without_complaint(built: Home, ext: str) -> None:
    for path, body in documents(built, f".{ext}"):
        read = feedparser.parse(body)
        assert not read.bozo, (path, read.get("bozo_exception"))
        ids = [entry.id for entry in read.entries]
        assert len(ids) == len(set(ids)), path
        assert read.feed.title
        assert all(entry.title and entry.link for entry in read.entries), path


def test_every_format_of_a_feed_has_the_same_entries_in_the_same_order(built: Home) -> None:
    for path, body in documents(built, ".json"):
        expected = [item["id"] for item in json.loads(body)["items"]]
        for ext in ("rss", "atom"):
            other = built.files()[path.replace(".json", f".{ext}")].read_bytes()
            assert [entry.id for entry in feedparser.parse(other).entries] == expected, path


def test_every_related_link_leads_to_a_live_article_or_to_a_page_of_ours(built: Home) -> None:
    with built.store.read() as connection:
        urls = {stored.article.url for stored in iterate(connection)}
    base, paths, seen = built.config.feeds.url, built.files(), 0

    def resolves(url: str) -> bool:
        return url in urls or (url.startswith(base) and unquote(url.removeprefix(base)) in paths)

    for path, body in documents(built, ".json"):
        feed = json.loads(body)
        assert resolves(feed["_syndication"]["about"]), path
        for item in feed["items"]:
            for link in item["_syndication"].get("related", []):
                seen += 1
                assert "url" not in link or resolves(link["url"]), (path, link)
                assert link["title"]
                assert link["kind"] in ("editor", "story", "computed")
        for ext in ("rss", "atom"):
            text = paths[path.replace(".json", f".{ext}")].read_text(encoding="utf-8")
            hrefs = [
                match
                for tag in re.findall(r"<[^>]*rel=\"related\"[^>]*>", text)
                for match in re.findall('href="([^"]*)"', tag)
            ]
            assert all(map(resolves, hrefs)), path
            assert len(hrefs) == sum(
                "url" in link for item in feed["items"] for link in item["_syndication"].get("related", [])
            ), path
    assert seen > 100


async def test_served_and_built_are_the_same_bytes_with_the_same_time(built: Home) -> None:
    async with answering(built, ahead_s=5) as (client, _):
        for path, file in built.files().items():
            target = quote(path)
            answer = await client.ask(target)
            assert (answer.status, answer.body) == (200, file.read_bytes()), path
            mtime = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            assert answer.headers["last-modified"] == format_datetime(mtime, usegmt=True), path
            packed = await client.ask(target, "Accept-Encoding: gzip")
            twin = file.with_name(f"{file.name}.gz")
            assert packed.body == twin.read_bytes(), path
            assert gzip.decompress(packed.body) == answer.body
            assert twin.stat().st_mtime == file.stat().st_mtime


def test_a_rebuild_writes_nothing(built: Home) -> None:
    def stamps() -> dict[str, tuple[int, int]]:
        return {path: (file.stat().st_ino, file.stat().st_mtime_ns) for path, file in built.files().items()}

    before = stamps()
    again = build(built.store, built.config, built.out)
    assert (again.written.total(), again.kept, again.deleted) == (0, len(before), 0)
    assert stamps() == before


MAKE = """
import json, sys
from pathlib import Path
from syndication.config import load
from syndication.demo import newsroom
from syndication.flows.build import build
from syndication.flows.export import export
from syndication.store.engine import Store
from tests.flows.newsroom import related

folder, out = Path(sys.argv[1]), Path(sys.argv[2])
config = load(folder / "config", newsroom.ENVIRON)
store = Store.open(f"sqlite:///{out}.db")
build(store, config, out)
store.close()
# And from nothing: articles, relations and lists, without the times of their writes.
out.with_name(f"{out.name}.new").mkdir()
config = load(folder / "config", newsroom.ENVIRON | {"SYNDICATION_STORE__URL": f"sqlite:///{out}.new/store.db"})
newsroom.play(config, out.with_name(f"{out.name}.new"))
store = Store.open(config.store.url)
related(store, config)
for line in export(store, 20):
    print(json.dumps(line))
store.close()
"""


def test_hash_seed_time_zone_and_locale_change_no_byte(built: Home, played: Path, tmp_path: Path) -> None:
    # This process has drawn its hash seed; its zone and locale are the machine's.
    there = tmp_path / "there"
    shutil.copy(played / "syndication.db", f"{there}.db")
    environ = {"PYTHONHASHSEED": "1", "TZ": "America/St_Johns", "LC_ALL": "C"}
    argv = [sys.executable, "-c", MAKE, str(played), str(there)]
    done = subprocess.run(argv, cwd=ROOT, env=built.variables(**environ), capture_output=True, timeout=55)
    assert done.returncode == 0, done.stderr.decode()
    assert [json.loads(line) for line in done.stdout.splitlines()] == list(export(built.store, 20))
    assert done.stdout.count(b"\n") > 50
    one, two = (
        {
            str(path.relative_to(out)): (path.read_bytes(), path.stat().st_mtime)
            for path in out.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        }
        for out in (built.out, there)
    )
    assert {name for name in one if one[name] != two.get(name)} == set()
    assert one.keys() == two.keys()
