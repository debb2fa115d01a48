"""The words that the service itself says, in each of its languages.

In: a language tag. Out: a ``Words``. Nothing here is taken from an article; a language without words of its own gets
English ones, and ``Words.language`` says which language was given, so that markup can name it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from syndication.errors import GoneWhy
from syndication.model import Direction

#: Given where a language has no words here.
FALLBACK = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All words of one language, plain text."""

    language: str
    direction: Direction
    name: str  #: of the language, in itself
    related: str  #: heading of a list of related articles
    withdrawn: str  #: title of a withdrawn article's notice
    notice: str  #: text of that notice
    feeds: str  #: title of the page that lists all feeds
    all_feeds: str  #: name of the link to the list of feeds
    groups: dict[str, str]  #: headings of the list of feeds, by kind of feed
    original: str  #: name of the link to an article on the publisher's site
    read_at: str  #: name of the link to another outlet's article; ``{}`` is the outlet's name
    updated: str  #: before the time of the newest change
    empty: str  #: said by a feed without entries
    errors: dict[int, tuple[str, str]]  #: (title, what to do) by HTTP status; 500 stands for all others
    gone: dict[GoneWhy, str]  #: what 410 says instead if nothing was withdrawn
    skip: str  #: name of the link over the head of a page
    including: str  #: which sections lie below one; ``{}`` are their titles
    comma: str  #: between the parts of a list
    languages: dict[str, str]  #: names of languages, in this one
    address: str  #: label of a feed's address
    newest: str  #: before the time of a feed's newest article
    subscribe: str  #: heading of what follows
    sources: str  #: title of the list of outlets that are read, and name of the link to it
    stories: str  #: title of the feed of the biggest stories
    search: str  #: begins the title of a search
    also: str  #: at the end of a text; ``{}`` are the other outlets that report the same
    times: str  #: ``{}`` is the zone of the times on a page
    media: dict[str, str]  #: names of attached files, by the first half of their media type; "" is any other
    months: tuple[str, ...]  #: names, January first
    date: str  #: how ``{day}``, ``{month}``, ``{year}`` and ``{time}`` are put together

    def when(self, moment: datetime) -> str:
        """A time for people, in the zone that ``moment`` has."""
        month = self.months[moment.month - 1]
        return self.date.format(day=moment.day, month=month, year=moment.year, time=moment.strftime("%H:%M"))


_AR = Words(
    language="ar",
    direction="rtl",
    name="العربية",
    related="مقالات ذات صلة",
    withdrawn="خبر مسحوب",
    notice="سحب الناشر هذا الخبر، ولم يعد نصه متاحًا.",
    feeds="خلاصات الأخبار",
    all_feeds="كل الخلاصات",
    groups={
        "all": "كل المقالات",
        "feed": "مع أخبار غيرنا",
        "section": "الأقسام",
        "language": "اللغات",
        "tag": "الوسوم",
        "author": "الكتّاب",
        "source": "وسائل الإعلام",
    },
    original="المقال في موقع الناشر",
    read_at="اقرأ المقال في {}",
    updated="آخر تحديث",
    empty="لا مقالات هنا بعد.",
    errors={
        400: ("طلب غير مفهوم", "في العنوان قيمة غير صالحة."),
        404: ("الصفحة غير موجودة", "لا شيء في هذا العنوان."),
        405: ("غير ممكن هنا", "هذا العنوان للقراءة فقط."),
        410: ("لم تعد الصفحة متاحة", "سحب الناشر ما كان في هذا العنوان."),
        500: ("الخدمة غير متاحة الآن", "حاول مرة أخرى بعد قليل."),
    },
    gone={
        "expired": "انتهت المدة التي حددها الناشر لنشر ما كان في هذا العنوان.",
        "comments": "لم تعد للتعليقات خلاصات.",
    },
    skip="إلى المحتوى مباشرة",
    including="ومعه: {}",
    comma="، ",
    languages={"ar": "العربية", "ckb": "الكردية السورانية", "kmr": "الكردية الكرمانجية", "en": "الإنجليزية"},
    address="العنوان للنسخ",
    newest="أحدث مقال",
    subscribe="كيف تشترك؟",
    sources="وسائل الإعلام التي نقرؤها (OPML)",
    stories="أبرز القصص",
    search="بحث",
    also="ذكرته أيضًا: {}",
    times="التوقيت: {}",
    media={"audio": "تسجيل صوتي", "video": "فيديو", "": "ملف مرفق"},
    months=(
        "كانون الثاني",
        "شباط",
        "آذار",
        "نيسان",
        "أيار",
        "حزيران",
        "تموز",
        "آب",
        "أيلول",
        "تشرين الأول",
        "تشرين الثاني",
        "كانون الأول",
    ),
    date="{day} {month} {year}، {time}",
)

