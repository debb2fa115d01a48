from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable

import pytest

from syndication.errors import InputError
from syndication.intake import wxr
from syndication.model import Image, RawEntry, Rejected
from tests.intake.exports import SITE, attachment, author, category, comment, export, item, label, meta


def read(*parts: str, version: str = "1.2") -> list[RawEntry | Rejected]:
    return list(wxr.read([export(*parts, version=version)], "site.xml"))


def one(*parts: str) -> RawEntry:
    (entry,) = read(*parts)
    assert isinstance(entry, RawEntry)
    return entry


def rejected(content: bytes | Iterable[bytes]) -> Rejected:
    (entry,) = wxr.read([content] if isinstance(content, bytes) else content, "site.xml")
    assert isinstance(entry, Rejected)
    return entry


def test_a_published_post_is_an_entry() -> None:
    entry = one(
        author("noor", "نور البساتين"),
        category("local", "محليات"),
        item(
            105,
            label("category", "local", "محليات"),
            label("post_tag", "%d8%ac%d8%b3%d8%b1", "جسر"),
            label("post_format", "post-format-aside", "Aside"),
            title="جسر &#8220;النجوم&#8221; & النهر",
            text="فتح الجسر.\n\nعبرته السيارات.",
            excerpt=" مقتطف الخبر\n",
        ),
    )
    assert entry == RawEntry(
        place="site.xml:11",
        id="105",
        guid=f"{SITE}/?p=105",
        url=f"{SITE}/محليات/خبر-105",
        title="جسر &#8220;النجوم&#8221; & النهر",
        sections=("محليات",),
        authors=("نور البساتين",),
        published="2024-05-30 15:00:00Z",
        updated="2024-05-30 16:30:00Z",
        summary="مقتطف الخبر",
        html="<p>فتح الجسر.</p>\n<p>عبرته السيارات.</p>",
        tags=("جسر",),
    )


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_older_versions_have_other_namespaces(version: str) -> None:
    (entry,) = read(author("noor", "نور"), item(1, excerpt="مقتطف"), version=version)
    assert isinstance(entry, RawEntry)
    assert (entry.id, entry.authors, entry.summary) == ("1", ("نور",), "مقتطف")


@pytest.mark.parametrize(
    "fields",
    [
        *({"status": status} for status in ("draft", "pending", "private", "future", "trash", "auto-draft", "inherit")),
        *({"post_type": kind} for kind in ("page", "attachment", "nav_menu_item", "revision", "wp_block", "product")),
        {"post_password": "1234"},
        {"post_password": " "},
        {"status": ""},
        {"post_type": ""},
    ],
    ids=str,
)
def test_what_not_everybody_may_read_is_no_entry(fields: dict[str, str]) -> None:
    (found,) = read(item(1, **fields))
    assert isinstance(found, Rejected)
    assert found.reason == "no published post in it"
    assert [entry.id for entry in read(item(1, **fields), item(2)) if isinstance(entry, RawEntry)] == ["2"]


def test_an_export_without_posts_says_what_it_holds() -> None:
    (found,) = read(item(1, status="draft"), attachment(2), attachment(3), item(4, post_type="<script>"))
    assert isinstance(found, Rejected)
    assert found.hint == "It holds 2 inherit attachment, 1 draft post, 1 unknown"
    assert rejected(export()).hint == "It is empty"


def test_a_guid_is_kept_byte_for_byte() -> None:
    guid = "http://OLD.example:80/?post_type=news&p=7&x=%D8%AC جسر"
    assert one(item(7, guid=guid)).guid == guid


def test_a_post_without_guid_has_only_its_number() -> None:
    entry = one(item(7, guid=""))
    assert (entry.guid, entry.id) == (None, "7")


# --- times -----------------------------------------------------------------------------------------------------------

NO_DATE = "0000-00-00 00:00:00"


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ({}, "2024-05-30 15:00:00Z"),
        ({"post_date_gmt": NO_DATE}, "2024-05-30 18:00:00"),
        ({"post_date_gmt": ""}, "2024-05-30 18:00:00"),
        ({"post_date_gmt": NO_DATE, "post_date": NO_DATE}, "Thu, 30 May 2024 15:00:00 +0000"),
        ({"post_date_gmt": NO_DATE, "post_date": NO_DATE, "pubDate": "Mon, 30 Nov -0001 00:00:00 +0000"}, None),
        ({"post_date_gmt": "-0001-11-30 00:00:00"}, "2024-05-30 18:00:00"),
    ],
)
def test_the_date_is_gmt_else_the_sites_else_none(fields: dict[str, str], published: str | None) -> None:
    assert one(item(1, **fields)).published == published


