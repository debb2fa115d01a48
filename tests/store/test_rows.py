from __future__ import annotations

from dataclasses import fields

from syndication.model import Article
from syndication.store import rows, schema
from tests.store.examples import article


def test_every_field_of_an_article_has_a_column() -> None:
    renamed = {"updated": "source_updated"}
    place = {"id", "key", "outlet", "spare_id"}  # the last is never stored
    names = {renamed.get(each.name, each.name) for each in fields(Article)}
    assert names - set(rows.CONTENT) == place
    assert set(rows.CONTENT) - names == {"title_fold"}


def test_content_has_its_columns_in_order_whatever_the_article() -> None:
    assert tuple(rows.content(article(1))) == rows.CONTENT


def test_wiping_leaves_only_what_identifies_an_article_and_its_times() -> None:
    kept = {"published", "source_updated", "expires", "publisher_id", "canonical_url", "twin", "form", "language"}
    assert set(rows.CONTENT) - set(rows.WIPED) == kept | {"backlog"}


def test_a_look_at_a_row_s_numbers_never_walks_through_its_bodies() -> None:
    names = list(schema.article.columns.keys())
    # The last five are read with the whole article only.
    assert names[-7:] == ["text", "html", "expires", "form", "reason", "credit", "backlog"]
    assert names[:4] == ["arrived", "revision", "touched", "touched_at"]
