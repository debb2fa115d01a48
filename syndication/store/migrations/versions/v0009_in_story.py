"""Stories say what tells of the same event, so pairs need not; and when each member was published, for the biggest.

Everything is related anew, since older stores have pairs and no stories. Until that is done entries show what they
show.

A migration is never edited once it is released and imports nothing of ours: it says what the schema was then.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import sqlite

revision = "0009"
down_revision = "0007"

Number = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")


def upgrade() -> None:
    # Nothing has written to it yet.
    op.drop_table("in_story")
    op.create_table(
        "in_story",
        sa.Column("article", Number, primary_key=True, autoincrement=False),
        sa.Column("story", Number, nullable=False),
        sa.Column("born", sa.Boolean, nullable=False),
        sa.Column("time", Number, nullable=False),
    )
    op.create_index("in_story_story", "in_story", ["story", "article"])
    op.create_index("in_story_time", "in_story", ["time", "story"])
    # Made anew: PostgreSQL would keep the dropped column's place, SQLite would rewrite every row.
    op.drop_table("related")
    op.create_table(
        "related",
        sa.Column("article", Number, primary_key=True, autoincrement=False),
        sa.Column("other", Number, primary_key=True, autoincrement=False),
        sa.Column("score", sa.Float(53), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("related_other", "related", ["other"])
    op.execute("DELETE FROM follower WHERE name = 'relate'")
