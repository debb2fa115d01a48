from __future__ import annotations

import email.utils
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.serve.conditional import (
    MAX_CHARS,
    entity_tag,
    http_date,
    is_over,
    none_match,
    unmodified,
    written_date,
)
from syndication.serve.negotiate import OFFERED, Coding

TAG = "123.ab12cd34.f00df00df00df00d"
OTHER = "124.ab12cd34.beefbeefbeefbeef"
NOW = datetime(2025, 7, 15, 12, 0, 30, tzinfo=UTC)
MODIFIED = datetime(2025, 7, 15, 12, 0, 0, tzinfo=UTC)

MATCHES: list[tuple[list[str], Coding, Coding | None]] = [
    ([f'"{TAG}"'], "identity", "identity"),
    ([f'"{TAG}-gzip"'], "gzip", "gzip"),
    ([f'W/"{TAG}-gzip"'], "gzip", "gzip"),
    ([f'w/"{TAG}-gzip"'], "gzip", "gzip"),
    # Whatever the coding: the client has this content. The 304 names the tag that it has.
    ([f'"{TAG}-gzip"'], "br", "gzip"),
    ([f'"{TAG}"'], "br", "identity"),
    ([f'"{TAG}", "{TAG}-gzip"'], "gzip", "gzip"),
    ([f'"{TAG}", "{TAG}-gzip"'], "br", "gzip"),
    ([f'"{OTHER}", W/"x,y" , "{TAG}-br"'], "identity", "br"),
    ([f'"{OTHER}"', f'"{TAG}"'], "identity", "identity"),
    ([f'"{OTHER}",,, ,"{TAG}"'], "identity", "identity"),
    (["*"], "br", "br"),
    ([" * "], "gzip", "gzip"),
    ([f'"{OTHER}"'], "identity", None),
    ([f'"{TAG}-zstd"'], "identity", "zstd"),
    ([f'"{TAG}-deflate"'], "identity", None),
    ([f'"x{TAG}"'], "identity", None),
    ([f'"{TAG}x"'], "identity", None),
    ([f'"{OTHER}", *'], "identity", None),
    (["*", f'"{OTHER}"'], "identity", None),
    ([""], "identity", None),
    ([], "identity", None),
    ([TAG], "identity", None),
    ([f'"{TAG}'], "identity", None),
    ([f'"{TAG}" "{OTHER}"'], "identity", None),
    ([f'junk"{TAG}"'], "identity", None),
    ([f'junk, "{TAG}"'], "identity", "identity"),
    ([f'"unclosed, "{TAG}"'], "identity", "identity"),
    ([",".join(['"a"'] * MAX_CHARS) + f',"{TAG}"'], "identity", None),
]


@pytest.mark.parametrize(("lines", "chosen", "expected"), MATCHES)
def test_any_tag_of_the_same_content_matches(lines: list[str], chosen: Coding, expected: Coding | None) -> None:
    assert none_match(lines, TAG, chosen) == expected


@pytest.mark.parametrize("coding", OFFERED)
def test_a_tag_is_legal_and_its_coding_has_it_alone(coding: Coding) -> None:
    tag = entity_tag(TAG, coding)
    assert re.fullmatch(r'"[\x21\x23-\x7e]+"', tag)
    assert sum(entity_tag(TAG, other) == tag for other in OFFERED) == 1


tags = st.from_regex(r"[0-9]{1,4}\.[0-9a-f]{4}\.[0-9a-f]{4}", fullmatch=True)


@settings(max_examples=200)
@given(st.lists(st.text(max_size=100) | st.text(alphabet='W/w"*, \t\\.-gzipbr0123', max_size=60), max_size=5))
def test_no_if_none_match_raises(lines: list[str]) -> None:
    found = none_match(lines, "1.2.3", "br")
    assert found is None or "1.2.3" in ",".join(lines) or ",".join(lines).strip(" \t") == "*"


@settings(max_examples=80)
@given(st.lists(st.tuples(tags, st.sampled_from(OFFERED), st.sampled_from(["", "W/"])), max_size=8), tags)
def test_another_content_is_never_answered_with_304(held: list[tuple[str, Coding, str]], current: str) -> None:
    header = ", ".join(weak + entity_tag(tag, coding) for tag, coding, weak in held)
    codings = [coding for tag, coding, _ in held if tag == current]
    found = none_match([header], current, "br")
    assert (found is not None) == bool(codings)
    assert found is None or found in codings


