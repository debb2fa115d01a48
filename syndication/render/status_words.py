"""The words of the page that says how it goes with the sources, in each language of the service.

Beside ``words``, since only this page has them; operators read it, readers of feeds never do.
"""

from __future__ import annotations

from dataclasses import dataclass

from syndication.render.words import words


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusWords:
    """All words of one language, plain text."""

    title: str
    intro: str
    none: str  #: said where no other outlet is read
    states: dict[str, str]  #: by ``FeedStatus.health``
    entries: str  #: names the chart; ``{}`` is a number of days
    total: str  #: ``{}`` is the number of entries in these days
    last_ok: str
    last_news: str
    next_try: str
    never: str
    address: str
    problem: str
    service: str  #: heading of what is said of the service itself
    change: str  #: the newest change of an article
    behind: str  #: ``{}`` is what follows, ``{}`` how many changes it has still before it
    followers: dict[str, str]  #: relate, search


STATUS_WORDS: dict[str, StatusWords] = {
    "ar": StatusWords(
        title="حالة الخدمة",
        intro="ما نقرؤه من وسائل الإعلام الأخرى وكيف يسير. لا يظهر شيء من هذا في الخلاصات.",
        none="لا نقرأ وسيلة إعلام أخرى.",
        states={
            "on": "يعمل",
            "failing": "لا يعمل",
            "off": "معطل في الإعدادات",
            "paused": "موقوف مؤقتا",
            "stopped": "انتهى",
            "purged": "مزال",
        },
        entries="المقالات الجديدة في كل يوم، آخر {} يوما",
        total="المجموع: {}",
        last_ok="آخر قراءة ناجحة",
        last_news="آخر جديد",
        next_try="المحاولة التالية",
        never="لم يحدث بعد",
        address="العنوان",
        problem="السبب",
        service="الخدمة نفسها",
        change="آخر تغيير في المقالات",
        behind="{}: بقي {}",
        followers={"relate": "الربط بين المقالات", "search": "البحث"},
    ),
    "ckb": StatusWords(
        title="دۆخی خزمەتگوزاری",
        intro="ئەوەی لە میدیاکانی تر دەیخوێنینەوە و چۆن دەڕوات. هیچی لە فیدەکاندا دەرناکەوێت.",
        none="هیچ میدیایەکی تر ناخوێنینەوە.",
        states={
            "on": "کار دەکات",
            "failing": "کار ناکات",
            "off": "لە ڕێکخستنەکاندا کوژاوەتەوە",
            "paused": "ڕاگیراوە",
            "stopped": "کۆتایی هاتووە",
            "purged": "لابراوە",
        },
        entries="بابەتی نوێ لە هەر ڕۆژێکدا، دوایین {} ڕۆژ",
        total="کۆی گشتی: {}",
        last_ok="دوایین خوێندنەوەی سەرکەوتوو",
        last_news="دوایین شتی نوێ",
        next_try="هەوڵی داهاتوو",
        never="هێشتا نا",
        address="ناونیشان",
        problem="هۆکار",
        service="خزمەتگوزارییەکە خۆی",
        change="دوایین گۆڕانکاری لە بابەتەکان",
        behind="{}: {} ماوە",
        followers={"relate": "بەستنەوەی بابەتەکان", "search": "گەڕان"},
    ),
    "kmr": StatusWords(
        title="Rewşa xizmetê",
        intro="Tiştê ku em ji dezgehên din dixwînin û çawa diçe. Ji vê yekê tiştek di feedan de xuya nabe.",
        none="Em tu dezgehên din naxwînin.",
        states={
            "on": "dixebite",
            "failing": "naxebite",
            "off": "di mîhengan de girtî ye",
            "paused": "hatiye rawestandin",
            "stopped": "qediya ye",
            "purged": "hatiye rakirin",
        },
        entries="Gotarên nû di her rojê de, {} rojên dawî",
        total="Bi giştî: {}",
        last_ok="Xwendina dawî ya serkeftî",
        last_news="Tişta nû ya dawî",
        next_try="Ceribandina din",
        never="hîn na",
        address="Navnîşan",
        problem="Sedem",
        service="Xizmet bi xwe",
        change="Guherîna dawî ya gotaran",
        behind="{}: {} mane",
        followers={"relate": "Girêdana gotaran", "search": "Lêgerîn"},
    ),
    "en": StatusWords(
        title="Status",
        intro="What we read at other outlets, and how it goes. None of it is seen in any feed.",
        none="No other outlet is read.",
        states={
            "on": "working",
            "failing": "failing",
            "off": "switched off in the settings",
            "paused": "paused",
            "stopped": "ended",
            "purged": "removed",
        },
        entries="New entries a day, last {} days",
        total="In all: {}",
        last_ok="Last success",
        last_news="Last news",
        next_try="Next try",
        never="not yet",
        address="Address",
        problem="Reason",
        service="The service itself",
        change="Newest change of an article",
        behind="{}: {} to go",
        followers={"relate": "Relating articles", "search": "Search"},
    ),
}


def status_words(language: str | None) -> StatusWords:
    """The words for a BCP 47 tag, as ``words.words`` chooses them."""
    return STATUS_WORDS[words(language).language]
