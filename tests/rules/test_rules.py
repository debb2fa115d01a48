"""Each rule has a hand-written document that it alone finds fault with; our golden feeds and pages keep all rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.tables import TABLES, problems

DATA = Path(__file__).parents[1] / "data"
NAMED = [(ext, rule.name) for ext, table in TABLES.items() for rule in table]
GOLDEN = sorted(path for path in (DATA / "out" / "render").iterdir() if path.suffix[1:] in TABLES)


def fixture(ext: str, name: str) -> bytes:
    return (DATA / "rules" / ext / f"{name}.{ext}").read_bytes()


@pytest.mark.parametrize(("ext", "name"), NAMED)
def test_a_document_that_breaks_one_rule_is_found_by_that_rule_alone(ext: str, name: str) -> None:
    assert list(problems(ext, fixture(ext, name))) == [name]


@pytest.mark.parametrize("ext", TABLES)
def test_a_document_with_all_that_a_format_has_keeps_every_rule(ext: str) -> None:
    assert problems(ext, fixture(ext, "right")) == {}


def test_every_rule_has_its_document_and_its_paragraph() -> None:
    written = {(path.suffix[1:], path.stem) for path in (DATA / "rules").glob("*/*") if path.stem != "right"}
    assert written == set(NAMED)
    assert len(NAMED) == len(set(NAMED)), "a name stands twice"
    assert all(rule.source.startswith("https://") for table in TABLES.values() for rule in table)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.name)
def test_the_golden_feeds_and_pages_keep_every_rule(path: Path) -> None:
    assert problems(path.suffix[1:], path.read_bytes()) == {}


@pytest.mark.parametrize("ext", TABLES)
def test_no_rule_raises_at_what_is_no_feed(ext: str) -> None:
    for data in (
        b"",
        b"{}",
        b"[]",
        b"<html/>",
        b"<rss version='2.0'/>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'/>",
    ):
        assert problems(ext, data) != {}
