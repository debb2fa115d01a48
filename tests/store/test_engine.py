from __future__ import annotations

from syndication.store import log
from syndication.store.engine import Store


def test_numbers_rise_by_one_and_are_kept(store: Store) -> None:
    with store.write() as write:
        assert [write.next(), write.next()] == [1, 2]
    with store.write() as write:
        assert write.next() == 3
    with store.read() as connection:
        assert log.head(connection).revision == 3
