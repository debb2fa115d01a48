from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.intake import jsonlines
from syndication.intake.streams import MAX_LINE_BYTES
from syndication.model import Enclosure, Image, Pick, RawEntry, Rejected


def read(*lines: bytes | dict[str, Any]) -> list[RawEntry | Rejected]:
    return list(jsonlines.read([x if isinstance(x, bytes) else json.dumps(x).encode() for x in lines], "a.jsonl"))


def entry(**fields: Any) -> RawEntry:
    found = read({"title": "خبر", **fields})[0]
    assert isinstance(found, RawEntry), found
    return found


def rejected(line: bytes | dict[str, Any]) -> Rejected:
    found = read(line)[0]
    assert isinstance(found, Rejected), found
    return found


def test_every_field_reaches_the_entry() -> None:
    found = entry(
        id="n-1",
        guid="https://moon.example/?p=1",
        url="https://moon.example/local/1",
        section="محلي",
        language="ar",
        author="سرمد الكمثرى",
        published="2024-05-30T18:00:00+03:00",
        updated=1717088400,
        summary="ملخص",
        content_html="<p>نص</p>",
        content_text="نص",
        tags=["ماء", "كهرباء"],
        image={"url": "https://moon.example/1.jpg", "width": 800, "height": "600", "alt": "جسر", "credit": "وكالة"},
        enclosures=[{"url": "https://moon.example/1.mp3", "type": "audio/mpeg", "length": 1200}],
        related=["n-2", {"title": "عنوان", "teaser": "بداية…"}],
    )
    assert found == RawEntry(
        place="a.jsonl:1",
        id="n-1",
        guid="https://moon.example/?p=1",
        url="https://moon.example/local/1",
        title="خبر",
        sections=("محلي",),
        language="ar",
        authors=("سرمد الكمثرى",),
        published="2024-05-30T18:00:00+03:00",
        updated=1717088400,
        summary="ملخص",
        html="<p>نص</p>",
        text="نص",
        tags=("ماء", "كهرباء"),
        image=Image(url="https://moon.example/1.jpg", width=800, height=600, alt="جسر", credit="وكالة"),
        enclosures=(Enclosure(url="https://moon.example/1.mp3", type="audio/mpeg", length=1200),),
        picks=(Pick(ref="n-2"), Pick(title="عنوان", teaser="بداية…")),
    )


def test_one_value_or_a_list_of_labels() -> None:
    assert entry(section="a", sections=["b", None, ""]).sections == ("a", "b")
    assert entry(author=["a"], authors="b").authors == ("a", "b")
    assert entry(authors=[{"name": "ليلى التوت"}, {"url": "x"}]).authors == ("ليلى التوت",)
    assert entry(author={"name": "آزاد"}).authors == ("آزاد",)
    assert entry(tags="t").tags == ("t",)
    assert entry(tags=[2024]).tags == ("2024",)


def test_a_number_is_an_id_and_null_is_no_value() -> None:
    assert entry(id=4711, guid=None, url="", summary=None).id == "4711"
    assert entry(guid=None, url="") == entry()


def test_times_may_be_words_or_unix_time() -> None:
    assert entry(published=1717088400.75).published == 1717088400
    assert entry(published="الخميس").published == "الخميس"
    assert entry(published="").published is None


def test_unknown_fields_are_named_not_refused() -> None:
    assert entry(zeta=1, alpha={"x": 1}).unknown == ("alpha", "zeta")
    many = entry(**{f"field {n:03} {'x' * 100}": n for n in range(100)}).unknown
    assert len(many) == jsonlines.MAX_UNKNOWN
    assert max(map(len, many)) == jsonlines.MAX_UNKNOWN_CHARACTERS


@pytest.mark.parametrize("image", [7, True, [], ["x"], {}, {"url": 5}, {"href": "x"}])
def test_a_wrong_image_does_not_cost_the_article(image: object) -> None:
    found = entry(image=image)
    assert found.image is None
    assert found.unknown == (("image (not understood)",) if image else ())


def test_an_image_keeps_what_of_it_is_right() -> None:
    assert entry(image="https://moon.example/1.jpg").image == Image(url="https://moon.example/1.jpg")
    odd = entry(image={"url": "u", "width": -1, "height": 10**9, "type": 5, "alt": None, "credit": []})
    assert odd.image == Image(url="u")
    assert odd.unknown == ()


