"""When an article leaves all feeds by itself.

A migration is never edited once it is released and imports nothing of ours: it says what the schema was then.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NUMBER = sa.BigInteger().with_variant(sa.INTEGER(), "sqlite")


def upgrade() -> None:
    op.add_column("article", sa.Column("expires", NUMBER, nullable=True))
