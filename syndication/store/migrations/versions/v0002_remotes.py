"""What is known of the sites that articles are fetched from: how far, which posts, and which of them are missing.

A migration is never edited once it is released and imports nothing of ours: it says what the schema was then.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NUMBER = sa.BigInteger().with_variant(sa.INTEGER(), "sqlite")


def number(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, NUMBER, nullable=nullable, autoincrement=False)


def upgrade() -> None:
    op.create_table(
        "remote_site",
        sa.Column("site", sa.Text(), nullable=False),
        number("since"),
        number("listed_at"),
        sa.PrimaryKeyConstraint("site"),
    )
    op.create_table(
        "remote_post",
        sa.Column("site", sa.Text(), nullable=False),
        number("post", nullable=False),
        number("modified"),
        number("article"),
        number("missing_since"),
        sa.ForeignKeyConstraint(["article"], ["article.arrived"]),
        sa.PrimaryKeyConstraint("site", "post"),
        sqlite_with_rowid=False,
    )
