"""Words of small classes in Arabic, Sorani, Kurmanji and English titles: ordinals, days of the week, states.

Written as people write them, kept as ``text.fold`` spells them, with the particles that are joined to Arabic words
("and", "in", "to", the article) and the endings that Kurdish and English add. What two languages spell alike is of
both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from syndication.text.fold import fold

#: One line for each of the first twelve: Arabic forms | Sorani | Kurmanji | English.
_ORDINALS = """
    أول أولى | یەکەم یەکەمین یەکەمی | yekem yekemîn yekemîna yekê | first 1st
    ثاني ثانية | دووەم دووەمین دووەمی دوەم | duyem duyemîn duyemîna duwem duwemîn duyê | second 2nd
    ثالث ثالثة | سێیەم سێیەمین سێیەمی سێهەم | sêyem sêyemîn sêyemîna | third 3rd
    رابع رابعة | چوارەم چوارەمین چوارەمی | çarem çaremîn çaremîna | fourth 4th
    خامس خامسة | پێنجەم پێنجەمین پێنجەمی | pêncem pêncemîn pêncemîna | fifth 5th
    سادس سادسة | شەشەم شەشەمین شەشەمی | şeşemîn şeşemîna | sixth 6th
    سابع سابعة | حەوتەم حەوتەمین حەوتەمی حەفتەم | heftem heftemîn heftemîna | seventh 7th
    ثامن ثامنة | هەشتەم هەشتەمین هەشتەمی | heştem heştemîn heştemîna | eighth 8th
    تاسع تاسعة | نۆیەم نۆیەمین نۆیەمی نۆهەم | nehem nehemîn nehemîna | ninth 9th
    عاشر عاشرة | دەیەم دەیەمین دەیەمی دەهەم | dehem dehemîn dehemîna | tenth 10th
    | یازدەیەم یازدەهەم | yazdehem yazdehemîn | eleventh 11th
    | دوازدەیەم دوازدەهەم | dozdehem dozdehemîn | twelfth 12th
"""
#: Without what folds to the same in two classes (sixth and Tuesday in Kurmanji).
_WEEKDAYS = """
    سبت | شەممە شەممەی | şemî şemiyê | saturday
    أحد | یەکشەممە یەکشەممەی | yekşem yekşemê yekşemî | sunday
    اثنين إثنين | دووشەممە دووشەممەی | duşem duşemê duşemî | monday
    ثلاثاء | سێشەممە سێشەممەی | sêşemê sêşemî | tuesday
    أربعاء | چوارشەممە چوارشەممەی | çarşem çarşemê çarşemî | wednesday
    خميس | پێنجشەممە پێنجشەممەی | pêncşem pêncşemê pêncşemî | thursday
    جمعة | هەینی | înê | friday
