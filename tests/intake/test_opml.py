"""Lists of feeds as readers export them."""

from __future__ import annotations

import pytest

from syndication.errors import InputError
from syndication.intake.opml import Outline, read

LIST = """<?xml version="1.0" encoding="utf-8"?>
<opml version="1.0"><head><title>Mine</title></head><body>
  <outline text="Iraq"><outline text="Kurdish">
    <outline type="rss" text="One &amp; all" xmlUrl="https://one.example/feed/" htmlUrl="https://one.example/"/>
    <outline text="no feed" url="https://one.example/page"/>
  </outline><outline title="Two" text="other" XMLURL="https://two.example/rss" language="ckb"/></outline>
  <outline text="Three" xmlUrl="https://three.example/feed"><outline text="in it" xmlUrl="https://four.example/"/></outline>
  <outline text="bad" xmlUrl="javascript:alert(1)"/>
</body></opml>"""


def test_feeds_come_with_their_folders() -> None:
    assert read(LIST.encode(), "x.opml") == [
        Outline("https://one.example/feed/", "One & all", ("Iraq", "Kurdish")),
        Outline("https://two.example/rss", "Two", ("Iraq",), "ckb"),
        Outline("https://three.example/feed", "Three"),
        Outline("https://four.example/", "in it"),
    ]


def test_a_list_that_breaks_off_gives_what_came_before() -> None:
    assert len(read(LIST[: LIST.index('  <outline text="bad')].encode(), "x.opml")) == 4


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "is no OPML"),
        (b"<html/>", "is no OPML, but <html>"),
        (b"not xml", "is no OPML"),
        (b'<!DOCTYPE opml [<!ENTITY a "aa">]><opml/>', "declares a document type"),
        (b"<opml>" + b"<outline>" * 60, "has more outlines"),
    ],
)
def test_what_is_no_list_is_told(data: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what):
        read(data, "x.opml")
