"""The first schema: log, articles, labels, links, leases, followers.

A migration is never edited once it is released and imports nothing of ours: it says what the schema was then.
"""

from __future__ import annotations

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.INTEGER(), "sqlite")


def number(name: str, *more: Any, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, NUMBER, *more, nullable=nullable, autoincrement=False)


def small(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.SmallInteger(), nullable=False, autoincrement=False)


def integer(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False, autoincrement=False)


def text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def of_article() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["article"], ["article.arrived"])


def upgrade() -> None:
    log()
    article()
    label()
    links()
    shown()
    jobs()


def log() -> None:
    op.create_table(
        "log",
        small("one"),
        text("epoch"),
        number("revision"),
        number("at"),
        number("horizon"),
        sa.PrimaryKeyConstraint("one"),
        sa.CheckConstraint("one = 1", name="log_one"),
    )
    op.create_table(
        "settings",
        small("one"),
        text("digest"),
        number("at"),
        sa.PrimaryKeyConstraint("one"),
        sa.CheckConstraint("one = 1", name="settings_one"),
    )
    start = sa.text("INSERT INTO log (one, epoch, revision, at, horizon) VALUES (1, :epoch, 0, 0, 0)")
    op.execute(start.bindparams(epoch=secrets.token_hex(4)))


def article() -> None:
    op.create_table(
        "article",
        *(number(name) for name in ("arrived", "revision", "touched", "touched_at")),
        text("state"),
        *(number(name) for name in ("state_at", "first_seen", "shown_updated")),
        *(number(name, nullable=True) for name in ("published", "source_updated")),
        *(text(name) for name in ("key", "outlet", "id")),
        *(text(name, nullable=True) for name in ("publisher_id", "url", "canonical_url", "twin")),
        *(text(name) for name in ("language", "hash", "text_hash", "title", "title_fold", "summary")),
        *(text(name) for name in ("sections", "authors", "tags", "image", "enclosures", "picks", "text", "html")),
        sa.PrimaryKeyConstraint("arrived"),
    )
    op.create_index("article_key", "article", ["key"], unique=True)
    op.create_index("article_revision", "article", ["revision"])
    op.create_index("article_touched", "article", ["touched"])
    for name in ("id", "publisher_id", "canonical_url", "twin", "title_fold"):
        op.create_index(f"article_{name}", "article", [name], postgresql_using="hash")
    compress()


def compress() -> None:
    """Where the server has lz4, bodies are packed with it: half the time of an import goes into pglz."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    known = sa.text("SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
    if connection.execute(known).scalar():
        for column in ("text", "html"):
            op.execute(f"ALTER TABLE article ALTER COLUMN {column} SET COMPRESSION lz4")


def label() -> None:
    op.create_table(
        "label",
        number("article"),
        text("kind"),
        text("key"),
        number("sort"),
        number("gone", nullable=True),
        number("gone_at", nullable=True),
        of_article(),
        sa.PrimaryKeyConstraint("article", "kind", "key"),
        sqlite_with_rowid=False,
    )
    there, gone = sa.text("gone IS NULL"), sa.text("gone IS NOT NULL")
    newest_first = (sa.text("sort DESC"), sa.text("article DESC"))
    op.create_index("label_page", "label", ["kind", "key", *newest_first], sqlite_where=there, postgresql_where=there)
    for name, columns in (
        ("gone", ["kind", "key", "gone"]),
        ("tombstone", ["kind", "key", "sort"]),
        ("left", ["gone"]),
    ):
        op.create_index(f"label_{name}", "label", columns, sqlite_where=gone, postgresql_where=gone)
    op.create_table(
        "name",
        text("kind"),
        text("key"),
        text("name"),
        sa.PrimaryKeyConstraint("kind", "key"),
        sqlite_with_rowid=False,
    )


def links() -> None:
    op.create_table(
        "related",
        number("article"),
        number("other"),
        sa.Column("score", sa.Float(53), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("article", "other"),
        sqlite_with_rowid=False,
    )
    op.create_index("related_other", "related", ["other"])
    same = sa.text("same")
    op.create_index("related_same", "related", ["article", "other"], sqlite_where=same, postgresql_where=same)
    op.create_table(
        "pick",
        number("article"),
        integer("position"),
        number("other", nullable=True),
        *(text(name, nullable=True) for name in ("ref", "canonical_url")),
        *(text(name) for name in ("title_fold", "title", "teaser")),
        text("url", nullable=True),
        of_article(),
        sa.PrimaryKeyConstraint("article", "position"),
        sqlite_with_rowid=False,
    )
    op.create_index("pick_other", "pick", ["other"])
    for name in ("ref", "canonical_url", "title_fold"):
        op.create_index(f"pick_{name}", "pick", [name], postgresql_using="hash")


def shown() -> None:
    op.create_table(
        "shown",
        number("article"),
        text("place"),
        integer("position"),
        number("other", nullable=True),
        text("kind"),
        text("title"),
        text("url", nullable=True),
        text("teaser"),
        text("language", nullable=True),
        text("source"),
        of_article(),
        sa.PrimaryKeyConstraint("article", "place", "position"),
        sqlite_with_rowid=False,
    )
    op.create_index("shown_other", "shown", ["other"])
    op.create_table("pending", number("article"), sa.PrimaryKeyConstraint("article"))


def jobs() -> None:
    op.create_table(
        "due",
        number("article"),
        number("at"),
        text("next_state"),
        of_article(),
        sa.PrimaryKeyConstraint("article"),
    )
    op.create_index("due_at", "due", ["at"])
    op.create_table(
        "follower",
        text("name"),
        text("epoch"),
        number("cursor"),
        number("at"),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "lease",
        text("name"),
        text("token"),
        text("holder"),
        number("until"),
        sa.PrimaryKeyConstraint("name"),
    )
