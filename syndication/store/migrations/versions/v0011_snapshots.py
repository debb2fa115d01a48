"""Snapshots of the index of related articles, so that it need not count the words of the last days at each start.

A migration is never edited once it is released and imports nothing of ours: it says what the schema was then.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import sqlite

revision = "0011"
down_revision = "0010"

Number = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "snapshot",
        sa.Column("language", sa.Text, primary_key=True),
        sa.Column("since", Number, primary_key=True, autoincrement=False),
        sa.Column("epoch", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("cursor", Number, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
