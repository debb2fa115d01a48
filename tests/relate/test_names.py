from __future__ import annotations

import pytest

from syndication.relate.names import MONTHS_BEFORE_ORDINALS, ORDINALS, STATES, WEEKDAYS
from syndication.text.fold import fold, words


@pytest.mark.parametrize(
    ("table", "spellings"),
    [
        (ORDINALS, "الأولى أول للأول یەکەم yekem Yekemîn first 1st"),
        (ORDINALS, "الثالث وثالثة سێیەم sêyem third 3rd"),
        (WEEKDAYS, "السبت سبت والسبت شەممە şemî Saturday"),
        (WEEKDAYS, "الجمعة بالجمعة هەینی înê FRIDAY"),
        (STATES, "العراق بالعراق عراقية والعراقي عێراق Iraqê Îraq Iraqi"),
        (STATES, "أمريكا الأميركية ئەمریکا Amerîka American"),
    ],
    ids=["first", "third", "Saturday", "Friday", "Iraq", "America"],
)
def test_a_class_has_one_number_in_every_language_and_form(table: dict[str, int], spellings: str) -> None:
    numbers = {spelling: table.get(fold(spelling)) for spelling in spellings.split()}
    assert None not in numbers.values(), numbers
    assert len(set(numbers.values())) == 1, numbers


def test_there_are_twelve_ordinals_seven_days_and_many_states_each_with_a_number_of_its_own() -> None:
    assert set(ORDINALS.values()) == set(range(12))
    assert set(WEEKDAYS.values()) == set(range(7))
    assert set(STATES.values()) == set(range(max(STATES.values()) + 1))
    assert max(STATES.values()) > 50


@pytest.mark.parametrize("table", [ORDINALS, WEEKDAYS, STATES], ids=["ordinals", "weekdays", "states"])
def test_spellings_are_words_as_titles_are_folded(table: dict[str, int]) -> None:
    assert [word for word in table if words(word) != [word]] == []


def test_no_spelling_is_of_two_tables() -> None:
    assert not ORDINALS.keys() & WEEKDAYS.keys()
    assert not ORDINALS.keys() & STATES.keys()
    assert not WEEKDAYS.keys() & STATES.keys()


@pytest.mark.parametrize("month", ["تشرين", "كانون", "وكانون", "تشرینی"])
def test_months_that_are_numbered_are_known(month: str) -> None:
    assert fold(month) in MONTHS_BEFORE_ORDINALS


def test_other_months_are_not() -> None:
    assert fold("نيسان") not in MONTHS_BEFORE_ORDINALS
