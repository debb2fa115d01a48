from __future__ import annotations

import threading

import pytest

from syndication.errors import LeaseLost
from syndication.store import followers, leases, log, schema
from syndication.store.engine import Store
from syndication.store.leases import Lease


def acquire(store: Store, holder: str) -> Lease:
    lease = leases.acquire(store, "relate", holder)
    assert lease is not None
    return lease


def run_out(store: Store) -> None:
    """Let the lease's time pass: its end is moved, nobody waits."""
    with store.aside() as connection:
        connection.execute(schema.lease.update().values(until=schema.lease.c.until - 200))


def write_under(store: Store, lease: Lease) -> None:
    with store.write() as write:
        followers.advance(write, "relate", write.next())
        leases.check(write.connection, lease)


def test_only_one_has_a_lease(store: Store) -> None:
    mine = acquire(store, "a:1")
    assert leases.acquire(store, "relate", "b:2") is None
    assert leases.acquire(store, "relate", "a:1") is None
    assert leases.acquire(store, "push", "b:2") is not None
    with store.write() as write:
        leases.check(write.connection, mine)
    assert mine.until - write.at in range(leases.LEASE_S - 60, leases.LEASE_S + 1)


def test_a_released_lease_is_free_at_once(store: Store) -> None:
    mine = acquire(store, "a:1")
    leases.release(store, mine)
    leases.release(store, mine)
    assert acquire(store, "b:2").token != mine.token


def test_a_lease_that_ran_out_is_taken_over_and_its_old_holder_writes_nothing(store: Store) -> None:
    old = acquire(store, "a:1")
    run_out(store)
    new = acquire(store, "b:2")
    with pytest.raises(LeaseLost, match="a:1 no longer holds the lease relate"):
        write_under(store, old)
    with store.read() as connection:
        assert log.head(connection).revision == 0
        assert followers.cursor(connection, "relate") == 0
        leases.check(connection, new)
        with pytest.raises(LeaseLost):
            leases.check(connection, old)
    with pytest.raises(LeaseLost):
        leases.renew(store, old)
    leases.release(store, old)
    with store.read() as connection:
        leases.check(connection, new)


def test_a_lease_that_ran_out_is_still_good_if_nobody_took_it(store: Store) -> None:
    mine = acquire(store, "a:1")
    run_out(store)
    with store.write() as write:
        leases.check(write.connection, mine)
    renewed = leases.renew(store, mine)
    assert renewed.until >= mine.until
    assert leases.acquire(store, "relate", "b:2") is None


def test_a_lease_is_not_taken_over_before_a_checked_write_ends(store: Store) -> None:
    mine = acquire(store, "a:1")
    run_out(store)
    taken: list[Lease | None] = []
    thread = threading.Thread(target=lambda: taken.append(leases.acquire(store, "relate", "b:2")))
    with store.write() as write:
        leases.check(write.connection, mine)
        thread.start()
        thread.join(0.1)
        assert taken == []
        followers.advance(write, "relate", 0)
    thread.join()
    assert taken[0] is not None
