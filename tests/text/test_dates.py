"""Dates as feeds, exports and people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.text.dates import moment

BAGHDAD = ZoneInfo("Asia/Baghdad")
#: What dates are made of, whole or broken, to be joined at random.
PIECES = (
    *("18", "7", "2025", "25", "٢٠٢٥", "20:15", "20:15:60", "T", "Z", " ", "-", "/", ".", ",", "'", "(", ")", "+03:00"),
    *(
        "Jul",
        "Fri, ",
        "تموز",
        "م",
        "ص",
        "كانون",
        "ثاني",
        "ی",
        "کانوونی دووەمی",
        "Rêbendana",
        "an",
        "GMT",
        "pm",
        "W29-5",
    ),
    *("مساء", "الساعة", "-199", "99", "24:00", "²", "①", "\ud800", "\u0600"),
)
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
        # RFC 822, sloppy
        "fri, 18 jul 2025 20:15:00 +0300",
        "Mon, 18 Jul 2025 20:15:00 +0300",
        "18 Jul 2025 20:15",
        "Fri, 18 Jul 2025 20:15 GMT+3",
        "Fri, 18 Jul 2025 20:15:00 GMT +0300",
        "Fri, 18 Jul 2025 20:15:00 +0300 (AST)",
        "Fri, 18-Jul-25 17:15:00 UTC",
        "Fri, 18 July, 2025 8:15 p.m.",
        "Fri, 18 Jul 2025 20:15 PM",
        "Fri Jul 18 12:15:00 EST 2025",
        "Vendredi, 18 Jul 2025 20:15:00 +0300",
        "2025 Jul 18 20:15",
        # ISO, in its rarer forms
        "2025-W29-5T20:15",
        "2025W295T2015",
        "2025-199T20:15:00+03",
        "2025-07-18T20:15:00 Europe/Istanbul",
        "18-07-2025T20:15:00+03:00",
        "2025-07-18T20:15+03:00[Asia/Baghdad]",
        "202507182015",
        "20250718T2015+0300",
        # numbers, day first
        "18-07-2025 20:15",
        "18/7/2025 8:15 م",
        "18.07.25 20.15",
        "07/18/2025 8:15 PM",
        "18 / 7 / 2025 - 20:15",
        "20:15 | 18-07-2025",
        # Arabic
        "الجمعة، 18 تموز 2025 - 20:15",
        "الجمعة 18 يوليو/تموز 2025 الساعة 08:15 م",
        "١٨ تموز (يوليو) ٢٠٢٥م، ٨:١٥ مساءً",
        "18 جويلية 2025 20:15",
        "18 يوليوز 2025 20h15",
        "تموز 18, 2025 08:15 مساء",
        "يوم الجمعة الموافق 18/7/2025 الساعة 20:15 بتوقيت بغداد",
        "18 تموز 2025 17:15 بتوقيت غرينتش",
        "نشر في: 18/07/2025 - 20:15",
        "18تموز2025 20:15",
        "تموز / يوليو 18, 2025 20:15",
        # Sorani and Kurmanji
        "١٨ی تەمموزی ٢٠٢٥ ٢٠:١٥",
        "هەینی، ١٨ی تەمووزی ٢٠٢٥، کاتژمێر ٨:١٥ی پاش نیوەڕۆ",
        "١٨ی تەمموزی ٢٠٢٥ ٨:١٥ د.ن",
        "١٨ی تەممووزی ٢٠٢٥ ٢٠:١٥",
        "Înî, 18ê Tîrmeha 2025an, saet 20:15",
        "18'ê Tîrmehê 2025 8:15 PN",
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
    ("value", "month"),
    [
        ("٣٠ی کانوونی دووەمی ٢٠٢٦", 1),
        ("30ê Rêbendana 2026an", 1),
        ("٣٠ كانون ثاني ٢٠٢٦", 1),
        ("30 كانون الثاني/يناير 2026", 1),
        ("30'ê Çileya Paşîn a 2026'an", 1),
        ("5 آب 2026", 8),
        ("30 gulan 2026", 5),
        ("30ی گوڵانی 2026", 5),
        ("30 Çileya Pêşîn 2026", 12),
        ("30 تشرين اول 2026", 10),
        ("30 دجنبر 2026", 12),
    ],
)
def test_a_day_is_read_in_every_language(value: str, month: int) -> None:
    found = moment(value, UTC)
    assert found is not None
    assert (found.year, found.month, found.day) == (2026, month, 5 if value.startswith("5") else 30)


@pytest.mark.parametrize(
    ("value", "hour"),
    [
        ("12:30 AM", 0),
        ("12:30 PM", 12),
        ("0:30 PM", 12),
        ("8:30 ص", 8),
        ("12:30 ظهرا", 12),
        ("11:30 ظهرا", 11),
        ("1:30 ظهرا", 13),
        ("11:30 ليلا", 23),
        ("12:30 ليلا", 0),
        ("2:30 ليلا", 2),
        ("8:30 مساء", 20),
        ("8:30 ب.ن", 8),
    ],
)
def test_the_half_of_the_day_is_understood(value: str, hour: int) -> None:
    assert moment(f"18/7/2025 {value}", UTC) == datetime(2025, 7, 18, hour, 30, tzinfo=UTC)


def test_letters_before_a_time_tell_its_half_and_behind_a_year_the_era() -> None:
    assert moment("م 08:15 18/07/2025", UTC) == datetime(2025, 7, 18, 20, 15, tzinfo=UTC)
    assert moment("18/07/2025 م 08:15", UTC) == datetime(2025, 7, 18, 8, 15, tzinfo=UTC)
    assert moment("18 تموز 2025م", UTC) == datetime(2025, 7, 18, tzinfo=UTC)


def test_an_hour_may_stand_alone_and_the_24th_ends_the_day() -> None:
    assert moment("2025-07-18T20Z", BAGHDAD) == datetime(2025, 7, 18, 20, tzinfo=UTC)
    assert moment("18 Jul 2025 at 8pm", UTC) == datetime(2025, 7, 18, 20, tzinfo=UTC)
    for value in ("2025-07-18T24:00:00Z", "Fri, 18 Jul 2025 24:00:00 GMT"):
        assert moment(value, BAGHDAD) == datetime(2025, 7, 19, tzinfo=UTC)


def test_a_month_alone_begins_with_its_first_day() -> None:
    assert moment("2025-07", UTC) == datetime(2025, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "  ",
        "yesterday",
        "2025",
        "2025-02-30",
        "2025-18-07",
        "13/13/2025",
        "Fri, 31 Jun 2025 20:15:00 +0300",
        "18 Jul 20:15",
        "Jul 2025",
        "18 19 Jul 2025",
        "18/7/2025 19",
        "18/7/2025 آب",
        "18 شباط/تموز 2025",
        "18/7/2025 20:15 21:15",
        "2025-07-18 13:15 am",
        "2025-W60-1",
        "2025-400",
        "2 hours ago",
        "2025-7-8T1:2:3Z",
        "منذ ساعتين",
        "23 محرم 1447",
        "23/1/1447",
        "1439-07-04T12:23:48Z",
        "1404-04-27",
        "30 Gulan 2725",
        "30 Gulan 26",
        "٣٠ی گوڵانی ٢٧٢٥",
        "10 خاکەلێوە 2725",
        "25/7",
        "2025-13-01",
        "2025-07-18T25:00:00Z",
        "2025-07-18T10:00:61Z",
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
@given(
    st.one_of(
        st.text(),
        st.integers(),
        st.text(st.sampled_from("0123456789-:/TZ+., JulAMPm٣")),
        st.lists(st.sampled_from(PIECES), max_size=9).map("".join),
    )
)
def test_no_value_raises(value: str | int) -> None:
    found = moment(value, BAGHDAD)
    assert found is None or (found.tzinfo is UTC and not found.microsecond and 1990 <= found.year <= 2100)


def test_a_long_value_is_refused_at_once_whatever_it_repeats() -> None:
    for piece in ("1", "1-", "1/1", "(", "a.", "t1", "+1", "م ", "\u0600"):
        assert moment(piece * 100_000, BAGHDAD) is None
