"""Other processes of these tests: ``python -m tests.store.child ROLE URL …``. They end with one JSON line.

writer NAME TIMES   writes one to three new articles a time; prints a line after each write
follower LAST       reads the log until LAST has been seen
hang                begins a write, says so, and waits to be killed
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable

from syndication.store import followers, leases, log
from syndication.store.engine import Store
from tests.store.examples import article, write_articles

#: Between two looks at the log; the real follower waits ten times as long.
POLL_S = 0.01


def say(value: object) -> None:
    print(json.dumps(value), flush=True)  # noqa: T201


def writer(store: Store, name: str, times: str) -> None:
    """Write, and do in between what writers do: take leases aside, move a cursor, touch what others wrote."""
    numbers = []
    for time in range(int(times)):
        lease = leases.acquire(store, name, name)
        assert lease is not None
        with store.write() as write:
            new = [
                article(time, id=f"{name}:{time}:{part}", publisher_id=None, url=None) for part in range(time % 3 + 1)
            ]
            numbers += [each.arrived for each in write_articles(write, *new)]
            leases.check(write.connection, lease)
            followers.advance(write, name, write.revision)
        leases.release(store, lease)
        say(time)
    say(numbers)


def follower(store: Store, last: str) -> None:
    """Say the numbers in the order in which they were seen, with where the log stood each time."""
    seen: list[int] = []
    cursor = 0
    wait = threading.Event()
    while cursor < int(last):
        with store.read() as connection:
            head = log.head(connection)
            new = [each.revision for each in log.changed(connection, cursor, 10_000)]
        # Everything up to the head is there when the head is: no number appears later than a greater one.
        assert new == list(range(cursor + 1, head.revision + 1)), (cursor, head, new)
        seen += new
        cursor = head.revision
        wait.wait(POLL_S)
    say(seen)


def hang(store: Store) -> None:
    with store.write() as write:
        write_articles(write, article(1), article(2))
        say(write.revision)
        threading.Event().wait()


ROLES: dict[str, Callable[..., None]] = {"writer": writer, "follower": follower, "hang": hang}

if __name__ == "__main__":
    role, url, *arguments = sys.argv[1:]
    opened = Store.open(url)
    ROLES[role](opened, *arguments)
    opened.close()
