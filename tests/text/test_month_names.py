from __future__ import annotations

import pytest

from syndication.render.words import WORDS
from syndication.text.month_names import bare, month_names

NAMES = month_names()


@pytest.mark.parametrize("language", ["ar", "ckb", "kmr", "en"])
def test_every_month_that_we_write_is_read(language: str) -> None:
    assert [NAMES[bare(name)][0] for name in WORDS[language].months] == list(range(1, 13))


def test_no_name_means_two_months() -> None:
    # Each name was put under one number; a name of two tables would have taken the later one's.
    for name, number in {"گولان": 5, "gulan": 5, "kanun": 12, "kanuna pasin": 1, "نيسان": 4, "مارت": 3}.items():
        assert NAMES[bare(name)][0] == number


def test_the_article_and_the_izafe_make_no_difference() -> None:
    assert NAMES[bare("كانون ثاني")] == NAMES[bare("كانون الثاني")] == NAMES[bare("کانوونی دووەمی")] == (1, False)
    assert NAMES[bare("Adarê")] == NAMES[bare("آذار")] == (3, False)


def test_names_of_the_solar_calendar_are_marked() -> None:
    assert NAMES[bare("Rêbendana")] == (1, True)
    assert NAMES[bare("گوڵانی")] == (5, True)
    assert bare("خاکەلێوە") not in NAMES
