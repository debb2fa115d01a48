from __future__ import annotations

import sqlalchemy as sa

from syndication.store import hosts
from syndication.store.engine import Store
from syndication.store.hosts import KEEP_S, Robots
from syndication.store.sql import clock

HOST = "https://one.example"


def test_a_host_is_left_alone_for_the_longest_time_that_it_asked_for(store: Store) -> None:
    with store.aside() as connection:
        hosts.slow_down(connection, HOST, 900)
        hosts.slow_down(connection, HOST, 60)
        hosts.slow_down(connection, "http://two.example:8080", 0)
        assert hosts.slow(connection).keys() == {HOST}
        assert hosts.slow(connection)[HOST] in range(840, 901)


def test_a_robots_txt_is_kept_for_a_day_beside_the_slowness(store: Store) -> None:
    with store.aside() as connection:
        now = connection.execute(sa.select(clock())).scalar_one()
        hosts.slow_down(connection, HOST, 900)
        assert hosts.robots(connection) == []
        old = Robots("https://two.example", 200, "", now - KEEP_S - 1)
        first, second = Robots(HOST, 404, "", now - 9), Robots(HOST, 200, "User-agent: *\nDisallow: /", now)
        hosts.put_robots(connection, [first, old])
        assert hosts.robots(connection) == [first]
        hosts.put_robots(connection, [second])
        assert hosts.robots(connection) == [second]
        assert hosts.slow(connection).keys() == {HOST}