@pytest.mark.parametrize(
    ("fields", "updated"),
    [
        ({"post_modified_gmt": NO_DATE}, "2024-05-30 19:30:00"),
        ({"post_modified_gmt": "", "post_modified": ""}, None),
    ],
)
def test_older_exports_have_no_time_of_change(fields: dict[str, str], updated: str | None) -> None:
    assert one(item(1, **fields)).updated == updated


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("نور البساتين", ("نور البساتين",)),
        ("", ()),
        ("noor", ()),
        ("Noor", ()),
        ("ADMIN2", ()),
        ("noor@post.example", ()),
    ],
)
def test_an_author_is_a_display_name_that_is_neither_login_nor_address(name: str, shown: tuple[str, ...]) -> None:
    assert one(author("noor", name), author("admin2", "المدير"), item(1)).authors == shown


def test_an_author_that_the_export_does_not_name_is_nobody() -> None:
    assert one(author("other", "آخر"), item(1)).authors == ()
    assert one(item(1, creator="")).authors == ()


def test_nothing_private_is_in_what_comes_out() -> None:
    parts = (
        author("noor", "noor@secret.example"),
        item(1, comment(), meta("_billing_email", "buyer@secret.example"), meta("_ip", "192.0.2.77")),
        item(2, comment(), post_date_gmt="nonsense", creator="x@secret.example"),
        "<item><title>x</title><dc:creator>y@secret.example</dc:creator></broken>",
    )
    told = json.dumps([dataclasses.asdict(entry) for entry in read(*parts)], ensure_ascii=False)
    assert len(read(*parts)) == 3
    for secret in ("secret.example", "192.0.2", "رأي سري", "noor"):
        assert secret not in told


# --- sections --------------------------------------------------------------------------------------------------------


def test_a_category_brings_its_parents() -> None:
    entry = one(
        category("basra", "البصرة", parent="provinces"),
        category("provinces", "محافظات", parent="iraq"),
        category("iraq", "العراق"),
        item(1, label("category", "sport", "رياضة"), label("category", "basra", "البصرة")),
    )
    assert entry.sections == ("رياضة", "البصرة", "محافظات", "العراق")


def test_categories_that_are_each_others_parent_end() -> None:
    entry = one(category("a", "أ", parent="b"), category("b", "ب", parent="a"), item(1, label("category", "a", "أ")))
    assert entry.sections == ("أ", "ب")


def test_a_parent_that_is_missing_is_left_out() -> None:
    assert one(category("a", "أ", parent="gone"), item(1, label("category", "a", "أ"))).sections == ("أ",)


# --- pictures --------------------------------------------------------------------------------------------------------

PICTURE = Image(url=f"{SITE}/9.jpg", width=1200, height=800, type="image/jpeg", alt="جسر النجوم")


def test_the_featured_image_may_stand_before_or_after_its_post() -> None:
    post, picture = item(1, meta("_thumbnail_id", "9")), attachment(9, alt="جسر النجوم")
    assert one(post, picture).image == PICTURE
    assert one(picture, post).image == PICTURE


def test_a_featured_image_that_is_not_in_the_export_is_counted() -> None:
    entry = one(item(1, meta("_thumbnail_id", "9")))
    assert entry.image is None
    assert entry.unknown == ("featured image (not in the export)",)


@pytest.mark.parametrize("value", ["", "0", "-1", "x", "٩", "9" * 30])
def test_a_featured_image_that_is_no_number_is_none(value: str) -> None:
    assert one(item(1, meta("_thumbnail_id", value)), attachment(9)).image is None


def test_a_size_that_nobody_believes_is_unknown() -> None:
    image = one(item(1, meta("_thumbnail_id", "9")), attachment(9, width=0, height=999_999)).image
    assert image is not None
    assert (image.width, image.height) == (None, None)


def test_a_gallery_shows_the_pictures_it_lists_or_the_posts_own() -> None:
    pictures = (attachment(8, post_parent="1", menu_order="2"), attachment(9, post_parent="1", menu_order="1"))
    listed = one(item(1, text='[gallery ids="8,7,9"]'), *pictures).html or ""
    own = one(item(1, text="[gallery]"), *pictures).html or ""
    assert listed.index("/8.jpg") < listed.index("/9.jpg")
    assert own.index("/9.jpg") < own.index("/8.jpg")
    assert one(item(2, text="[gallery]"), *pictures).html is None


# --- content ---------------------------------------------------------------------------------------------------------


def test_a_cdata_section_that_ends_in_the_text_is_whole() -> None:
    assert one(item(1, text="<p>if (a[b[0]]>1)</p>")).html == "<p>if (a[b[0]]>1)</p>"


