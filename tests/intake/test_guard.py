from __future__ import annotations

import pytest

from syndication.intake.guard import host_port, is_public


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "1.1.1.1",
        "192.0.1.1",
        "172.32.0.1",
        "100.128.0.1",
        "2606:4700::1111",
        "2a00:1450:4001:82a::200e",
    ],
)
def test_the_worlds_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.0.9", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "100.127.255.254", "192.0.0.1", "192.0.0.8", "192.0.0.9", "192.0.2.1", "192.88.99.1"),
        *("198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "fe80::1", "fe80::1%eth0"),
        *("fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "ff0e::1", "64:ff9b::7f00:1", "64:ff9b::808:808"),
        *("::ffff:0:7f00:1", "0:0:0:0:0:5efe:7f00:1", "5f00::1", "4000::1", "e000::1", "100:0:0:1::1", "3fff::1"),
        *("1.2.3.4 ", "1.2.3", "١٢٧.0.0.1", "::ffff:127.0.0.1%1", "2606:4700::1111/128", "1.2.3.4\x00", "[::1]"),
        *("64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::1", "2001::1", "2001:db8::1", "100::1"),
        *("", "localhost", "0x7f.1", "2130706433", "127.1", "1.2.3.4.5"),
    ],
)
def test_all_other_addresses_are_not(address: str) -> None:
    assert not is_public(address)


def test_a_host_and_its_port_have_one_spelling() -> None:
    assert host_port("News.Example", 80) == "news.example:80"
    assert host_port("::1", 80) == "[::1]:80"
