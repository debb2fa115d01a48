"""Stories, and what other outlets' articles need: their credit, and whether they were an old stock.

A migration is never edited once it is released and imports nothing of ours: it says what the schema was then.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import sqlite

revision = "0006"
down_revision = "0005"

Number = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "in_story",
        sa.Column("article", Number, primary_key=True, autoincrement=False),
        sa.Column("story", Number, nullable=False),
        sa.Column("born", sa.Boolean, nullable=False),
    )
    op.create_index("in_story_story", "in_story", ["story", "article"])
    op.add_column("article", sa.Column("credit", sa.Text, nullable=False, server_default=""))
    op.add_column("article", sa.Column("backlog", sa.Boolean, nullable=False, server_default=sa.false()))
