"""Which articles have the URL or the text's beginning of another one, so that pages ask only of those for copies.

A migration is never edited once it is released and imports nothing of ours: it says what the schema was then.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import sqlite

revision = "0012"
down_revision = "0011"

Number = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")


def upgrade() -> None:
    op.create_table("alike", sa.Column("article", Number, primary_key=True, autoincrement=False))
    sharing = (
        f"SELECT arrived FROM article WHERE {name} IN "
        f"(SELECT {name} FROM article WHERE {name} IS NOT NULL GROUP BY {name} HAVING count(*) > 1)"
        for name in ("canonical_url", "twin")
    )
    op.execute(f"INSERT INTO alike {' UNION '.join(sharing)}")
