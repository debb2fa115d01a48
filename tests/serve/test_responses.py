from __future__ import annotations

from dataclasses import replace

import pytest

from syndication.errors import GoneWhy
from syndication.serve.responses import prepare, refusal
from tests.serve.fakes import NOW, document


def test_heads_fit_the_document_that_they_were_made_of_and_no_other() -> None:
    current = document()
    prepared = prepare(current, NOW)
    assert prepared.fits(current)
    assert not prepared.fits(document(tag="8.5e77.beef"))
    assert not prepared.fits(replace(current, modified=NOW))


def test_heads_made_within_the_second_of_the_change_are_not_final() -> None:
    assert not prepare(document(modified=NOW), NOW).settled
    assert b"Last-Modified" not in prepare(document(modified=NOW), NOW).found["identity"]
    assert prepare(document(), NOW).settled


def test_an_iri_is_percent_encoded_in_link_and_nothing_twice() -> None:
    for canonical in ("https://feeds.example/tags/نفط.rss", "https://feeds.example/tags/%D9%86%D9%81%D8%B7.rss"):
        found = prepare(replace(document(), canonical=canonical), NOW).found["identity"]
        assert b"Link: <https://feeds.example/tags/%D9%86%D9%81%D8%B7.rss>; rel=self\r\n" in found


def test_a_refusal_speaks_english_and_arabic() -> None:
    text = refusal(404, None, "a < b")
    assert isinstance(text.body, bytes)
    assert text.body.decode() == "404 There is nothing at this address. a < b\nلا يوجد شيء في هذا العنوان.\n"


def test_a_refusals_page_comes_with_its_policy() -> None:
    page = refusal(410, (b"<!DOCTYPE html>", "default-src 'none'"))
    assert page.body == b"<!DOCTYPE html>"
    assert page.headers["Content-Security-Policy"] == "default-src 'none'"
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(("why", "said"), [("expired", "time"), ("comments", "comments"), (None, "withdrawn")])
def test_gone_says_why(why: GoneWhy | None, said: str) -> None:
    body = refusal(410, why=why).body
    assert isinstance(body, bytes)
    assert said in body.decode().splitlines()[0]