"""
#: States that newspapers of the region write of most, a line each. Those that are named most stand first.
_STATES = """
    السعودية سعودية سعودي | سعودیە سعوودیە | Siûdî Erebistana | Saudi
    اليمن يمني يمنية | یەمەن یەمەنی | Yemen Yemenê | Yemen Yemeni
    العراق عراقي عراقية | عێراق عێراقی عیراق | Iraq Iraqê Îraq Îraqê | Iraq Iraqi
    سوريا سورية سوري | سوریا سوری | Sûriye Sûriyê Sûrî | Syria Syrian
    لبنان لبناني لبنانية | لوبنان لوبنانی | Lubnan Libnan | Lebanon Lebanese
    الأردن أردني أردنية | ئوردن ئەردەن | Urdun Urdin | Jordan Jordanian
    فلسطين فلسطيني فلسطينية | فەلەستین فەلەستینی | Filistîn Filistînê | Palestine Palestinian
    مصر مصري مصرية | میسر میسری | Misir Misirê | Egypt Egyptian
    السودان سوداني سودانية | سودان سوودان | Sûdan | Sudan Sudanese
    ليبيا ليبي ليبية | لیبیا | Lîbya | Libya Libyan
    تونس تونسي تونسية | تونس توونس | Tûnis | Tunisia Tunisian
    الجزائر جزائري جزائرية | جەزائیر | Cezayir | Algeria Algerian
    المغرب مغربي مغربية | مەغریب | Maroko Mexrib | Morocco Moroccan
    موريتانيا موريتاني | مۆریتانیا | Morîtanya | Mauritania
    الكويت كويتي كويتية | کوەیت کوێت | Kuweyt | Kuwait Kuwaiti
    البحرين بحريني بحرينية | بەحرەین | Behreyn | Bahrain Bahraini
    قطر قطري قطرية | قەتەر | Qeter | Qatar Qatari
    الإمارات إماراتي إماراتية | ئیمارات | Îmarat | Emirates Emirati UAE
    عمان عماني عمانية | عومان | Oman Uman | Oman Omani
    إيران إيراني إيرانية | ئێران ئێرانی ئیران | Îran Îranê | Iran Iranian
    تركيا تركي تركية | تورکیا تورکی | Tirkiye Tirkiyeyê Tirk | Turkey Turkish Türkiye
    إسرائيل إسرائيلي إسرائيلية | ئیسرائیل ئیسڕائیل | Îsraîl Îsraîlê | Israel Israeli
    باكستان باكستاني | پاکستان | Pakistan | Pakistan Pakistani
    أفغانستان أفغاني | ئەفغانستان | Efganistan | Afghanistan Afghan
    الهند هندي هندية | هیندستان | Hindistan | India Indian
    الصين صيني صينية | چین | Çîn | China Chinese
    اليابان ياباني يابانية | ژاپۆن یابان | Japon Japonya | Japan Japanese
    كوريا كوري كورية | کۆریا | Kore Koreya | Korea Korean
    إندونيسيا إندونيسي | ئیندۆنیزیا | Îndonezya | Indonesia Indonesian
    ماليزيا ماليزي | مالیزیا | Malezya | Malaysia Malaysian
    المالديف مالديفي | مالدیڤ | Maldîv | Maldives
    روسيا روسي روسية | ڕووسیا روسیا | Rûsya Rûsyayê | Russia Russian
    أوكرانيا أوكراني أوكرانية | ئۆکرانیا | Ukrayna Okrayna | Ukraine Ukrainian
    ألمانيا ألماني ألمانية | ئەڵمانیا ئەلمانیا | Almanya Almanyayê | Germany German
    فرنسا فرنسي فرنسية | فەرەنسا فەڕەنسا | Fransa Fransayê | France French
    بريطانيا بريطاني بريطانية | بەریتانیا | Brîtanya Îngilistan | Britain British UK
    إيطاليا إيطالي إيطالية | ئیتاڵیا ئیتالیا | Îtalya | Italy Italian
    إسبانيا إسباني إسبانية | ئیسپانیا | Spanya Îspanya | Spain Spanish
    اليونان يوناني يونانية | یۆنان | Yewnanistan Yûnanistan | Greece Greek
    هولندا هولندي هولندية | هۆڵەندا | Holenda | Netherlands Dutch
    بلجيكا بلجيكي بلجيكية | بەلجیکا | Belçîka | Belgium Belgian
    سويسرا سويسري سويسرية | سویسرا | Swîsre | Switzerland Swiss
    النمسا نمساوي نمساوية | نەمسا | Avusturya | Austria Austrian
    السويد سويدي سويدية | سوید | Swêd | Sweden Swedish
    النرويج نرويجي نرويجية | نەرویج | Norwêc | Norway Norwegian
    بولندا بولندي بولندية | پۆڵەندا | Polonya | Poland Polish
    المجر مجري هنغاريا | مەجەڕ هەنگاریا | Macaristan | Hungary Hungarian
    أرمينيا أرميني أرمينية | ئەرمینیا | Ermenistan | Armenia Armenian
    أذربيجان أذربيجاني | ئازەربایجان | Azerbaycan | Azerbaijan
    أميركا أمريكا أميركي أمريكي أميركية أمريكية | ئەمریکا ئەمەریکا | Amerîka Emerîka | America American
    كندا كندي كندية | کەنەدا | Kanada | Canada Canadian
    البرازيل برازيلي برازيلية | بەرازیل | Brezîlya | Brazil Brazilian
    الأرجنتين أرجنتيني أرجنتينية | ئەرجەنتین | Arjantîn | Argentina Argentine
    المكسيك مكسيكي مكسيكية | مەکسیک | Meksîka | Mexico Mexican
    فنزويلا فنزويلي | ڤەنزوێلا | Venezuela | Venezuela Venezuelan
    كولومبيا كولومبي | کۆلۆمبیا | Kolombiya | Colombia Colombian
    ليبيريا ليبيري | لیبریا | Lîberya | Liberia
    نيجيريا نيجيري | نێجیریا نایجیریا | Nîjerya | Nigeria Nigerian
    كينيا كيني | کینیا | Kenya | Kenya Kenyan
    الصومال صومالي | سۆماڵ | Somalya | Somalia Somali
    إثيوبيا إثيوبي | ئەسیوپیا | Etyopya | Ethiopia Ethiopian
    جيبوتي جيبوتية | جیبوتی | Cîbûtî | Djibouti
"""
#: Joined to the front of Arabic words; the article is taken off first, so both forms have all.
_PARTICLES = ("", "ال", "و", "وال", "ب", "بال", "ل", "لل", "ك", "كال", "ف", "فال")
#: Months whose second word is an ordinal: "the first Tishrin".
_MONTHS = "تشرين كانون ربيع جمادى جمادي تشرینی کانوونی کانونی"


def _classes(table: str) -> Iterator[tuple[int, str]]:
    """Every spelling of each line, folded, with the number of the line."""
    for number, line in enumerate(table.strip().splitlines()):
        arabic, *others = line.split("|")
        for word in arabic.split():
            for particle in _PARTICLES:
                yield number, fold(particle + word.removeprefix("ال"))
            yield number, fold(word)
        for language in others:
            yield from ((number, fold(word)) for word in language.split())


def _first(pairs: Iterable[tuple[int, str]]) -> dict[str, int]:
    """By spelling, the class that has it first."""
    found: dict[str, int] = {}
    for number, word in pairs:
        found.setdefault(word, number)
    return found


#: By folded word, 0 for "first" and so on.
ORDINALS = _first(_classes(_ORDINALS))
#: By folded word, 0 for Saturday and so on.
WEEKDAYS = _first(_classes(_WEEKDAYS))
#: By folded word, the number of the state's line.
STATES = _first(_classes(_STATES))
#: Folded words after which an ordinal is part of a month's name.
MONTHS_BEFORE_ORDINALS = frozenset(
    fold(particle + month) for month in _MONTHS.split() for particle in ("", "ال", "ل", "و")
)
