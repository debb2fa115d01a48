"""The main job on a page like the one it began with: section, headline, paragraphs, five picks; then a pick arrives."""

from __future__ import annotations

import json
import re

import pytest

from syndication.cli.app import main
from tests.e2e.sites import Home

HEADLINE = "مجلس البساتين يناقش قانون السقي “قبل نهاية الموسم”"
PARAGRAPHS = (
    "ناقش مجلس البساتين قانون السقي الجديد في جلسة حضرها سبعون عضواً. وقالت النائبة سدرة الرمان إنه عادل.",
    "وأضافت الرمان أن اللجنة ستعود إلى المجلس بصيغة معدلة يوم الأحد.",
    "من جهته دعا عضو اللجنة أكرم التين إلى تأجيل التصويت حتى نهاية الموسم.",
)
PICKS = (
    ("نهر الزيتون يفيض على ضفتيه: هل السدود آمنة؟", "ارتفع منسوب النهر متراً خلال ليلة واحدة. وقالت إدارة السدود إن…"),
    ("طيران النجوم يمدد تعليق رحلاته إلى جزيرة التوت", "مددت شركة طيران النجوم تعليق رحلاتها شهراً. وتدرس الشركة…"),
    ("حزب الصفصاف: انسحاب الأعضاء “زوبعة عابرة”", "قال المتحدث باسم حزب الصفصاف إن الانسحاب لا يغير…"),
    ("رئيس القضاء لـ”لجنة الثمار”: سلموا ملفاتكم", "طلب رئيس القضاء من لجنة الثمار أن تسلم…"),
    ("بالأرقام.. محصول الخوخ يرفع “آمال الفلاحين”", "أظهرت أرقام الوزارة أن محصول الخوخ زاد بنسبة…"),
)
PAGE = "\n\n".join(
    (
        "سياسة",
        HEADLINE,
        *PARAGRAPHS,
        "اترك تعليقك",
        "لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *",
        "مقالات ذات صلة",
        *(part for pick in PICKS for part in pick),
        "عرض المزيد من المقالات تحميل...لا يوجد المزيد من المقالات.",
    )
)
#: The second pick as the publisher's system writes it: other quotation marks, letters and blanks, one address.
ARRIVES = {
    "id": "77",
    "url": "https://post.example/77",
    "title": "طيران النجوم  يمدّد تعليق رحلاته الى جزيرة التوت",
    "section": "منوعات",
    "language": "ar",
    "published": "2026-03-01T09:00:00+03:00",
    "content_text": "مددت شركة طيران النجوم تعليق رحلاتها شهراً.",
}


@pytest.fixture
def site(own: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The page is imported and built, by commands."""
    monkeypatch.setenv("SYNDICATION_CONFIG", str(own.folder / "config"))
    own.keep_sections("politics", "economy")
    page = own.write("page.txt", PAGE.encode())
    assert main(["import", str(page)]) == 0
    assert main(["build", "--out", str(own.out)]) == 0
    return own


def text(site: Home, name: str) -> str:
    return (site.out / name).read_text(encoding="utf-8")


def entry(site: Home, ext: str) -> str:
    """The page's own entry in the section's feed."""
    found = re.search("<(item|entry)\\b.*?</\\1>", text(site, f"sections/politics.{ext}"), re.DOTALL)
    assert found
    return found[0]


def related_links(site: Home, ext: str) -> list[str]:
    return [
        tag.replace("atom:", "")
        for tag in re.findall(r"<[^>]*link [^>]*>", text(site, f"sections/politics.{ext}"))
        if 'rel="related"' in tag
    ]


def item(site: Home) -> dict[str, object]:
    (found,) = json.loads(text(site, "sections/politics.json"))["items"]
    assert isinstance(found, dict)
    return found


def test_the_article_is_in_its_section_in_every_format_with_its_picks_as_text(site: Home) -> None:
    for ext in ("rss", "atom", "json", "html"):
        body = text(site, f"sections/politics.{ext}")
        assert HEADLINE in body
        if ext != "html":
            assert all(paragraph in body for paragraph in PARAGRAPHS)
            assert all(title in body for title, _ in PICKS)
        assert "اترك تعليقك" not in body
        assert "عرض المزيد" not in body
        assert 'rel="related"' not in body
        assert HEADLINE in text(site, f"all.{ext}")
        assert HEADLINE not in text(site, f"sections/economy.{ext}")
    (page,) = (site.out / "articles").glob("*.html")
    assert all(title in page.read_text(encoding="utf-8") for title, _ in PICKS)


def test_the_picks_stand_in_the_text_and_in_json_without_an_address(site: Home) -> None:
    found = item(site)
    html = str(found["content_html"])
    listed = re.findall(r"<li>(.*?)</li>", html, re.DOTALL)
    assert len(listed) == 5
    assert all(title in line and teaser[:20] in line for (title, teaser), line in zip(PICKS, listed, strict=True))
    assert "href" not in html
    extension = found["_syndication"]
    assert isinstance(extension, dict)
    assert [link["title"] for link in extension["related"]] == [title for title, _ in PICKS]
    assert [link["kind"] for link in extension["related"]] == ["editor"] * 5
    assert not [link for link in extension["related"] if "url" in link]


def test_when_the_second_pick_arrives_exactly_that_one_becomes_a_link(site: Home) -> None:
    before = entry(site, "atom")
    path = site.write("one.jsonl", json.dumps(ARRIVES, ensure_ascii=False).encode())
    assert main(["import", str(path)]) == 0
    assert main(["build", "--out", str(site.out)]) == 0
    for ext in ("rss", "atom"):
        (link,) = related_links(site, ext)
        assert 'href="https://post.example/77"' in link
        assert 'hreflang="ar"' in link
    extension = item(site)["_syndication"]
    assert isinstance(extension, dict)
    assert [link.get("url") for link in extension["related"]] == [None, "https://post.example/77", None, None, None]
    html = str(item(site)["content_html"])
    assert html.count("<li>") == 5
    assert "href" not in html, "the list in the text stays as it was first written"
    dates = [re.findall("<(?:updated|published)>[^<]*", each) for each in (before, entry(site, "atom"))]
    assert dates[0] == dates[1], "a link moves no date of the entry"


def test_the_same_page_again_changes_nothing(site: Home, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: file.stat().st_mtime_ns for path, file in site.files().items()}
    capsys.readouterr()
    assert main(["import", "--json", str(site.folder / "page.txt")]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["new"], summary["changed"], summary["unchanged"]) == (0, 0, 1)
    assert main(["build", "--out", str(site.out)]) == 0
    assert {path: file.stat().st_mtime_ns for path, file in site.files().items()} == before