_CKB = Words(
    language="ckb",
    direction="rtl",
    name="کوردیی ناوەندی",
    related="بابەتی پەیوەندیدار",
    withdrawn="هەواڵی کشێنراوە",
    notice="بڵاوکەرەوە ئەم هەواڵەی کشاندووەتەوە و دەقەکەی چیتر بەردەست نییە.",
    feeds="فیدەکانی هەواڵ",
    all_feeds="هەموو فیدەکان",
    groups={
        "all": "هەموو بابەتەکان",
        "feed": "لەگەڵ هەواڵی ئەوانی تر",
        "section": "بەشەکان",
        "language": "زمانەکان",
        "tag": "تاگەکان",
        "author": "نووسەران",
        "source": "میدیاکان",
    },
    original="بابەتەکە لە ماڵپەڕی بڵاوکەرەوە",
    read_at="بابەتەکە لە {} بخوێنەرەوە",
    updated="دوایین نوێکردنەوە",
    empty="هێشتا هیچ بابەتێک لێرە نییە.",
    errors={
        400: ("داواکارییەکە نادروستە", "نرخێکی نادروست لە ناونیشانەکەدا هەیە."),
        404: ("پەڕەکە نەدۆزرایەوە", "هیچ شتێک لەم ناونیشانەدا نییە."),
        405: ("لێرە ناکرێت", "ئەم ناونیشانە تەنها بۆ خوێندنەوەیە."),
        410: ("پەڕەکە چیتر بەردەست نییە", "بڵاوکەرەوە ئەوەی لێرە بوو کشاندووەتەوە."),
        500: ("خزمەتگوزارییەکە ئێستا بەردەست نییە", "تکایە کەمێکی تر هەوڵ بدەرەوە."),
    },
    gone={
        "expired": "ئەو ماوەیەی بڵاوکەرەوە بۆ ئەوەی لێرە بوو دایناوە، تەواو بووە.",
        "comments": "کۆمێنتەکان چیتر فیدیان نییە.",
    },
    skip="بازدان بۆ ناوەڕۆک",
    including="لەگەڵ: {}",
    comma="، ",
    languages={"ar": "عەرەبی", "ckb": "کوردیی ناوەندی", "kmr": "کورمانجی", "en": "ئینگلیزی"},
    address="ناونیشان بۆ کۆپیکردن",
    newest="نوێترین بابەت",
    subscribe="چۆن بەشداری بکەم؟",
    sources="ئەو میدیایانەی دەیانخوێنینەوە (OPML)",
    stories="گەورەترین ڕووداوەکان",
    search="گەڕان",
    also="هەروەها لەم میدیایانەدا: {}",
    times="کات: {}",
    media={"audio": "دەنگ", "video": "ڤیدیۆ", "": "پەڕگەی هاوپێچ"},
    months=(
        "کانوونی دووەم",
        "شوبات",
        "ئازار",
        "نیسان",
        "ئایار",
        "حوزەیران",
        "تەمموز",
        "ئاب",
        "ئەیلوول",
        "تشرینی یەکەم",
        "تشرینی دووەم",
        "کانوونی یەکەم",
    ),
    date="{day}ی {month}ی {year}، {time}",
)

