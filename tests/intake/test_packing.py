"""What goes from one process to the other comes out as it was."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from syndication.errors import InputError
from syndication.intake.packing import packed
from syndication.model import Article, Credit, Image, Origin, SourceFeed

_CREDIT = Credit(source="star", title="نجم", updated=datetime(2026, 5, 14, tzinfo=UTC), authors=("أ", "ب"))


@dataclass(frozen=True, slots=True)
class _Single:
    """One field: of these no tuple is made."""

    words: tuple[str, ...]


@dataclass(slots=True)
class _Mutable:
    """Not frozen: pickle knows its slots."""

    words: list[str]
    number: int = 0


@dataclass
class _Open:
    """Without slots."""

    words: list[str]


@pytest.mark.parametrize(
    "value",
    [
        Article(id="a", key="k", title="خبر", credit=_CREDIT, image=Image(url="https://a.example/1.jpg"), tags=("x",)),
        Origin(),
        SourceFeed(url="https://a.example/feed"),
        _Single(("a",)),
        _Mutable(["a"]),
        _Open(["a"]),
        (True, {"zone": ZoneInfo("Asia/Baghdad"), "known": frozenset({1, 2})}),
        None,
    ],
)
def test_a_value_comes_out_as_it_was(value: object) -> None:
    assert pickle.loads(packed(value)) == value


def test_what_was_one_value_is_one_afterwards() -> None:
    one, other = pickle.loads(packed((_CREDIT, _CREDIT)))
    assert one is other


def test_an_error_keeps_its_words() -> None:
    with pytest.raises(InputError, match="too deep"):
        raise pickle.loads(packed(InputError("too deep", where="html")))
