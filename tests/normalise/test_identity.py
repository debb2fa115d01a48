from __future__ import annotations

import re

import pytest

from syndication.errors import InputError
from syndication.model import RawEntry
from syndication.normalise.identity import MAX_ID_BYTES, is_usable, public_id, publisher_id, twin

TAG = "moon.example,2024-01-01"
TWIN = twin("جسر النجوم", "فتح الجسر صباح اليوم.")


def entry(id: str | None = None, guid: str | None = None) -> RawEntry:
    return RawEntry(place="a:1", id=id, guid=guid, title="جسر النجوم")


@pytest.mark.parametrize(
    "guid", ["http://old.moon.example/?p=7", " spaced ", "cafe\u0301", "urn:uuid:1", "https://moon.example/A%20b", "١٢"]
)
def test_a_guid_is_kept_byte_for_byte(guid: str) -> None:
    assert public_id(entry("7", guid), TAG, "moon.example/7", TWIN) == guid


def test_an_id_becomes_a_tag_uri_of_allowed_characters() -> None:
    assert public_id(entry("sn-00:1/x"), TAG, None, TWIN) == "tag:moon.example,2024-01-01:sn-00:1/x"
    assert public_id(entry("خبر 7#%"), TAG, None, None) == f"tag:{TAG}:%D8%AE%D8%A8%D8%B1%207%23%25"


def test_without_an_id_the_address_and_then_the_words_name_the_article() -> None:
    by_address = public_id(entry(), TAG, "moon.example/7", TWIN)
    by_words = public_id(entry(), TAG, None, TWIN)
    assert re.fullmatch(f"tag:{TAG}:[0-9a-f]{{16}}", by_address)
    assert by_words == f"tag:{TAG}:{TWIN}"
    assert by_address != by_words


def test_nothing_to_name_it_by_is_an_error() -> None:
    with pytest.raises(InputError, match="no id, no address and no text"):
        public_id(entry(), TAG, None, None)


@pytest.mark.parametrize("bad", ["a\0b", "\ud800", "x" * (MAX_ID_BYTES + 1), "خ" * MAX_ID_BYTES, " \n ", "\ufffe"])
def test_an_id_that_documents_cannot_carry_is_refused_not_repaired(bad: str) -> None:
    assert not is_usable(bad)
    for raw, field in ((entry(guid=bad), "guid"), (entry(id=bad), "id")):
        with pytest.raises(InputError) as caught:
            public_id(raw, TAG, None, TWIN)
        assert caught.value.where == field


def test_the_twin_does_not_see_quotation_marks_vowel_signs_and_white_space() -> None:
    assert twin("“جسرُ” النجوم", "فتح  الجسر\nصباح اليوم") == TWIN
    assert twin("جسر النجوم", "أغلق الجسر") != TWIN
    assert TWIN is not None
    assert re.fullmatch("[0-9a-f]{16}", TWIN)


def test_a_title_alone_has_no_twin() -> None:
    assert twin("عاجل", "") is None


@pytest.mark.parametrize(
    ("id", "guid", "wanted"),
    [
        ("7", None, "7"),
        ("7", "https://moon.example/?p=9", "7"),
        (None, "https://moon.example/?p=9", "9"),
        (None, "http://moon.example/?post_type=post&p=9", "9"),
        (None, "https://moon.example/?page_id=9", None),
        (None, "https://moon.example/?p=9#x", None),
        ("same", "same", None),
        (None, None, None),
    ],
)
def test_the_publishers_own_id_is_given_or_the_number_of_the_post(
    id: str | None, guid: str | None, wanted: str | None
) -> None:
    assert publisher_id(entry(id, guid)) == wanted
