"""Whether an article is known from page text alone.

A migration is never edited once it is released and imports nothing of ours: it says what the schema was then.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("article", sa.Column("form", sa.Text, nullable=False, server_default="record"))
    # Until now it was told by what is missing; the ids of page text are made of its words.
    op.execute(
        "UPDATE article SET form = 'page' WHERE publisher_id IS NULL AND canonical_url IS NULL AND published IS NULL "
        "AND twin IS NOT NULL AND substr(id, 1, 4) = 'tag:' AND substr(id, length(id) - 16) = ':' || twin"
    )
