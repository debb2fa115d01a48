"""What is known of the outlets that are read: their state, their feeds, their servers, and what was not taken in.

A migration is never edited once it is released and imports nothing of ours: it says what the schema was then.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import sqlite

revision = "0007"
down_revision = "0006"

Number = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("slug", sa.Text, primary_key=True),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("purged_at", Number),
        sa.Column("first_at", Number),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("until", Number, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feed",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("next_at", Number, nullable=False),
        sa.Column("stopped", sa.Boolean, nullable=False),
        sa.Column("tried_at", Number),
        sa.Column("ok_at", Number),
        sa.Column("full_at", Number),
        sa.Column("changed_at", Number),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("interval", sa.Integer, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("moved_since", Number),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("address", sa.Text),
        sa.Column("moved_to", sa.Text),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("body_hash", sa.Text, nullable=False),
        sa.Column("rhythm", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("seen", sa.LargeBinary, nullable=False),
    )
    op.create_index("feed_next_at", "feed", ["next_at"])
    op.create_table(
        "rejected",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("entry", Number, primary_key=True, autoincrement=False),
        sa.Column("at", Number, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("rejected_at", "rejected", ["at"])
    op.create_table(
        "host",
        sa.Column("host", sa.Text, primary_key=True),
        sa.Column("slow_until", Number),
        sa.Column("robots_at", Number),
        sa.Column("robots_status", sa.Integer),
        sa.Column("robots", sa.Text),
    )