def test_a_wrong_enclosure_or_pick_is_left_out_and_named_once() -> None:
    found = entry(enclosures=[5, {}, "https://moon.example/a.MP3?x=1"], related=[{}, [], False, 17, ""])
    assert found.enclosures == (Enclosure(url="https://moon.example/a.MP3?x=1", type="audio/mpeg"),)
    assert found.picks == (Pick(ref="17"),)
    assert found.unknown == ("enclosures (not understood)", "related (not understood)")


def test_an_enclosure_of_unknown_kind_and_length() -> None:
    found = entry(enclosures={"url": "https://moon.example/file", "length": "12x"}).enclosures
    assert found == (Enclosure(url="https://moon.example/file", type="application/octet-stream", length=0),)


def test_a_pick_with_an_address_can_be_found_by_it() -> None:
    assert entry(related={"title": "t", "url": "https://moon.example/2"}).picks == (
        Pick(title="t", url="https://moon.example/2", ref="https://moon.example/2"),
    )


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("id", 1.5, "found a decimal number, wanted text or a whole number"),
        ("guid", True, "found true or false, wanted text or a whole number"),
        ("url", 5, "found a number, wanted text"),
        ("title", ["x"], "found a list, wanted text"),
        ("language", {}, "found an object, wanted text"),
        ("published", True, "found true or false, wanted a date (2024-05-30T18:00:00+03:00) or Unix time"),
        ("updated", [], "found a list, wanted a date (2024-05-30T18:00:00+03:00) or Unix time"),
        ("expires", {}, "found an object, wanted a date (2024-05-30T18:00:00+03:00) or Unix time"),
        ("content_html", 5, "found a number, wanted text"),
        ("section", {"name": "x"}, "found an object, wanted text or a list of texts"),
        ("authors", False, "found true or false, wanted text or a list of texts"),
    ],
)
def test_a_wrong_type_names_field_and_what_is_wanted(field: str, value: object, reason: str) -> None:
    assert rejected({"title": "t", field: value}) == Rejected(place="a.jsonl:1", field=field, reason=reason)


def test_a_wrong_item_of_a_list_is_named_by_its_place() -> None:
    assert rejected({"title": "t", "tags": ["a", ["b"]]}).field == "tags[1]"
    assert rejected({"title": "t", "published": float("nan")}).field == "published"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"title": "x"', "not JSON: "),
        (b"[1]", "found a list, wanted an object"),
        (b"null", "found null, wanted an object"),
        (b'"x"', "found text, wanted an object"),
        (b'{"title": "\xff"}', "not UTF-8 at byte 12 of the line"),
        (b'{"title": "x\0"}', "the line holds a NUL byte"),
        (b"[" * 200_000, "the JSON is nested too deeply"),
        (b'{"id": ' + b"9" * 5000 + b"}", "a number has thousands of digits"),
        (b" " * MAX_LINE_BYTES + b"{}", "the line is longer than 16 MB"),
    ],
)
def test_a_broken_line_costs_itself_alone(line: bytes, reason: str) -> None:
    good = json.dumps({"title": "خبر"}).encode()
    first, broken, last = read(good, line, good)
    assert isinstance(first, RawEntry)
    assert isinstance(broken, Rejected)
    assert broken.place == "a.jsonl:2"
    assert broken.reason.startswith(reason)
    assert isinstance(last, RawEntry)
    assert last.place == "a.jsonl:3"


def test_blank_lines_and_marks_and_carriage_returns_are_nothing() -> None:
    assert [found.place for found in read(b"\xef\xbb\xbf" + b'{"title":"x"}\r', b" \r", b"", b"{}")] == [
        "a.jsonl:1",
        "a.jsonl:4",
    ]


TEXT = st.text("aئ<&\0\n\u200c\ud800", max_size=5)  # \ud800: a lone surrogate, which JSON's escapes can write
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT | st.just("url"), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from(sorted(jsonlines.FIELDS)), JSON))
def test_no_record_raises(record: dict[str, Any]) -> None:
    assert len(read(record)) == 1


@settings(max_examples=100)
@given(st.lists(st.binary(max_size=30), max_size=5))
def test_no_bytes_raise(lines: list[bytes]) -> None:
    read(*lines)
