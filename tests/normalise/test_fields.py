"""What `test_entry` does not reach: fields are mostly tested through whole articles."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from syndication.errors import InputError
from syndication.model import RawEntry
from syndication.normalise import fields
from syndication.text.markup import Body


def test_an_address_is_made_absolute_or_refused() -> None:
    assert fields.url("../7", "https://moon.example/a/b/") == "https://moon.example/a/7"
    assert fields.url("//moon.example/7", "http://star.example/") == "http://moon.example/7"
    assert fields.url("", "https://moon.example/") is None
    with pytest.raises(InputError):
        fields.url("javascript:alert(1)", "https://moon.example/")


@pytest.mark.parametrize("nothing", [None, "", " ", "0000-00-00 00:00:00", "Mon, 01 Jan 0001 00:00:00 +0000"])
def test_no_date_may_be_written_in_several_ways(nothing: str | None) -> None:
    assert fields.time(nothing, "published", UTC) is None


def test_a_time_that_cannot_be_read_says_where() -> None:
    assert fields.time("18/7/2025", "published", UTC) == datetime(2025, 7, 18, tzinfo=UTC)
    with pytest.raises(InputError) as caught:
        fields.time("soon", "updated", UTC)
    assert caught.value.where == "updated"


def test_a_summary_is_as_long_as_it_may_be() -> None:
    body = Body("<p>x</p>", "كلمة " * 50)
    assert len(fields.summary(RawEntry(place="a:1"), body, 40)) <= 40
    assert fields.summary(RawEntry(place="a:1", summary="<p>ملخص</p>"), body, 40) == "ملخص"


def test_where_no_section_was_chosen_there_is_none() -> None:
    assert fields.sections(RawEntry(place="a:1", sections=("Uncategorized", "محلي", "محلّي"))) == ("محلي",)
