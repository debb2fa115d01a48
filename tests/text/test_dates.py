"""Dates as feeds, exports and people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.text.dates import moment

BAGHDAD = ZoneInfo("Asia/Baghdad")
EVENING = datetime(2025, 7, 18, 17, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2025-07-18T20:15:00+03:00",
        "2025-07-18T17:15:00Z",
        "2025-07-18T17:15:00.999Z",
        "2025-07-18 20:15:00",
        "2025-07-18 20:15",
        "2025-7-18, 8:15 pm",
        "2025/07/18 20:15 +0300",
        "2025-07-18t17:15:00z",
        "20250718T171500Z",
        "20250718201500",
        "Fri, 18 Jul 2025 20:15:00 +0300",
        "Fri, 18 Jul 2025 17:15:00 GMT",
        "18 July 2025 13:15 EDT",
        "Fri,18 Jul 25 20:15:00 +03",
        "18-Jul-2025 20:15:00",
        "Friday, July 18, 2025 at 8:15 PM",
        "Fri Jul 18 2025 20:15:00 GMT+0300 (Arabian Standard Time)",
        "Fri Jul 18 20:15:00 2025",
        "2025-07-18 20:15:00 XYZ",
        "٢٠٢٥-٠٧-١٨ ٢٠:١٥",
        "\u200f۲۰۲۵/۰۷/۱۸ ۲۰:۱۵",
        "  2025-07-18T20:15  ",
        "1752858900",
        "1752858900.5",
        "1752858900000",
        1752858900,
        1752858900999,
    ],
)
def test_one_evening_in_many_spellings(value: str | int) -> None:
    assert moment(value, BAGHDAD) == EVENING


def test_a_day_begins_in_the_zone_of_the_site() -> None:
    assert moment("2025-07-18", BAGHDAD) == datetime(2025, 7, 17, 21, tzinfo=UTC)
    assert moment("20250718", UTC) == datetime(2025, 7, 18, tzinfo=UTC)


def test_a_leap_second_is_the_last_ordinary_one() -> None:
    assert moment("2016-12-31T23:59:60Z", BAGHDAD) == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "  ",
        "yesterday",
        "15-07-2025",
        "03/04/2025",
        "2025-02-30",
        "2025-13-01",
        "2025-07-18T25:00:00Z",
        "2025-07-18T10:00:61Z",
        "2025-07-18 13:15 pm",
        "2025-07-18T10:00:00+99:00",
        "1989-12-31T23:59:59Z",
        "2101-01-01T00:00:00Z",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00",
        "Fri, 18 Jul 0025 20:15:00 GMT",
        "2026-W10",
        "9" * 5000,
        "-1752858900",
        0,
        True,
        10**30,
        -(10**30),
    ],
)
def test_what_names_no_moment_or_two_is_none(value: str | int | None) -> None:
    assert moment(value, BAGHDAD) is None


@settings(max_examples=200)
@given(st.datetimes(datetime(1990, 1, 2), datetime(2100, 12, 30)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_what_is_written_in_iso_is_read_back(local: datetime, minutes: int) -> None:
    sign, offset = ("-" if minutes < 0 else "+"), abs(minutes)
    text = f"{local:%Y-%m-%dT%H:%M:%S}{sign}{offset // 60:02}:{offset % 60:02}"
    assert moment(text, BAGHDAD) == (local.replace(microsecond=0) - timedelta(minutes=minutes)).replace(tzinfo=UTC)


@settings(max_examples=200)
@given(st.one_of(st.text(), st.integers(), st.text(st.sampled_from("0123456789-:/TZ+., JulAMPm٣"))))
def test_no_value_raises(value: str | int) -> None:
    found = moment(value, BAGHDAD)
    assert found is None or (found.tzinfo is UTC and not found.microsecond and 1990 <= found.year <= 2100)
