"""The static build: the same paths and bytes as the server's, as files for nginx or a CDN.

    due articles, lists to collect | every feed, its pages, every article | document -> file, packed twin | manifest

Only what changed is written, each file in one step. A file's mtime is the document's Last-Modified, and strictly later
than that of other bytes under the same name, since nginx makes its ETag of mtime and length. The manifest lists what a
build wrote: what no longer belongs is deleted, nothing else ever is.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from syndication.errors import ConfigError, LeaseLost
from syndication.flows import addresses, publish, relate, views
from syndication.flows.articles import move_due, next_due
from syndication.flows.shelf import Lru
from syndication.model import UI_LANGUAGES, Address, Document
from syndication.render.encode import encode
from syndication.store import articles, pages

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.engine import Connection, Store

#: The list of all files that a build wrote, in the output folder. It begins with a dot: web servers do not serve it.
MANIFEST = ".syndication-build.json"
#: Fragments shared between the documents of one build, in bytes.
FRAGMENTS_BYTES = 64_000_000


@dataclass(slots=True)
class Built:
    """What a build did."""

    written: Counter[str] = field(default_factory=Counter)  #: files written anew, by extension
    kept: int = 0  #: files that were up to date
    deleted: int = 0
    bytes: int = 0  #: written, without packed twins
    next_due: datetime | None = None  #: when the next article appears or disappears by itself
    related_here: bool = True  #: False: another process relates, and lists may be a little behind


def build(store: Store, config: Config, out: Path) -> Built:
    """Write all documents below ``out``. Raises ConfigError if a file can't be written, StoreError."""
    built = Built(related_here=_caught_up(store, config))
    press = publish.press(config, store, Lru(FRAGMENTS_BYTES, len))
    try:
        out.mkdir(parents=True, exist_ok=True)
        before = _manifest(out)
        now: dict[str, _File] = {}
        with store.read() as connection:
            for draft, name, state in _stale(connection, press, out, before, now):
                now[name] = _put(out, name, before.get(name), publish.compose(draft, press), state, built)
            built.next_due = next_due(connection)
        built.kept = len(now) - built.written.total()
        built.deleted = _delete(out, before.keys() - now.keys())
        _replace(out / MANIFEST, json.dumps({name: list(file) for name, file in now.items()}).encode(), None)
    except OSError as error:
        where = str(error.filename or out)
        raise ConfigError(
            f"can't be written: {error.strerror}", where=where, hint="Give a folder with --out"
        ) from error
    return built


def _caught_up(store: Store, config: Config) -> bool:
    """Do what waits: due articles, and, if nobody else is at it, relating and collecting."""
    move_due(store)
    relater = relate.begin(store, config)
    if relater is None:
        return False
    try:
        relater.catch_up()
        relater.collect()
    except LeaseLost:
        return False
    finally:
        relater.end()
    return True


class _File(NamedTuple):
    """What the manifest knows of one file."""

    digest: str  #: of the bytes
    mtime: int  #: seconds
    state: str  #: what it was made from: the page's revision and the settings


def _manifest(out: Path) -> dict[str, _File]:
    """What the last build wrote; nothing if there was none, or if its manifest can't be read."""
    try:
        found = json.loads((out / MANIFEST).read_bytes())
        return {str(name): _File(str(digest), int(mtime), str(state)) for name, (digest, mtime, state) in found.items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return {}


def _stale(
    connection: Connection, press: publish.Press, out: Path, before: dict[str, _File], now: dict[str, _File]
) -> Iterator[tuple[publish.Draft, str, str]]:
    """The pages that are to be rendered, each with its file's name and state; the others go to ``now`` as they are."""

    def is_stale(name: str, state: str) -> bool:
        old = before.get(name)
        if old is None or old.state != state or not (out / name).exists():
            return True
        now[name] = old
        return False

    for address in _feeds(connection, press):
        draft, name = publish.read(connection, address, press), _file_name(address)
        state = press.state(draft.page.revision)
        if is_stale(name, state):
            yield draft, name, state
    pages_of_articles: dict[int, tuple[str, str]] = {}
    for arrived, key, touched in articles.on_pages(connection):
        name, state = _file_name(Address("article", key, "html")), press.state(touched)
        if is_stale(name, state):
            pages_of_articles[arrived] = name, state
    for draft in publish.article_drafts(connection, list(pages_of_articles), press):
        yield draft, *pages_of_articles[draft.page.entries[0].stored.arrived]


def _feeds(connection: Connection, press: publish.Press) -> Iterator[Address]:
    """Every feed in every format, and the pages that list them."""
    for language in ("", *UI_LANGUAGES):
        yield Address("index", language, "html")
    yield Address("index", "", "opml")
    for feed, _ in views.feeds(press.config, pages.counts(connection)):
        for ext in addresses.EXTS:
            yield Address(feed.kind, feed.key, ext)


def _file_name(address: Address) -> str:
    return "index.html" if address.path == "/" else address.path.removeprefix("/")


def _packed(path: Path) -> Path:
    return path.with_name(f"{path.name}.gz")


def _put(out: Path, name: str, old: _File | None, document: Document, state: str, built: Built) -> _File:
    """Write a document and its packed twin, if its bytes are others than those that are there."""
    digest = document.content_tag.rpartition(".")[2]
    path = out / name
    mtime = int(document.modified.timestamp())
    if old and old.digest == digest and path.exists():
        mtime = max(mtime, old.mtime)
        if mtime != old.mtime:  # the same bytes of a later page: its validators are the server's all the same
            for each in (path, _packed(path)):
                os.utime(each, (mtime, mtime))
        return _File(digest, mtime, state)
    if old:
        mtime = max(mtime, old.mtime + 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    # The packed twin first: a server that finds it beside an older file would send old bytes as the newer ones' coding
    # only for the moment in between, and never serves a new file with an old twin for longer than that.
    _replace(_packed(path), encode(document.body, "gzip"), mtime)
    _replace(path, document.body, mtime)
    built.written[document.address.ext] += 1
    built.bytes += len(document.body)
    return _File(digest, mtime, state)


def _replace(path: Path, data: bytes, mtime: int | None) -> None:
    """Put ``data`` in the place of a file in one step, readable for the web server."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o644)
        if mtime is not None:
            os.utime(temporary, (mtime, mtime))
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _delete(out: Path, names: Iterable[str]) -> int:
    """Delete what an earlier build wrote and this one did not. A name that leads out of the folder is passed over."""
    deleted = 0
    for name in names:
        path = out / name
        if ".." in Path(name).parts or Path(name).is_absolute():
            continue
        for each in (path, _packed(path)):
            each.unlink(missing_ok=True)
        deleted += 1
    return deleted
