from __future__ import annotations

from syndication.text.date_words import AFTERNOON, MORNING, vocabulary
from syndication.text.month_names import bare, month_names

WORDS = vocabulary()


def test_months_are_part_of_the_vocabulary_and_nothing_takes_their_names() -> None:
    assert {name: word.value for name, word in WORDS.items() if word.part == "month"} == {
        name: number for name, (number, _) in month_names().items()
    }


def test_halves_of_the_day_are_told_apart_in_every_language() -> None:
    for morning, afternoon in (("am", "pm"), ("صباحًا", "مساءً"), ("پ.ن", "د.ن"), ("berî nîvro", "piştî nîvro")):
        assert WORDS[bare(morning.replace(".", " "))].value == MORNING
        assert WORDS[bare(afternoon.replace(".", " "))].value == AFTERNOON


def test_zones_are_minutes_east_of_greenwich() -> None:
    assert [WORDS[name].value for name in ("gmt", "edt", "cet", bare("بغداد"))] == [0, -240, 60, 180]


def test_no_word_has_more_than_two_parts() -> None:
    assert max(name.count(" ") for name in WORDS) == 1
