"""``syndication import`` ended at any moment: the store is consistent, and the same command again completes it."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from syndication.store import schema
from syndication.store.engine import Store
from tests.e2e.sites import Home
from tests.flows.newsroom import config, lines, record, revision, state, take_files
from tests.store_fixtures import ON_POSTGRES

#: Two batches and a bit, so that a kill may fall between reading, writing, relating and collecting.
ARTICLES = 560


def records() -> Iterator[dict[str, Any]]:
    for number in range(ARTICLES):
        event = number // 4  # four reports of each event
        words = " ".join(f"كلمة{event}ر{place}" for place in range(14))
        fields: dict[str, Any] = {"content_text": f"{words} تفصيل{number}", "tags": [f"tag {number % 9}"]}
        if number == 3:
            fields["updated"] = "2026-03-02T12:00:00Z"
        if number % 10 == 0:
            fields["related"] = [{"title": f"خبر{(number + 300) % ARTICLES:04}", "teaser": "بداية"}, str(number + 1)]
        yield record(number, **fields)
    yield record(3, title="عنوان مصحح", content_text="نص مصحح " * 20, updated="2026-03-09T12:00:00Z")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("import") / "articles.jsonl"
    path.write_bytes(b"".join(lines(*records())))
    return path


@pytest.fixture(scope="module")
def undisturbed(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[Any]]:
    """What an import leaves that nobody interrupts."""
    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('undisturbed') / 'store.db'}")
    take_files(store, source)
    found = state(store)
    store.close()
    assert len(found["article"]) == ARTICLES
    assert len(found["shown"]) > ARTICLES
    return found


def consistent(store: Store) -> None:
    """Whatever is there belongs together: nothing is referred to that is not there, nothing has a number to come."""
    found = state(store)  # it looks up every article that a label, pair, pick or list names
    assert {row[4] for row in found["article"]} <= {"live"}
    labelled = {row[0] for row in found["label"] if row[1] == "all"}
    assert labelled == {row[0] for row in found["article"]}
    pairs = {(one, other) for one, other, _ in found["related"]}
    assert {(other, one) for one, other in pairs} == pairs
    head = revision(store)
    with store.read() as connection:
        numbers = [
            row[0] for row in connection.execute(schema.article.select().with_only_columns(schema.article.c.touched))
        ]
    assert not numbers or max(numbers) <= head


def interrupted(own: Home, store: Store, source: Path, number: signal.Signals, chance: random.Random) -> int:
    """A real import that gets the signal when the log stands at a drawn place. Returns its exit code."""
    at, delay_s = revision(store) + chance.randint(1, ARTICLES), chance.uniform(0, 0.1)
    argv = own.command("import", str(source))
    with subprocess.Popen(argv, env=own.variables(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        deadline = time.monotonic() + 40
        while process.poll() is None and revision(store) < at:
            assert time.monotonic() < deadline
            time.sleep(0.005)
        time.sleep(delay_s)
        process.send_signal(number)
        process.communicate(timeout=30)
        return process.returncode


#: Ctrl-C is Python's own exception, the same whatever the engine.
SIGNALS = [
    pytest.param("sqlite", signal.SIGKILL, 2, id="sqlite-kill-9"),
    pytest.param("sqlite", signal.SIGINT, 1, id="sqlite-ctrl-c"),
    pytest.param("postgres", signal.SIGKILL, 1, id="postgres-kill-9", marks=ON_POSTGRES),
]


@pytest.mark.parametrize(("store_url", "number", "times"), SIGNALS, indirect=["store_url"])
def test_a_rerun_completes_what_a_signal_interrupted_to_the_same_state(
    number: signal.Signals, times: int, own: Home, store_url: str, source: Path, undisturbed: dict[str, set[Any]]
) -> None:
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")  # noqa: T201  # pytest shows it where the test fails
    chance = random.Random(seed)
    site = config().site  # ids and addresses as in the undisturbed import
    own.environ |= {
        "SYNDICATION_STORE__URL": store_url,
        "SYNDICATION_SITE__TAG": site.tag,
        "SYNDICATION_SITE__URL": site.url,
    }
    store = own.store
    for _ in range(times):
        code = interrupted(own, store, source, number, chance)
        # It may have been done before the signal came.
        assert code in ({-signal.SIGKILL, 0} if number == signal.SIGKILL else {130, 0})
        consistent(store)
    summary = take_files(store, source)
    assert summary.related_by is None, "the killed process's lease is taken over"
    found, expected = _without_scores(state(store)), _without_scores(undisturbed)
    assert {name: found[name] ^ expected[name] for name in expected} == {name: set() for name in expected}
    assert take_files(store, source).kinds.keys() == {"unchanged"}


def _without_scores(found: dict[str, set[Any]]) -> dict[str, set[Any]]:
    """When a rerun fills the index a corrected article's old version is not there any more: words are rarer."""
    return found | {"related": {(one, other) for one, other, _ in found["related"]}}
