"""Two writers and a follower in processes of their own, and writers that are killed."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest
import sqlalchemy as sa

from syndication.store import labels, log, schema
from syndication.store.engine import Store
from tests.store.examples import add, article

ROOT = Path(__file__).parents[2]
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(store_url: str) -> Iterator[Start]:
    """``start(role, *arguments)`` starts a child on this test's store; what still runs at the end is killed."""
    children = []

    def begin(role: str, *arguments: object) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-W", "error", "-m", "tests.store.child", role, store_url, *map(str, arguments)]
        child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        children.append(child)
        return child

    yield begin
    for child in children:
        if child.poll() is None:
            child.kill()
        child.communicate()


def line(child: subprocess.Popen[bytes]) -> Any:
    """The next line that the child says."""
    stream: IO[bytes] | None = child.stdout
    assert stream is not None
    return json.loads(stream.readline())


def result(child: subprocess.Popen[bytes]) -> Any:
    """The child's last line, once it has ended well."""
    out, errors = child.communicate(timeout=50)
    assert child.returncode == 0, errors.decode()
    return json.loads(out.splitlines()[-1])


def consistent(store: Store) -> int:
    """Every number up to the head is an article's, each with its labels; returns the head."""
    with store.read() as connection:
        head = log.head(connection).revision
        assert [each.revision for each in log.changed(connection, 0, 10_000)] == list(range(1, head + 1))
        assert all(("all", "") in each for each in labels.of(connection, range(1, head + 1)).values())
        labelled = connection.execute(sa.select(sa.func.count(schema.label.c.article.distinct()))).scalar()
        assert labelled == head
    return head


def test_two_writers_leave_no_gap_and_a_follower_misses_nothing(store: Store, start: Start) -> None:
    times = 15
    last = 2 * sum(time % 3 + 1 for time in range(times))
    follower = start("follower", last)
    writers = [start("writer", name, times) for name in ("a", "b")]
    numbers = [result(writer) for writer in writers]
    assert result(follower) == list(range(1, last + 1))
    assert sorted(numbers[0] + numbers[1]) == list(range(1, last + 1))
    assert numbers[0] == sorted(numbers[0])
    assert consistent(store) == last


def test_a_writer_killed_in_a_write_leaves_nothing_and_the_others_go_on(store: Store, start: Start) -> None:
    hanging = start("hang")
    assert line(hanging) == 2
    waiting = start("writer", "b", 3)
    with store.read() as connection:
        assert log.head(connection).revision == 0
    hanging.kill()
    assert result(waiting) == [1, 2, 3, 4, 5, 6]
    assert consistent(store) == 6


def test_a_writer_killed_at_any_moment_leaves_whole_writes(store: Store, start: Start) -> None:
    seed = random.randrange(10_000)
    print(f"seed {seed}")  # noqa: T201
    doomed, other = start("writer", "doomed", 10_000), start("writer", "other", 12)
    for _ in range(random.Random(seed).randint(1, 15)):
        line(doomed)
    doomed.kill()
    result(other)
    before = consistent(store)
    add(store, article(7))
    assert consistent(store) == before + 1