def test_shortcodes_that_went_are_named() -> None:
    assert one(item(1, text="نص\n\n[ad_banner]\n\n[ad_banner]")).unknown == ("[ad_banner] (shortcode)",) * 2


def test_a_post_without_text_is_its_title() -> None:
    assert one(item(1, text="")).html is None


def test_an_article_longer_than_any_is_rejected_and_the_next_taken() -> None:
    entries = read(item(1, text="ن" * 16_000_001), item(2))
    assert isinstance(entries[0], Rejected)
    assert (entries[0].place, entries[0].field) == ("site.xml:9", "content:encoded")
    assert isinstance(entries[1], RawEntry)


# --- broken files, other files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("cut", [b"</channel>", b"</item>", b"]]></content", b"<wp:post_id>2"])
def test_what_came_before_the_break_is_taken(cut: bytes) -> None:
    content = export(item(1), item(2))
    entries = list(wxr.read([content[: content.rindex(cut)]], "site.xml"))
    last = entries.pop()
    assert [entry.id for entry in entries if isinstance(entry, RawEntry)] == ["1", "2"][: 2 if b"channel" in cut else 1]
    assert isinstance(last, Rejected)
    assert last.reason == "the export breaks off"


def test_broken_xml_is_told_with_its_line() -> None:
    content = export(item(1), "<oops></wrong>", item(2))
    taken, told = wxr.read([content], "site.xml")
    line = content[: content.index(b"<oops>")].count(b"\n") + 1
    assert isinstance(taken, RawEntry)
    assert told == Rejected(
        place=f"site.xml:{line}", field="", reason="broken XML: mismatched tag", hint="Export again"
    )


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title><item/></channel></rss>', "an RSS feed"),
        (b'<rss version="2.0"><channel><title>x</title></channel></rss>', "an RSS feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>', "an Atom feed"),
        (b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', "an RSS 1.0 feed"),
        (b'<opml version="2.0"/>', "an OPML list of feeds"),
        (b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "a sitemap"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"/>', "a web page"),
        (b"<books/>", "XML that begins with <books>"),
    ],
)
def test_what_is_no_export_is_refused_by_its_name(content: bytes, what: str) -> None:
    found = rejected(content)
    assert found.reason == f"{what}, wanted a WordPress export (WXR)"
    assert "Export" in found.hint


def test_an_export_of_another_version_is_refused() -> None:
    content = export(item(1)).replace(b"<wp:wxr_version>1.2<", b"<wp:wxr_version>2.0<")
    assert rejected(content).reason == "a WordPress export of an unknown version ('2.0')"


BILLION = b'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
ELSEWHERE = b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">'


@pytest.mark.parametrize("doctype", [BILLION, OUTSIDE, ELSEWHERE, b"<!DOCTYPE rss>"])
def test_a_doctype_is_refused(doctype: bytes) -> None:
    content = export(item(1, title="&b;")).replace(b"<rss ", doctype + b"<rss ", 1)
    assert "DOCTYPE" in rejected(content).reason


def test_an_entity_that_nobody_declared_is_broken_xml() -> None:
    content = export(item(1)).replace("خبر 1".encode(), b"&xxe;")
    assert rejected(content).reason == "broken XML: undefined entity"


def test_an_error_of_the_source_is_told_after_what_came_before() -> None:
    def failing() -> Iterable[bytes]:
        yield export(item(1), item(2)).removesuffix(b"</channel>\n</rss>\n")
        raise InputError("the packed file ends too early")

    entries = list(wxr.read(failing(), "site.xml"))
    assert [type(entry) for entry in entries] == [RawEntry, RawEntry, Rejected]
    assert isinstance(entries[2], Rejected)
    assert entries[2].reason == "the packed file ends too early"
    assert entries[2].place.startswith("site.xml:")


@pytest.mark.parametrize(
    ("value", "expires"),
    [
        ("1717100000", 1717100000),
        ("2024-06-30 18:00:00", "2024-06-30 18:00:00"),
        ("", None),
        ("0", None),
        ("000", None),
    ],
)
def test_a_post_expires_when_the_named_meta_field_says(value: str, expires: str | int | None) -> None:
    content = [export(item(1, meta("", "7"), meta("_expiration-date", value)))]
    (entry,) = wxr.read(content, "site.xml", "_expiration-date")
    (unasked,) = wxr.read(content, "site.xml")
    assert isinstance(entry, RawEntry)
    assert isinstance(unasked, RawEntry)
    assert (entry.expires, unasked.expires) == (expires, None)