def test_a_hostile_list_costs_linear_time() -> None:
    for junk in ('"' * 200_000, ", " * 200_000, " " * 200_000 + '"', 'W/"' * 200_000, f'{TAG},"' * 20_000):
        none_match([junk], TAG, "gzip")
        none_match([f"{TAG},{junk}"], TAG, "gzip")


# --- dates -----------------------------------------------------------------------------------------------------------

DATES = [
    ("Sun, 06 Nov 1994 08:49:37 GMT", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
    ("Sunday, 06-Nov-94 08:49:37 GMT", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
    ("Sun Nov  6 08:49:37 1994", datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)),
    ("Tuesday, 15-Jul-25 12:00:00 GMT", MODIFIED),
    (" Tue, 15 Jul 2025 12:00:00 GMT ", MODIFIED),
    ("Sat, 31 Dec 2016 23:59:60 GMT", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ("Tue, 15 Jul 2025 12:00:00 +0000", None),
    ("Tue, 15 Jul 2025 12:00:00", None),
    ("Tue, 31 Feb 2025 12:00:00 GMT", None),
    ("Tue, 15 Xxx 2025 12:00:00 GMT", None),
    ("Tue, 15 Jul 2025 25:00:00 GMT", None),
    ("Tue, 15 Jul 0000 12:00:00 GMT", None),
    ("Tue, ١٥ Jul 2025 12:00:00 GMT", None),
    ("2025-07-15T12:00:00Z", None),
    ("yesterday", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_the_three_forms_of_an_http_date_are_read_and_nothing_else(text: str, expected: datetime | None) -> None:
    assert http_date(text, NOW) == expected


@settings(max_examples=200)
@given(st.integers(0, 13_569_465_599).map(lambda second: datetime.fromtimestamp(second, UTC)))
def test_a_written_date_is_what_others_write_and_reads_back(moment: datetime) -> None:
    text = written_date(moment)
    assert text == email.utils.format_datetime(moment, usegmt=True)
    assert http_date(text, NOW) == moment


@settings(max_examples=80)
@given(st.text(max_size=60) | st.from_regex(r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT"))
def test_no_if_modified_since_raises(text: str) -> None:
    assert unmodified([text], MODIFIED, NOW) in (True, False)


SINCE = [
    (["Tue, 15 Jul 2025 12:00:00 GMT"], NOW, True),
    (["Tue, 15 Jul 2025 12:00:20 GMT"], NOW, True),
    (["Tue, 15 Jul 2025 11:59:59 GMT"], NOW, False),
    # Ahead of us: such a client would be blind until then.
    (["Tue, 15 Jul 2025 12:00:31 GMT"], NOW, False),
    # The second of the last change lasts: another version may follow in it.
    (["Tue, 15 Jul 2025 12:00:00 GMT"], MODIFIED, False),
    (["Tue, 15 Jul 2025 12:00:00 GMT"], MODIFIED + timedelta(seconds=1), True),
    (["Tue, 15 Jul 2025 12:00:00 GMT"] * 2, NOW, False),
    (["Tue, 15 Jul 2025 12:00:00 GMT, Tue, 15 Jul 2025 12:00:00 GMT"], NOW, False),
    (["rubbish"], NOW, False),
    ([], NOW, False),
]


@pytest.mark.parametrize(("lines", "now", "expected"), SINCE)
def test_if_modified_since_holds_from_the_second_after_the_change_until_now(
    lines: list[str], now: datetime, expected: bool
) -> None:
    assert unmodified(lines, MODIFIED, now) is expected


@settings(max_examples=100)
@given(st.integers(-100, 100), st.integers(-100, 100))
def test_a_304_by_date_is_never_given_for_a_change_after_that_date(since: int, now: int) -> None:
    lines = [written_date(MODIFIED + timedelta(seconds=since))]
    at = MODIFIED + timedelta(seconds=now)
    if unmodified(lines, MODIFIED, at):
        assert 0 <= since <= now
        assert is_over(MODIFIED, at)
