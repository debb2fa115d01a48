"""What stands in dates besides numbers and months, in Arabic, Sorani, Kurmanji and English: one vocabulary of folded
words, each with its part in a date.

A word that is not here names something that we do not understand ("23 محرم 1447", "two hours ago"), and then the whole
is no date: a wrong one is worse than none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from syndication.text.month_names import bare, month_names

Part = Literal["month", "half", "zone", "filler"]


@dataclass(frozen=True, slots=True)
class Word:
    """What a word does in a date."""

    part: Part
    value: int = 0  #: month, 1 to 12; part of the day; minutes east of Greenwich
    is_solar_too: bool = False  #: of a month's name: it may also be one of the solar Kurdish calendar


#: Parts of the day. At noon it is 11 or 1 o'clock, at night 11 or 2.
MORNING, NOON, AFTERNOON, NIGHT = range(4)
_HALVES: Mapping[int, tuple[str, ...]] = {
    MORNING: (
        *("am", "a m", "صباحا", "صباح", "الصباح", "فجرا", "فجر", "الفجر", "قبل الظهر", "ق ظ"),
        *("بەیانی", "سەرلەبەیانی", "پێش نیوەڕۆ", "پێشنیوەڕۆ", "پ ن", "ب ن"),
        *("berî nîvro", "sibehê", "bn", "b n"),
    ),
    AFTERNOON: (
        *("pm", "p m", "مساء", "مساءا", "المساء", "عصرا", "العصر", "بعد الظهر", "ب ظ"),
        *("ئێوارە", "پاش نیوەڕۆ", "دوای نیوەڕۆ", "پاشنیوەڕۆ", "دوانیوەڕۆ", "د ن"),
        *("piştî nîvro", "êvarê", "êvar", "pn", "p n"),
    ),
    NOON: ("ظهرا", "الظهر", "نیوەڕۆ", "nîvro"),
    NIGHT: ("ليلا", "الليل", "شەو", "شەوی", "şevê"),
}
#: RFC 5322 4.3 and what systems of Europe and the Middle East write. Others (IST, AST) are several zones' names.
_ZONES: Mapping[int, tuple[str, ...]] = {
    0: ("z", "ut", "utc", "gmt", "wet", "zulu", "غرينتش", "غرينيتش", "جرينتش", "جرينيتش", "گرینیچ", "گرینویچ"),
    60: ("cet", "bst", "met"),
    120: ("cest", "eet", "sast"),
    180: (
        *(
            "eest",
            "msk",
            "trt",
            "بغداد",
            "أربيل",
            "اربیل",
            "هەولێر",
            "hewlêr",
            "baghdad",
            "مكة",
            "مكة المكرمة",
            "الرياض",
        ),
        *("الكويت", "asia baghdad", "asia riyadh", "asia kuwait", "europe istanbul"),
    ),
    210: ("irst",),
    240: ("gst", "دبي", "asia dubai"),
    270: ("irdt",),
    -300: ("est",),
    -240: ("edt",),
    -360: ("cst",),
    -420: ("mst", "pdt"),
    -480: ("pst",),
}
#: RFC 5322's CDT and MDT, which would be the same keys as above.
_MORE_ZONES: Mapping[int, tuple[str, ...]] = {-300: ("cdt",), -360: ("mdt",)}
_FILLERS: tuple[str, ...] = (
    *("st", "nd", "rd", "th", "of", "the", "at", "on", "t", "date", "time"),
    *(
        "في",
        "يوم",
        "بتاريخ",
        "تاريخ",
        "التاريخ",
        "نشر",
        "الموافق",
        "الساعة",
        "ساعة",
        "بتوقيت",
        "توقيت",
        "سنة",
        "عام",
        "لعام",
    ),
    *("شهر", "من"),
    *("ی", "ڕۆژی", "ڕۆژ", "لە", "ساڵی", "مانگی", "کاتژمێر", "سەعات", "سەعاتی", "کات", "بەکاتی", "بە کاتی", "بەروار"),
    *("بەرواری", "ز", "زایینی", "هەم", "ەم", "ێ"),
    *(
        "a",
        "ê",
        "an",
        "ane",
        "yê",
        "ya",
        "mîn",
        "roja",
        "roj",
        "sala",
        "salê",
        "meha",
        "di",
        "de",
        "saet",
        "saetê",
        "dem",
    ),
)
_WEEKDAYS: tuple[str, ...] = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun"),
    *(
        "السبت",
        "الأحد",
        "الاثنين",
        "الإثنين",
        "الأثنين",
        "الثلاثاء",
        "الثلثاء",
        "الأربعاء",
        "الاربعاء",
        "الخميس",
        "الجمعة",
    ),
    *("شەممە", "شەممێ", "یەکشەممە", "یەک شەممە", "دووشەممە", "دوو شەممە", "سێشەممە", "سێ شەممە", "چوارشەممە"),
    *("چوار شەممە", "پێنجشەممە", "پێنج شەممە", "هەینی", "جومعە", "ئەینی"),
    *("یەکشەمە", "دووشەمە", "سێشەمە", "چوارشەمە", "پێنجشەمە", "شەمە"),
    *("şemî", "yekşem", "yekşemî", "duşem", "duşemî", "sêşem", "sêşemî", "çarşem", "çarşemî", "pêncşem", "pêncşemî"),
    *("în", "înî", "şemiyê", "yekşemê", "duşemê", "sêşemê", "çarşemê", "pêncşemê", "îniyê", "înê"),
)


def vocabulary() -> dict[str, Word]:
    """Every word, or pair of words, as `bare` writes them. Months win over all else."""
    found = {bare(word): Word("filler") for word in (*_FILLERS, *_WEEKDAYS)}
    for value, words in _HALVES.items():
        found.update({bare(word): Word("half", value) for word in words})
    for table in (_ZONES, _MORE_ZONES):
        for value, words in table.items():
            found.update({bare(word): Word("zone", value) for word in words})
    for name, (number, is_solar_too) in month_names().items():
        found[name] = Word("month", number, is_solar_too)
    return found
