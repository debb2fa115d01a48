"""Names of the twelve Gregorian months as Arabic, Kurdish and English news write them, in all their spellings.

Names of the solar Kurdish calendar that Kurmanji uses for Gregorian months stand apart: Gulan is May, گوڵان is also the
solar year's second month, which begins in April. They mean the Gregorian month only beside a Gregorian year. The solar
months without any Gregorian meaning, and those of the Hijri calendar, are not here.
"""

from __future__ import annotations

from collections.abc import Iterator

from syndication.text.fold import fold

#: The names of the twelve months, January first, parted by ``|``. Spellings that fold to one another stand once.
_Names = tuple[str, str, str, str, str, str, str, str, str, str, str, str]

_ENGLISH: _Names = (
    "january|jan",
    "february|feb",
    "march|mar",
    "april|apr",
    "may",
    "june|jun",
    "july|jul",
    "august|aug",
    "september|sept|sep",
    "october|oct",
    "november|nov",
    "december|dec",
)
#: Levantine and Iraqi, Egyptian and Gulf, Maghrebi. The article ال is left out before they are compared.
_ARABIC: _Names = (
    "كانون الثاني|كانون ثان|يناير|جانفي",
    "شباط|فبراير|فيفري",
    "آذار|مارس|مارت",
    "نيسان|أبريل|أفريل",
    "أيار|مايو|ماي|مايس",
    "حزيران|يونيو|يونية|جوان",
    "تموز|يوليو|يولية|يوليوز|جويلية",
    "آب|أغسطس|أوت|غشت",
    "أيلول|سبتمبر|شتنبر",
    "تشرين الأول|أكتوبر",
    "تشرين الثاني|تشرين ثان|نوفمبر|نونبر|نوفنبر",
    "كانون الأول|ديسمبر|دجنبر",
)
#: Sorani, and Badini where it differs.
_SORANI: _Names = (
    "کانوونی دووەم|کانونی دووەم|کانوونی دووهەم|كانوينا دووێ",
    "شوبات|شووبات|شوات",
    "ئازار|ئادار|مارت|مارس",
    "نیسان|ئەپریل",
    "ئایار|مایس",
    "حوزەیران|حوزیران|خزیران",
    "تەمموز|تەممووز|تەمووز|تەموز|تیرمەه",
    "ئاب|تەباخ",
    "ئەیلوول|ئەیلول|ئیلوول|ئیلۆن",
    "تشرینی یەکەم|چریا ئێکێ",
    "تشرینی دووەم|تشرینی دووهەم|چریا دووێ",
    "کانوونی یەکەم|کانونی یەکەم|كانوينا ئێکێ",
)
_KURMANJI: _Names = (
    "Çile|Çileya Paşîn|Kanûna Paşîn|Kanûna Duyem|Kanûna Duyemîn",
    "Sibat|Şibat|Şubat",
    "Adar",
    "Nîsan|Avrêl",
    "",
    "Hezîran|Xizêran",
    "Tîrmeh|Temûz|Temmûz",
    "Tebax",
    "Îlon|Eylûl",
    "Cotmeh|Çiriya Pêşîn|Çiriya Yekem|Teşrîna Yekem|Teşrîna Yekemîn",
    "Mijdar|Çiriya Paşîn|Çiriya Duyem|Teşrîna Duyem|Teşrîna Duyemîn",
    "Kanûn|Kanûna Pêşîn|Kanûna Yekem|Kanûna Yekemîn|Çileya Pêşîn",
)
_ALSO_SOLAR_KURMANJI: _Names = (
    "Rêbendan",
    "Reşemî|Reşemeh",
    "",
    "",
    "Gulan",
    "Pûşper",
    "",
    "Gelawêj",
    "Rezber",
    "Kewçêr",
    "Sermawez",
    "Berfanbar",
)
_ALSO_SOLAR_SORANI: _Names = (
    "ڕێبەندان",
    "ڕەشەمێ|ڕەشەمە",
    "",
    "",
    "گوڵان",
    "پووشپەڕ",
    "",
    "گەلاوێژ",
    "ڕەزبەر",
    "",
    "سەرماوەز",
    "بەفرانبار",
)
#: Izafe and oblique: «کانوونی دووەمی», "Rêbendana", "Adarê", "Çileya". Compared folded like the names.
_NONE, _IZAFE_SORANI, _IZAFE_KURMANJI = ("",), ("", "ی", "ێ", "ا"), ("", "a", "ê", "ya", "yê", "an", "anê")

_TABLES: tuple[tuple[_Names, tuple[str, ...], bool], ...] = (
    (_ALSO_SOLAR_SORANI, _IZAFE_SORANI, True),
    (_ALSO_SOLAR_KURMANJI, _IZAFE_KURMANJI, True),
    (_SORANI, _IZAFE_SORANI, False),
    (_KURMANJI, _IZAFE_KURMANJI, False),
    (_ARABIC, _NONE, False),
    (_ENGLISH, _NONE, False),
)


def month_names() -> dict[str, tuple[int, bool]]:
    """Every name in all its forms, as `bare` words: the month's number, and whether it may be a solar month instead."""
    return {
        bare(f"{name}{ending}"): (number, is_solar_too)
        for table, endings, is_solar_too in _TABLES
        for number, names in enumerate(table, start=1)
        for name in _split(names)
        for ending in endings
    }


def bare(words: str) -> str:
    """Folded words, each without the Arabic article, one blank between them: as names are compared."""
    parts = fold(words).split()
    return " ".join(part[2:] if part.startswith("ال") and len(part) > 3 else part for part in parts)


def _split(names: str) -> Iterator[str]:
    return filter(None, names.split("|"))
