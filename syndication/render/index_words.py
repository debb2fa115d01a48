"""The words of the page that lists all feeds and tells what feeds are, in each language of the service.

Beside ``words``, since only this page has them.
"""

from __future__ import annotations

from dataclasses import dataclass

from syndication.render.words import words


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexWords:
    """All words of one language, plain text."""

    extension: str  #: what ``_syndication`` in our JSON feeds is, for developers
    contents: str  #: label of the list of a page's parts
    tongues: str  #: label of the list of a page's languages
    intro: str  #: what feeds are good for, in one sentence
    notes: dict[str, str]  #: what the feeds of each group hold, likewise
    feed: str  #: what a feed is
    steps: tuple[str, ...]  #: how to subscribe
    after: str  #: what happens then
    opml: str  #: name of the link to the OPML file


INDEX_WORDS: dict[str, IndexWords] = {
    "ar": IndexWords(
        extension="للمطورين: الحقل _syndication في خلاصات JSON يسرد المقالات ذات الصلة (related) ومصدرها (source) "
        "وحقوقها (rights).",
        contents="في هذه الصفحة",
        tongues="لغة هذه الصفحة",
        intro="تابع المقالات الجديدة في التطبيق الذي تختاره: بلا حساب ولا بريد إلكتروني، وتتوقف متى شئت.",
        notes={
            "all": "كل ما ينشر، والأحدث أولًا.",
            "section": "خلاصة لكل قسم، وفيها أيضًا مقالات الأقسام المتفرعة منه.",
            "language": "مقالات كل لغة على حدة.",
            "tag": "موضوعات يتكرر ذكرها.",
            "feed": "مقالاتنا وأخبار وسائل إعلام أخرى، كل قصة مرة واحدة مع اسم مصدرها.",
            "author": "مقالات كل كاتب.",
            "source": "ما نقرؤه من كل وسيلة إعلام، مع رابط إلى الأصل.",
        },
        feed="الخلاصة قائمة بأحدث مقالات الموقع، يجلبها لك تطبيق يسمى قارئ الخلاصات. فيه يجتمع كل ما تتابعه في مكان "
        "واحد، مرتبًا بحسب الوقت.",
        steps=(
            "احصل على قارئ خلاصات. من القارئات المجانية: Feeder (أندرويد)، وNetNewsWire (آيفون وآيباد وماك)، "
            "وThunderbird (الحاسوب).",
            "انسخ عنوان خلاصة من هذه الصفحة. نقرة واحدة على العنوان تحدده كاملًا، وفي الهاتف ضغطة مطولة. وإن احترت بين "
            "الصيغ فخذ RSS.",
            "في القارئ اختر «إضافة خلاصة» والصق العنوان.",
        ),
        after="بعد ذلك تصلك المقالات الجديدة من تلقاء نفسها. وللتوقف احذف الخلاصة من القارئ.",
        opml="كل الخلاصات في ملف واحد (OPML)، للقارئات التي تستورده",
    ),
    "ckb": IndexWords(
        extension="بۆ گەشەپێدەران: خانەی _syndication لە فیدەکانی JSON دا بابەتە پەیوەندیدارەکان (related) و "
        "سەرچاوە (source) و مافەکان (rights) دەنووسێت.",
        contents="لەم پەڕەیەدا",
        tongues="زمانی ئەم پەڕەیە",
        intro="بابەتە نوێیەکان لەو ئەپەدا بخوێنەرەوە کە خۆت هەڵیدەبژێریت: بێ هەژمار و بێ ئیمەیڵ، و هەر کاتێک ویستت "
        "دەوەستیت.",
        notes={
            "all": "هەموو بابەتەکان، نوێترین لە سەرەتادا.",
            "section": "بۆ هەر بەشێک فیدێک، بابەتی بەشەکانی ژێریشی تێدایە.",
            "language": "بابەتەکانی هەر زمانێک بە جیا.",
            "tag": "ئەو بابەتانەی زۆر باس دەکرێن.",
            "feed": "بابەتەکانی ئێمە و هەواڵی میدیاکانی تر، هەر ڕووداوێک یەک جار و بە ناوی سەرچاوەکەیەوە.",
            "author": "بابەتەکانی هەر نووسەرێک.",
            "source": "ئەوەی لە هەر میدیایەک دەیخوێنینەوە، لەگەڵ بەستەری ڕەسەنەکەی.",
        },
        feed="فید لیستی نوێترین بابەتەکانی ماڵپەڕێکە، و ئەپێک بە ناوی فیدخوێن بۆت دەهێنێت. هەموو ئەوانەی شوێنیان "
        "دەکەویت لە یەک شوێن و بە ڕیزی کات کۆ دەبنەوە.",
        steps=(
            "فیدخوێنێک دابمەزرێنە. هەندێک لە خۆڕاییەکان: Feeder (ئەندرۆید)، NetNewsWire (ئایفۆن و ئایپاد و ماک) و "
            "Thunderbird (کۆمپیوتەر).",
            "ناونیشانی فیدێک لەم پەڕەیە کۆپی بکە. یەک کرتە هەموو ناونیشانەکە دیاری دەکات، و لە مۆبایل پەنجەی لەسەر "
            "ڕابگرە. ئەگەر دوودڵ بوویت، RSS هەڵبژێرە.",
            "لە فیدخوێنەکە «زیادکردنی فید» هەڵبژێرە و ناونیشانەکە بلکێنە.",
        ),
        after="پاشان بابەتە نوێیەکان خۆیان دەگەن. بۆ وەستاندن، فیدەکە لە فیدخوێنەکە بسڕەوە.",
        opml="هەموو فیدەکان لە یەک پەڕگەدا (OPML)، بۆ ئەو فیدخوێنانەی هاوردەی دەکەن",
    ),
    "kmr": IndexWords(
        extension="Ji bo pêşdebiran: di feedên JSON de qada _syndication gotarên têkildar (related), çavkanî (source) "
        "û mafan (rights) dide.",
        contents="Di vê rûpelê de",
        tongues="Zimanê vê rûpelê",
        intro="Gotarên nû di sepana ku tu dixwazî de bixwîne: bê hesab, bê e-peyam, û tu dikarî her gav dev jê berdî.",
        notes={
            "all": "Hemû gotar, ya herî nû li pêş.",
            "section": "Ji bo her beşê feedek; gotarên beşên bin wê jî tê de ne.",
            "language": "Gotarên her zimanî bi serê xwe.",
            "tag": "Mijarên ku gelek caran tên.",
            "feed": "Gotarên me û nûçeyên dezgehên din; her bûyer carekê, bi navê çavkaniya xwe.",
            "author": "Gotarên her nivîskarî.",
            "source": "Tiştê ku em ji her dezgehê dixwînin, bi girêdana orîjînalê.",
        },
        feed="Feed lîsteya gotarên herî nû yên malperekê ye; sepanek bi navê feedxwîn wê ji bo te tîne. Hemû tiştên "
        "ku tu dişopînî li cihekî û bi rêza demê kom dibin.",
        steps=(
            "Feedxwînekê saz bike. Yên belaş: Feeder (Android), NetNewsWire (iPhone, iPad, Mac) û Thunderbird "
            "(komputer).",
            "Navnîşana feedekê ji vê rûpelê kopî bike. Bi klîkekê hemû navnîşan tê hilbijartin; li ser telefonê "
            "tiliya xwe li ser bigire. Heke tu dudil î, RSS hilbijêre.",
            "Di feedxwînê de «Feed lê zêde bike» hilbijêre û navnîşanê pê ve bike.",
        ),
        after="Piştî wê gotarên nû bi xwe tên. Ji bo rawestandinê feedê ji feedxwînê jê bibe.",
        opml="Hemû feed di pelekê de (OPML), ji bo feedxwînên ku wê dixwînin",
    ),
    "en": IndexWords(
        extension="For developers: the field _syndication in our JSON feeds lists related articles (related), their "
        "source (source) and rights (rights).",
        contents="On this page",
        tongues="Language of this page",
        intro="Follow new articles in an app of your choice: no account, no e-mail, and you can stop at any time.",
        notes={
            "all": "Everything that is published, newest first.",
            "section": "One feed for each section, with the articles of the sections below it.",
            "language": "The articles of one language.",
            "tag": "Topics that come up often.",
            "feed": "Our articles and other outlets' news, each story once and under the name of its source.",
            "author": "The articles of one author.",
            "source": "What we read at one outlet, with a link to the original.",
        },
        feed="A feed is a list of a site's newest articles. An app called a feed reader fetches it for you, and all "
        "that you follow comes together there in one place, in order of time.",
        steps=(
            "Get a feed reader. Free ones are Feeder (Android), NetNewsWire (iPhone, iPad, Mac) and Thunderbird "
            "(computer).",
            "Copy the address of a feed on this page. One click on an address selects all of it; on a phone, press and "
            "hold. If in doubt about the format, take RSS.",
            "In the reader choose “Add feed” and paste the address.",
        ),
        after="New articles then arrive by themselves. To stop, remove the feed from the reader.",
        opml="All feeds in one file (OPML), for readers that import it",
    ),
}


def index_words(language: str | None) -> IndexWords:
    """The words for a BCP 47 tag, as ``words.words`` chooses them."""
    return INDEX_WORDS[words(language).language]
