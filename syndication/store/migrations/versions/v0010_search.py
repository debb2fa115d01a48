"""The words of every article, for searching.

A migration is never edited once it is released and imports nothing of ours: it says what the schema was then.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import sqlite

revision = "0010"
down_revision = "0009"

Number = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "searched",
        sa.Column("place", Number, primary_key=True, autoincrement=False),
        sa.Column("article", Number, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )
    op.create_index("searched_article", "searched", ["article"], unique=True)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search USING fts5(words, content='searched', content_rowid='place', "
            "tokenize='unicode61 remove_diacritics 0')"
        )
    else:
        op.execute("CREATE INDEX searched_words ON searched USING gin (to_tsvector('simple'::regconfig, words))")
