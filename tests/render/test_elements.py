from __future__ import annotations

from lxml import etree

from syndication.model import Image
from syndication.render.elements import MEDIA, add_image, child, cut, join


def test_a_document_without_entries_has_no_fragments() -> None:
    assert cut(b"<channel></channel>", b"<item", b"</item>") == []


def test_cut_and_join_undo_each_other() -> None:
    document = b"<c><t/><item a='1'>x</item><item>y</item></c>"
    parts = cut(document, b"<item", b"</item>")
    assert parts == [b"<item a='1'>x</item>", b"<item>y</item>"]
    assert join(b"<c><t/></c>", b"</c>", parts) == document


def test_a_picture_without_facts_has_no_empty_attributes() -> None:
    item = etree.Element("item", nsmap={"media": MEDIA})
    add_image(item, Image(url="https://a.example/i"), described=True)
    assert etree.tostring(item).endswith(
        b'<media:content url="https://a.example/i" medium="image"/><media:thumbnail url="https://a.example/i"/></item>'
    )


def test_a_child_comes_last() -> None:
    parent = etree.fromstring("<a><b/></a>")
    child(parent, "c", "text", d="1")
    assert etree.tostring(parent) == b'<a><b/><c d="1">text</c></a>'
