from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.relate.conflicts import DOUBT, MAX_MARKS, VETO, conflicts, marks
from syndication.relate.names import ORDINALS, STATES, WEEKDAYS
from syndication.text.fold import words


def against(one: str, other: str) -> dict[str, float]:
    return dict(conflicts(marks(words(one)), marks(words(other))))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("وصول طائرة الإغاثة الرابعة إلى الميناء", "وصول طائرة الإغاثة الخامسة إلى الميناء"),
        ("هبوط ثاني طائرة إغاثة", "هبوط ثالث طائرة إغاثة"),
        ("فڕۆکەی چوارەمی یارمەتی گەیشت", "فڕۆکەی پێنجەمی یارمەتی گەیشت"),
        ("Balafira çarem a alîkariyê gihîşt", "Balafira pêncem a alîkariyê gihîşt"),
        ("Fourth relief plane lands", "Fifth relief plane lands"),
        ("The 2nd round begins", "The third round begins"),
    ],
)
def test_titles_with_other_ordinals_are_never_of_one_event(one: str, other: str) -> None:
    assert against(one, other) == {"ordinals": VETO}
    assert against(one, one) == against(other, other) == {}


def test_an_ordinal_in_one_title_only_is_a_doubt_but_the_first_goes_without_saying() -> None:
    assert against("Second relief plane lands", "Relief plane lands") == {"ordinal": DOUBT}
    assert against("First relief plane lands", "Relief plane lands") == {}
    assert against("First and second planes land", "Second plane lands") == {}


def test_the_ordinal_of_a_month_is_none() -> None:
    assert against("اجتماع في تشرين الثاني", "اجتماع في تشرين الأول") == {}
    assert against("کۆبوونەوە لە کانوونی دووەم", "کۆبوونەوە لە کانوونی یەکەم") == {}


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("الأمير يهنئ ملك المغرب", "الأمير يهنئ رئيس تونس", "states"),
        ("سەرۆک پیرۆزبایی لە تورکیا دەکات", "سەرۆک پیرۆزبایی لە ئێران دەکات", "states"),
        ("Peyama ji bo Fransa", "Peyama ji bo Almanya", "states"),
        ("Cable to the president of Kenya", "Cable to the president of India", "states"),
        ("حالة الطقس يوم الأحد", "حالة الطقس يوم الاثنين", "days"),
        ("Weather on Sunday", "Weather on Monday", "days"),
        ("Gold closes at 3400 dinars today", "Gold closes at 3410 dinars today", "numbers"),
        ("سعر الذهب اليوم يبلغ 410 دنانير", "سعر الذهب اليوم يبلغ ٤١٢ دنانير", "numbers"),
    ],
)
def test_titles_with_another_state_or_day_or_the_same_with_other_numbers_are_a_doubt(
    one: str, other: str, kind: str
) -> None:
    assert against(one, other) == {kind: DOUBT}
    assert against(one, one) == against(other, other) == {}


def test_what_one_title_names_and_the_other_does_not_is_no_conflict() -> None:
    assert against("President of Kenya lands on Sunday with 40 men", "President lands with men") == {}
    assert against("Kenya and India sign", "India signs") == {}
    assert against("Oil 70", "Oil 68") == {}, "too few words to be a series"
    assert against("Thirty dead in 2 villages", "Forty dead in 3 towns of the north") == {}, "reports count anew"


def test_no_spelling_means_two_things() -> None:
    assert not ORDINALS.keys() & STATES.keys()
    assert not ORDINALS.keys() & WEEKDAYS.keys()
    assert not WEEKDAYS.keys() & STATES.keys()
    assert len(set(ORDINALS.values())) == 12
    assert len(set(WEEKDAYS.values())) == 7


titles = st.lists(
    st.sampled_from(["plane", "to", "second", "third", "kenya", "india", "sunday", "monday", "12", "13"]), max_size=8
)


@given(titles, titles)
def test_conflicts_are_symmetric_and_none_is_with_itself(one: list[str], other: list[str]) -> None:
    assert 0 <= marks(one) < MAX_MARKS
    assert conflicts(marks(one), marks(other)) == conflicts(marks(other), marks(one))
    assert conflicts(marks(one), marks(one)) == ()
