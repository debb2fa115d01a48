from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.relate.conflicts import DOUBT, MAX_MARKS, SERIES_S, VETO, conflicts, marks
from syndication.relate.names import ORDINALS, STATES, WEEKDAYS
from syndication.text.fold import words

DAY = 86_400


def against(one: str, other: str, apart_s: int = DAY) -> dict[str, float]:
    return dict(conflicts(marks(words(one)), marks(words(other)), apart_s))


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
        ("الأمير يهنئ رئيس المغرب", "الأمير يهنئ رئيس تونس", "states"),
        ("سەرۆک پیرۆزبایی لە تورکیا دەکات", "سەرۆک پیرۆزبایی لە ئێران دەکات", "states"),
        ("Peyama serok ji bo Fransa", "Peyama serok ji bo Almanya", "states"),
        ("Cable to the president of Kenya", "Cable to the president of India", "states"),
        ("حالة الطقس يوم الأحد", "توقعات الطقس ليوم الاثنين", "days"),
        ("Weather on Sunday", "Weather on Monday", "days"),
        ("Gold closes at 3400 dinars today", "Gold closes at 3410 dinars today", "numbers"),
        ("سعر الذهب اليوم يبلغ 410 دنانير", "سعر الذهب اليوم يبلغ ٤١٢ دنانير", "numbers"),
    ],
)
def test_items_of_a_series_are_never_of_one_event(one: str, other: str, kind: str) -> None:
    assert against(one, other) == {kind: VETO}
    assert against(one, one) == against(other, other) == {}


def test_another_state_in_a_title_of_other_wording_is_a_doubt() -> None:
    assert against("Egypt and Iran meet in the final", "Kenya loses to hosts") == {"states": DOUBT}


def test_another_number_within_hours_is_a_doubt_for_it_may_be_an_update() -> None:
    one, other = "Ferry sinks, 30 dead", "Ferry sinks, 32 dead"
    assert against(one, other, SERIES_S - 1) == {"numbers": DOUBT}
    assert against(one, other, SERIES_S) == {"numbers": VETO}


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


@given(titles, titles, st.sampled_from([0, DAY]))
def test_conflicts_are_symmetric_and_none_is_with_itself(one: list[str], other: list[str], apart_s: int) -> None:
    assert 0 <= marks(one) < MAX_MARKS
    assert conflicts(marks(one), marks(other), apart_s) == conflicts(marks(other), marks(one), apart_s)
    assert conflicts(marks(one), marks(one), apart_s) == ()
