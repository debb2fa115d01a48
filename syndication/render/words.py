"""The words that the service itself says, in each of its languages.

In: a language tag. Out: a ``Words``. Nothing here is taken from an article; a language without words of its own gets
English ones, and ``Words.language`` says which language was given, so that markup can name it.
"""

from __future__ import annotations

from dataclasses import dataclass

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
    formats: str  #: heading of the list of one feed's formats
    all_feeds: str  #: name of the link to the list of feeds
    groups: dict[str, str]  #: headings of the list of feeds, by ``LabelKind``
    original: str  #: name of the link to an article on the publisher's site
    updated: str  #: before the time of the newest change
    empty: str  #: said by a feed without entries
    extension: str  #: what ``_syndication`` in our JSON feeds is, for developers
    errors: dict[int, tuple[str, str]]  #: (title, what to do) by HTTP status; 500 stands for all others


_AR = Words(
    language="ar",
    direction="rtl",
    name="العربية",
    related="مقالات ذات صلة",
    withdrawn="خبر مسحوب",
    notice="سحب الناشر هذا الخبر، ولم يعد نصه متاحًا.",
    feeds="خلاصات الأخبار",
    formats="صيغ هذه الخلاصة",
    all_feeds="كل الخلاصات",
    groups={"all": "كل المقالات", "section": "الأقسام", "language": "اللغات", "tag": "الوسوم"},
    original="المقال في موقع الناشر",
    updated="آخر تحديث",
    empty="لا مقالات هنا بعد.",
    extension="للمطورين: الحقل _syndication في خلاصات JSON يسرد المقالات ذات الصلة (related) ومصدرها (source) وحقوقها "
    "(rights).",
    errors={
        400: ("طلب غير مفهوم", "في العنوان قيمة غير صالحة."),
        404: ("الصفحة غير موجودة", "لا شيء في هذا العنوان."),
        410: ("لم تعد الصفحة متاحة", "سحب الناشر ما كان في هذا العنوان."),
        500: ("الخدمة غير متاحة الآن", "حاول مرة أخرى بعد قليل."),
    },
)

_CKB = Words(
    language="ckb",
    direction="rtl",
    name="کوردیی ناوەندی",
    related="بابەتی پەیوەندیدار",
    withdrawn="هەواڵی کشێنراوە",
    notice="بڵاوکەرەوە ئەم هەواڵەی کشاندووەتەوە و دەقەکەی چیتر بەردەست نییە.",
    feeds="فیدەکانی هەواڵ",
    formats="فۆرماتەکانی ئەم فیدە",
    all_feeds="هەموو فیدەکان",
    groups={"all": "هەموو بابەتەکان", "section": "بەشەکان", "language": "زمانەکان", "tag": "تاگەکان"},
    original="بابەتەکە لە ماڵپەڕی بڵاوکەرەوە",
    updated="دوایین نوێکردنەوە",
    empty="هێشتا هیچ بابەتێک لێرە نییە.",
    extension="بۆ گەشەپێدەران: خانەی _syndication لە فیدەکانی JSON دا بابەتە پەیوەندیدارەکان (related) و "
    "سەرچاوە (source) و مافەکان (rights) دەنووسێت.",
    errors={
        400: ("داواکارییەکە نادروستە", "نرخێکی نادروست لە ناونیشانەکەدا هەیە."),
        404: ("پەڕەکە نەدۆزرایەوە", "هیچ شتێک لەم ناونیشانەدا نییە."),
        410: ("پەڕەکە چیتر بەردەست نییە", "بڵاوکەرەوە ئەوەی لێرە بوو کشاندووەتەوە."),
        500: ("خزمەتگوزارییەکە ئێستا بەردەست نییە", "تکایە کەمێکی تر هەوڵ بدەرەوە."),
    },
)

_KMR = Words(
    language="kmr",
    direction="ltr",
    name="Kurdî (Kurmancî)",
    related="Gotarên têkildar",
    withdrawn="Nûçeya vekişandî",
    notice="Weşanger ev nûçe vekişandiye û nivîsa wê êdî ne berdest e.",
    feeds="Feedên nûçeyan",
    formats="Formatên vê feedê",
    all_feeds="Hemû feed",
    groups={"all": "Hemû gotar", "section": "Beş", "language": "Ziman", "tag": "Etîket"},
    original="Gotar li ser malpera weşangerê",
    updated="Nûkirina dawî",
    empty="Hîn tu gotar li vir tune ne.",
    extension="Ji bo pêşdebiran: di feedên JSON de qada _syndication gotarên têkildar (related), çavkanî (source) û "
    "mafan (rights) dide.",
    errors={
        400: ("Daxwaz nehat fêmkirin", "Di navnîşanê de nirxeke nederbasdar heye."),
        404: ("Rûpel nehat dîtin", "Li vê navnîşanê tiştek tune."),
        410: ("Rûpel êdî ne berdest e", "Weşanger tiştê ku li vir bû vekişandiye."),
        500: ("Xizmet niha ne berdest e", "Ji kerema xwe piştî demekê dîsa biceribîne."),
    },
)

_EN = Words(
    language="en",
    direction="ltr",
    name="English",
    related="Related articles",
    withdrawn="Withdrawn article",
    notice="The publisher has withdrawn this article, and its text is no longer available.",
    feeds="News feeds",
    formats="This feed as",
    all_feeds="All feeds",
    groups={"all": "All articles", "section": "Sections", "language": "Languages", "tag": "Tags"},
    original="The article on the publisher's site",
    updated="Last update",
    empty="No articles here yet.",
    extension="For developers: the field _syndication in our JSON feeds lists related articles (related), their source "
    "(source) and rights (rights).",
    errors={
        400: ("Request not understood", "The address holds a value that it can't have."),
        404: ("Page not found", "There is nothing at this address."),
        410: ("Page no longer available", "The publisher has withdrawn what was at this address."),
        500: ("Service not available", "Please try again in a while."),
    },
)

#: Badini is Kurmanji in Arabic letters: Sorani words are at least of its readers' script.
_NEAREST = {"kmr-Arab": "ckb"}

WORDS: dict[str, Words] = {words.language: words for words in (_AR, _CKB, _KMR, _EN)}


def words(language: str | None) -> Words:
    """The words for a BCP 47 tag: of that language, or of its first subtag (``ar-IQ``), else English ones."""
    tag = language or FALLBACK
    tag = _NEAREST.get(tag, tag)
    return WORDS.get(tag) or WORDS.get(tag.split("-")[0]) or WORDS[FALLBACK]