_KMR = Words(
    language="kmr",
    direction="ltr",
    name="Kurdî (Kurmancî)",
    related="Gotarên têkildar",
    withdrawn="Nûçeya vekişandî",
    notice="Weşanger ev nûçe vekişandiye û nivîsa wê êdî ne berdest e.",
    feeds="Feedên nûçeyan",
    all_feeds="Hemû feed",
    groups={
        "all": "Hemû gotar",
        "feed": "Bi nûçeyên yên din re",
        "section": "Beş",
        "language": "Ziman",
        "tag": "Etîket",
        "author": "Nivîskar",
        "source": "Dezgehên medyayê",
    },
    original="Gotar li ser malpera weşangerê",
    read_at="Gotarê li {} bixwîne",
    updated="Nûkirina dawî",
    empty="Hîn tu gotar li vir tune ne.",
    errors={
        400: ("Daxwaz nehat fêmkirin", "Di navnîşanê de nirxeke nederbasdar heye."),
        404: ("Rûpel nehat dîtin", "Li vê navnîşanê tiştek tune."),
        405: ("Li vir nabe", "Ev navnîşan tenê ji bo xwendinê ye."),
        410: ("Rûpel êdî ne berdest e", "Weşanger tiştê ku li vir bû vekişandiye."),
        500: ("Xizmet niha ne berdest e", "Ji kerema xwe piştî demekê dîsa biceribîne."),
    },
    gone={
        "expired": "Dema ku weşanger ji bo tiştê li vir danîbû qediya ye.",
        "comments": "Êdî feedên şîroveyan tune ne.",
    },
    skip="Derbasî naverokê bibe",
    including="Digel: {}",
    comma=", ",
    languages={"ar": "Erebî", "ckb": "Soranî", "kmr": "Kurmancî", "en": "Îngilîzî"},
    address="Navnîşan ji bo kopîkirinê",
    newest="Gotara herî nû",
    subscribe="Çawa bibim abone?",
    sources="Dezgehên ku em dixwînin (OPML)",
    stories="Bûyerên herî mezin",
    search="Lêgerîn",
    also="Her wiha li: {}",
    times="Dem: {}",
    media={"audio": "Deng", "video": "Vîdyo", "": "Pela pêvekirî"},
    months=(
        "Çile",
        "Sibat",
        "Adar",
        "Nîsan",
        "Gulan",
        "Hezîran",
        "Tîrmeh",
        "Tebax",
        "Îlon",
        "Cotmeh",
        "Mijdar",
        "Kanûn",
    ),
    date="{day} {month} {year}, {time}",
)

_EN = Words(
    language="en",
    direction="ltr",
    name="English",
    related="Related articles",
    withdrawn="Withdrawn article",
    notice="The publisher has withdrawn this article, and its text is no longer available.",
    feeds="News feeds",
    all_feeds="All feeds",
    groups={
        "all": "All articles",
        "feed": "With news from elsewhere",
        "section": "Sections",
        "language": "Languages",
        "tag": "Tags",
        "author": "Authors",
        "source": "Outlets",
    },
    original="The article on the publisher's site",
    read_at="Read at {}",
    updated="Last update",
    empty="No articles here yet.",
    errors={
        400: ("Request not understood", "The address holds a value that it can't have."),
        404: ("Page not found", "There is nothing at this address."),
        405: ("Not possible here", "This address can only be read."),
        410: ("Page no longer available", "The publisher has withdrawn what was at this address."),
        500: ("Service not available", "Please try again in a while."),
    },
    gone={
        "expired": "The time that the publisher set for what was at this address is over.",
        "comments": "There are no feeds of comments any more.",
    },
    skip="Skip to content",
    including="With: {}",
    comma=", ",
    languages={
        "ar": "Arabic",
        "ckb": "Central Kurdish (Sorani)",
        "kmr": "Northern Kurdish (Kurmanji)",
        "en": "English",
    },
    address="Address to copy",
    newest="Newest article",
    subscribe="How to subscribe",
    sources="The outlets that we read (OPML)",
    stories="Biggest stories",
    search="Search",
    also="Also reported by: {}",
    times="Times: {}",
    media={"audio": "Audio", "video": "Video", "": "Attached file"},
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    date="{day} {month} {year}, {time}",
)

#: Badini is Kurmanji in Arabic letters: Sorani words are at least of its readers' script.
_NEAREST = {"kmr-Arab": "ckb"}

WORDS: dict[str, Words] = {words.language: words for words in (_AR, _CKB, _KMR, _EN)}


def words(language: str | None) -> Words:
    """The words for a BCP 47 tag: of that language, or of its first subtag (``ar-IQ``), else English ones."""
    tag = language or FALLBACK
    tag = _NEAREST.get(tag, tag)
    return WORDS.get(tag) or WORDS.get(tag.split("-")[0]) or WORDS[FALLBACK]
