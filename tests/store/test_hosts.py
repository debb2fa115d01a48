from __future__ import annotations

from syndication.store import hosts, schema
from syndication.store.engine import Store

HOST = "https://one.example:443"


def test_a_host_is_left_alone_for_the_longest_time_that_it_asked_for(store: Store) -> None:
    with store.aside() as connection:
        hosts.slow_down(connection, HOST, 900)
        hosts.slow_down(connection, HOST, 60)
        hosts.slow_down(connection, "http://two.example:80", 0)
        assert hosts.slow(connection).keys() == {HOST}
        assert hosts.slow(connection)[HOST] in range(840, 901)


def test_a_robots_txt_is_kept_beside_the_slowness(store: Store) -> None:
    with store.aside() as connection:
        assert hosts.robots(connection, HOST) is None
        hosts.slow_down(connection, HOST, 900)
        assert hosts.robots(connection, HOST) is None
        hosts.put_robots(connection, HOST, 200, "User-agent: *\nDisallow: /")
        connection.execute(schema.host.update().values(robots_at=schema.host.c.robots_at - 50))
        found = hosts.robots(connection, HOST)
        assert found is not None
        assert (found.status, found.text) == (200, "User-agent: *\nDisallow: /")
        assert found.age_s in range(50, 80)
        hosts.put_robots(connection, HOST, None, "")
        assert hosts.robots(connection, HOST) == hosts.Robots(None, "", 0)
        assert hosts.slow(connection)
