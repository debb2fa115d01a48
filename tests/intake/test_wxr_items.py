from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.errors import InputError
from syndication.intake import wxr_items
from syndication.intake.wxr_items import Head, Item, items
from tests.intake.exports import author, category, comment, export, item, label, meta

FIELDS = frozenset(("title", "guid", "category", "content:encoded", "wp:post_id"))
META = frozenset(("_thumbnail_id",))


def read(content: bytes | Iterable[bytes], head: Head | None = None) -> list[Item]:
    blocks = [content] if isinstance(content, bytes) else content
    return list(items(blocks, head or Head(), FIELDS, META))


def fault(content: bytes | Iterable[bytes]) -> InputError:
    with pytest.raises(InputError) as raised:
        read(content)
    return raised.value


def test_an_item_holds_what_was_asked_for_and_nothing_else() -> None:
    more = (label("post_tag", "x", "جسر"), meta("_thumbnail_id", "9"), meta("_edit_last", "1"), comment())
    (found,) = read(export(item(1, *more)))
    assert set(found.fields) == FIELDS - {"category"}
    assert found.fields["content:encoded"] == "نص الخبر."
    assert found.labels == [wxr_items.Label("post_tag", "x", "جسر")]
    assert found.meta == {"_thumbnail_id": "9"}


def test_the_head_is_known_before_the_first_item() -> None:
    head = Head()
    content = export(author("noor", "نور"), category("a", "أ", parent="b"), item(1))
    next(items([content], head, FIELDS, META))
    assert head.authors == {"noor": "نور"}
    assert head.logins == {"noor"}
    assert head.categories == {"a": ("أ", "b")}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 3000), min_size=1, max_size=8))
def test_where_blocks_end_makes_no_difference(sizes: list[int]) -> None:
    content = export(author("noor", "نور"), *(item(number, text="ن]]>ص" * 50) for number in range(5)))

    def blocks() -> Iterator[bytes]:
        position = 0
        while position < len(content):
            for size in sizes:
                yield content[position : position + size]
                position += size

    assert read(blocks()) == read(content)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 3000), st.booleans())
def test_whatever_is_broken_is_our_error(noise: bytes, at: int, replace: bool) -> None:
    content = export(author("noor", "نور"), item(1), item(2))
    with suppress(InputError):
        read(content[:at] + noise + content[at + len(noise) * replace :])


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_a_character_that_xml_has_no_place_for_costs_itself_only(character: str) -> None:
    found = read(export(item(1, text=f"قبل{character}بعد"), item(2)))
    assert [each.fields["content:encoded"] for each in found] == ["قبلبعد", "نص الخبر."]


def test_a_character_cut_in_half_costs_itself_only() -> None:
    content = export(item(1, text="قبل@بعد"), item(2)).replace(b"@", b"\xd8")
    assert [each.fields["content:encoded"] for each in read(content)] == ["قبل\ufffdبعد", "نص الخبر."]


def test_a_file_in_another_encoding_than_it_says_is_refused() -> None:
    content = export(item(1, text="نص " * 1000)).decode().encode("cp1256")
    assert "not UTF-8" in fault(content).what


@pytest.mark.parametrize("encoding", ["windows-1256", "utf-16"])
def test_a_file_may_say_another_encoding(encoding: str) -> None:
    text = export(item(1, text="نص عربي")).decode().replace('encoding="UTF-8"', f'encoding="{encoding}"')
    (found,) = read(text.encode(encoding))
    assert found.fields["content:encoded"] == "نص عربي"


@pytest.mark.parametrize("encoding", ["utf-99", "big5", "x" * 40, "base64"])
def test_an_encoding_that_cannot_be_read_is_refused(encoding: str) -> None:
    content = export(item(1)).replace(b'encoding="UTF-8"', f'encoding="{encoding}"'.encode())
    assert fault(content).what in ("an encoding that can't be read", "broken XML: unknown encoding")


@pytest.mark.parametrize("before", [codecs.BOM_UTF8, b"\n\n", codecs.BOM_UTF8 + b"\n"])
def test_what_plugins_put_before_the_declaration_does_no_harm(before: bytes) -> None:
    assert len(read(before + export(item(1)))) == 1


def test_an_empty_file_is_called_empty() -> None:
    assert fault(b"").what == "the file is empty"
    assert fault(b" \n").what == "the file is empty"


def test_elements_do_not_nest_without_end() -> None:
    content = export("<a>" * 100)
    assert "nested" in fault(content).what


def test_a_comment_without_end_does_not_fill_the_memory() -> None:
    def blocks() -> Iterator[bytes]:
        yield export(item(1)).removesuffix(b"</channel>\n</rss>\n") + b"<!--"
        for _ in range(1000):
            yield b"x" * 100_000

    assert fault(blocks()).what == "a tag or comment longer than 16 MB"


def test_a_field_without_end_does_not_fill_the_memory() -> None:
    def blocks() -> Iterator[bytes]:
        before, after = export(item(1, title="@"), item(2)).split(b"@")
        yield before
        for _ in range(50):
            yield b"x" * 100_000
        yield after

    first, second = read(blocks())
    assert (first.too_long, first.fields["title"]) == ("title", "")
    assert second.too_long == ""


def test_a_long_value_that_nobody_wants_does_no_harm() -> None:
    (found,) = read(export(item(1, meta("_builder", "x" * 17_000_000))))
    assert found.too_long == ""


def test_the_head_is_bounded() -> None:
    head = Head()
    many = [author(f"a{number}", "x" * 1000) for number in range(20_050)]
    list(items([export(*many, item(1))], head, FIELDS, META))
    assert len(head.authors) == wxr_items.MAX_NAMES
    assert len(head.authors["a1"]) == wxr_items.MAX_NAME


def test_an_item_has_only_so_many_labels() -> None:
    (found,) = read(export(item(1, *[label("post_tag", "x", "x")] * 300)))
    assert len(found.labels) == wxr_items.MAX_LABELS


def test_the_first_of_two_fields_counts() -> None:
    (found,) = read(export(item(1, "<title>second</title>")))
    assert found.fields["title"] == "خبر 1"


def test_namespaces_count_and_prefixes_do_not() -> None:
    content = export(item(1)).replace(b"wp:", b"w:").replace(b"xmlns:w:", b"xmlns:w").replace(b"xmlns:wp=", b"xmlns:w=")
    (found,) = read(content)
    assert found.fields["wp:post_id"] == "1"
