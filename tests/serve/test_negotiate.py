from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.serve.negotiate import MAX_MEMBERS, coding, is_browser, wants_page

CODINGS = [
    (None, "identity"),
    ("", "identity"),
    ("gzip", "gzip"),
    ("GZip", "gzip"),
    ("x-gzip", "gzip"),
    ("br", "br"),
    ("gzip, deflate", "gzip"),
    ("gzip, deflate, br, zstd", "br"),
    ("gzip, zstd", "zstd"),
    ("zstd;q=0.9, br;q=0.8", "zstd"),
    ("br;q=0, *", "zstd"),
    ("gzip;q=1.0, br;q=0.9", "gzip"),
    ("gzip;q=0.5, br;q=0.5", "br"),
    ("gzip ; q=0.5 , br;q=0.400", "gzip"),
    ("*", "br"),
    ("*;q=0.1, gzip", "gzip"),
    ("br;q=0, zstd;q=0, *", "gzip"),
    ("identity", "identity"),
    ("identity;q=1, gzip;q=0.5", "identity"),
    ("identity;q=0.5, gzip;q=0.5", "gzip"),
    ("identity;q=0, gzip", "gzip"),
    ("identity;q=0", "identity"),
    ("*;q=0", "identity"),
    ("gzip;q=0, br;q=0, identity;q=0", "identity"),
    ("gzip;q=0", "identity"),
    ("zstd", "zstd"),
    ("deflate, compress, dcb", "identity"),
    ("gzip;q=abc", "identity"),
    ("gzip;q=1.5", "identity"),
    ("gzip;q=-1", "identity"),
    ("gzip;q=0.1234", "identity"),
    ("gzip;q=", "identity"),
    ("gzip;q=abc, br;q=0.1", "br"),
    (";;;,,,", "identity"),
    ("gzip;q=0, gzip;q=1", "identity"),
    (",".join(["x"] * MAX_MEMBERS + ["gzip"]), "identity"),
    ("g" * 8000, "identity"),
]


@pytest.mark.parametrize(("header", "expected"), CODINGS)
def test_the_coding_is_the_best_that_the_client_takes(header: str | None, expected: str) -> None:
    assert coding(header) == expected


@settings(max_examples=200)
@given(st.text(max_size=200) | st.text(alphabet="gzipbrsd*identyq=01.;, \t", max_size=80))
def test_no_accept_encoding_raises_and_a_forbidden_coding_is_never_chosen(header: str) -> None:
    chosen = coding(header)
    assert chosen in ("identity", "gzip", "br", "zstd")
    # Read by other means: a coding other than identity is only sent to those who name it or say *.
    if chosen != "identity":
        assert chosen in header.lower() or "*" in header


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(st.sampled_from(["gzip", "br", "zstd", "identity"]), st.integers(0, 1000)),
        unique_by=lambda member: member[0],
        min_size=1,
    )
)
def test_the_highest_quality_wins_and_the_smaller_body_among_equals(members: list[tuple[str, int]]) -> None:
    header = ", ".join(f"{name};q={quality / 1000:.3f}" for name, quality in members)
    rank = ["br", "zstd", "gzip", "identity"]
    allowed = [(-quality, rank.index(name)) for name, quality in members if quality]
    assert coding(header) == (rank[min(allowed)[1]] if allowed else "identity")


CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
MINIFLUX = "application/xml, application/atom+xml, application/rss+xml, application/feed+json, text/html, */*;q=0.9"


@pytest.mark.parametrize(
    ("accept", "mode", "expected"),
    [
        (CHROME, "navigate", True),
        (CHROME, None, True),
        (CHROME, "cors", False),
        (MINIFLUX, None, False),
        ("text/html, application/rss+xml", None, True),
        ("text/html;q=0.5, application/rss+xml", None, False),
        ("application/rss+xml;q=0.5, text/html", None, True),
        ("text/html;q=0", None, False),
        ("*/*", None, False),
        ("*/*", "navigate", False),
        (None, "navigate", False),
        ("", None, False),
        ("text/html;level=1;q=oops", None, False),
    ],
)
def test_only_a_navigation_that_ranks_html_first_is_led_to_the_page(
    accept: str | None, mode: str | None, expected: bool
) -> None:
    assert wants_page(accept, mode) is expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [(CHROME, True), (MINIFLUX, True), ("*/*", False), (None, False), ("text/html;q=0", False)],
)
def test_who_takes_html_is_shown_a_page(accept: str | None, expected: bool) -> None:
    assert is_browser(accept) is expected


@settings(max_examples=100)
@given(st.text(max_size=200), st.none() | st.text(max_size=20))
def test_no_accept_raises(accept: str, mode: str | None) -> None:
    assert wants_page(accept, mode) in (True, False)
    assert is_browser(accept) in (True, False)
