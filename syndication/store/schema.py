"""The tables, on both engines alike.

Times are whole seconds since 1970; numbers are those of the log. Migrations build the same database (a test compares
them), so a change here is a new file in ``migrations/versions`` and a new `VERSION`.

Two things decide how tables look:

* PostgreSQL's b-tree refuses a key above 2,704 bytes, and ids, URLs and titles are other people's and of any length.
  Columns that are only compared for equality have a hash index there. That (outlet, id) is given once follows from
  ``key``, which is a hash of both and unique.
* SQLite reads a row from its front: short columns come first, so that a look at ``touched`` never walks through a body.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

#: The newest migration. `engine.Store.open` compares it with the database before it imports Alembic.
VERSION = "0012"

metadata = sa.MetaData()

#: A number of the log, or seconds. On SQLite only a column of the type INTEGER can be the row's own number.
Number = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")

log = sa.Table(
    "log",
    metadata,
    sa.CheckConstraint("one = 1", name="log_one"),
    # One row; the primary key is only there so that there can't be two.
    sa.Column("one", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("epoch", sa.Text, nullable=False),
    sa.Column("revision", Number, nullable=False),
    sa.Column("at", Number, nullable=False),
    sa.Column("horizon", Number, nullable=False),
)

settings = sa.Table(
    "settings",
    metadata,
    sa.CheckConstraint("one = 1", name="settings_one"),
    sa.Column("one", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("at", Number, nullable=False),
)

article = sa.Table(
    "article",
    metadata,
    sa.Column("arrived", Number, primary_key=True, autoincrement=False),
    sa.Column("revision", Number, nullable=False),
    sa.Column("touched", Number, nullable=False),
    sa.Column("touched_at", Number, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("state_at", Number, nullable=False),
    sa.Column("first_seen", Number, nullable=False),
    sa.Column("shown_updated", Number, nullable=False),
    sa.Column("published", Number),
    sa.Column("source_updated", Number),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("outlet", sa.Text, nullable=False),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("publisher_id", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("canonical_url", sa.Text),
    sa.Column("twin", sa.Text),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("text_hash", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("title_fold", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("sections", sa.Text, nullable=False),  # JSON, like the five below
    sa.Column("authors", sa.Text, nullable=False),
    sa.Column("tags", sa.Text, nullable=False),
    sa.Column("image", sa.Text, nullable=False),
    sa.Column("enclosures", sa.Text, nullable=False),
    sa.Column("picks", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("html", sa.Text, nullable=False),
    sa.Column("expires", Number),  # added later, so it stands behind the bodies; only whole articles need it
    sa.Column("form", sa.Text, nullable=False, server_default="record"),  # likewise
    sa.Column("reason", sa.Text, nullable=False, server_default=""),  # of a withdrawal; never published
    sa.Column("credit", sa.Text, nullable=False, server_default=""),  # JSON; of other outlets' articles
    sa.Column("backlog", sa.Boolean, nullable=False, server_default=sa.false()),
)
sa.Index("article_key", article.c.key, unique=True)
sa.Index("article_revision", article.c.revision)
sa.Index("article_touched", article.c.touched)
for _name in ("id", "publisher_id", "canonical_url", "twin", "title_fold"):
    sa.Index(f"article_{_name}", article.c[_name], postgresql_using="hash")

alike = sa.Table(
    "alike",
    metadata,
    # Those that share a URL or a twin with another article, now or before: all that may be copies. See `copies`.
    sa.Column("article", Number, primary_key=True, autoincrement=False),
)

label = sa.Table(
    "label",
    metadata,
    sa.Column("article", Number, sa.ForeignKey("article.arrived"), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("sort", Number, nullable=False),  # published; 0 for undated
    sa.Column("gone", Number),  # the number at which the article left; null while it is there
    sa.Column("gone_at", Number),
    sqlite_with_rowid=False,
)
_there, _gone = label.c.gone.is_(None), label.c.gone.is_not(None)
sa.Index(  # what a page reads
    "label_page",
    label.c.kind,
    label.c.key,
    label.c.sort.desc(),
    label.c.article.desc(),
    sqlite_where=_there,
    postgresql_where=_there,
)
sa.Index("label_gone", label.c.kind, label.c.key, label.c.gone, sqlite_where=_gone, postgresql_where=_gone)
sa.Index("label_tombstone", label.c.kind, label.c.key, label.c.sort, sqlite_where=_gone, postgresql_where=_gone)
sa.Index("label_left", label.c.gone, sqlite_where=_gone, postgresql_where=_gone)  # what a follower asks

name = sa.Table(
    "name",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

related = sa.Table(
    "related",
    metadata,
    # No foreign keys: 20 rows an article, written only by the relater, and dropped with the article by `links.forget`.
    sa.Column("article", Number, primary_key=True, autoincrement=False),
    sa.Column("other", Number, primary_key=True, autoincrement=False),
    sa.Column("score", sa.Float(53), nullable=False),
    sqlite_with_rowid=False,
)
sa.Index("related_other", related.c.other)

in_story = sa.Table(
    "in_story",
    metadata,
    sa.Column("article", Number, primary_key=True, autoincrement=False),
    sa.Column("story", Number, nullable=False),  # the founder: the member with the smallest number; itself if alone
    sa.Column("born", sa.Boolean, nullable=False),  # joined in the relater's first write for the article
    sa.Column("time", Number, nullable=False),  # published; of undated ones, first seen
)
sa.Index("in_story_story", in_story.c.story, in_story.c.article)
sa.Index("in_story_time", in_story.c.time, in_story.c.story)

pick = sa.Table(
    "pick",
    metadata,
    sa.Column("article", Number, sa.ForeignKey("article.arrived"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("other", Number),
    sa.Column("ref", sa.Text),
    sa.Column("canonical_url", sa.Text),
    sa.Column("title_fold", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("teaser", sa.Text, nullable=False),
    sa.Column("url", sa.Text),
    sqlite_with_rowid=False,
)
sa.Index("pick_other", pick.c.other)
for _name in ("ref", "canonical_url", "title_fold"):
    sa.Index(f"pick_{_name}", pick.c[_name], postgresql_using="hash")

shown = sa.Table(
    "shown",
    metadata,
    sa.Column("article", Number, sa.ForeignKey("article.arrived"), primary_key=True),
    sa.Column("place", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("other", Number),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("url", sa.Text),
    sa.Column("teaser", sa.Text, nullable=False),
    sa.Column("language", sa.Text),
    sa.Column("source", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
sa.Index("shown_other", shown.c.other)

pending = sa.Table(
    "pending",
    metadata,
    sa.Column("article", Number, primary_key=True, autoincrement=False),
)

due = sa.Table(
    "due",
    metadata,
    sa.Column("article", Number, sa.ForeignKey("article.arrived"), primary_key=True, autoincrement=False),
    sa.Column("at", Number, nullable=False),
    sa.Column("next_state", sa.Text, nullable=False),
)
sa.Index("due_at", due.c.at)

follower = sa.Table(
    "follower",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("epoch", sa.Text, nullable=False),
    sa.Column("cursor", Number, nullable=False),
    sa.Column("at", Number, nullable=False),
)

lease = sa.Table(
    "lease",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("token", sa.Text, nullable=False),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("until", Number, nullable=False),
)

remote_site = sa.Table(
    "remote_site",
    metadata,
    sa.Column("site", sa.Text, primary_key=True),
    sa.Column("since", Number),  # all modifications up to this time are taken in
    sa.Column("listed_at", Number),  # when all its posts were last listed
)

remote_post = sa.Table(
    "remote_post",
    metadata,
    sa.Column("site", sa.Text, primary_key=True),
    sa.Column("post", Number, primary_key=True),
    sa.Column("modified", Number),
    sa.Column("article", Number, sa.ForeignKey("article.arrived")),  # null: it was not taken in
    sa.Column("missing_since", Number),  # the first listing without it; null while it is listed
    sqlite_with_rowid=False,
)

source = sa.Table(
    "source",
    metadata,
    sa.Column("slug", sa.Text, primary_key=True),
    sa.Column("paused", sa.Boolean, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),  # why it is paused
    sa.Column("purged_at", Number),
    sa.Column("first_at", Number),  # its first good fetch
    sa.Column("token", sa.Text, nullable=False),  # of the worker that fetches it now; empty: none
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("until", Number, nullable=False),
    sqlite_with_rowid=False,
)

feed = sa.Table(
    "feed",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),  # hash of the URL in the settings, which is of any length
    sa.Column("next_at", Number, nullable=False),
    sa.Column("stopped", sa.Boolean, nullable=False),  # it said that it is gone for good
    sa.Column("tried_at", Number),
    sa.Column("ok_at", Number),
    sa.Column("full_at", Number),  # when it last gave its whole document
    sa.Column("changed_at", Number),  # when it last gave something new
    sa.Column("failures", sa.Integer, nullable=False),  # in a row
    sa.Column("status", sa.Integer),  # of the last answer; null: there was none
    sa.Column("interval", sa.Integer, nullable=False),  # seconds until the next fetch, as last planned
    sa.Column("entries", sa.Integer, nullable=False),  # in its last document
    sa.Column("moved_since", Number),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("address", sa.Text),  # where it has moved to for good
    sa.Column("moved_to", sa.Text),  # where it says that it has moved, since `moved_since`
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("body_hash", sa.Text, nullable=False),
    sa.Column("rhythm", sa.Text, nullable=False),  # JSON: times of its newest entries
    sa.Column("said", sa.Text, nullable=False),  # JSON: what it says of itself
    sa.Column("seen", sa.LargeBinary, nullable=False),  # hashes of its entries, see `flows.seen`
)
sa.Index("feed_next_at", feed.c.next_at)

rejected = sa.Table(
    "rejected",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("entry", Number, primary_key=True, autoincrement=False),  # hash of the entry, as in `feed.seen`
    sa.Column("at", Number, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
sa.Index("rejected_at", rejected.c.at)

host = sa.Table(
    "host",
    metadata,
    sa.Column("host", sa.Text, primary_key=True),  # scheme, name and port: robots.txt belongs to these
    sa.Column("slow_until", Number),
    sa.Column("robots_at", Number),
    sa.Column("robots_status", sa.Integer),
    sa.Column("robots", sa.Text),
)

snapshot = sa.Table(
    "snapshot",
    metadata,
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("since", Number, primary_key=True, autoincrement=False),
    sa.Column("epoch", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("cursor", Number, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

searched = sa.Table(
    "searched",
    metadata,
    sa.Column("place", Number, primary_key=True, autoincrement=False),  # see `search`; FTS5 calls it its rowid
    sa.Column("article", Number, nullable=False),
    sa.Column("words", sa.Text, nullable=False),  # folded, parted by blanks
)
sa.Index("searched_article", searched.c.article, unique=True)
# The index over the words is each engine's own.
_WORDS_INDEX = {
    "sqlite": "CREATE VIRTUAL TABLE search USING fts5(words, content='searched', content_rowid='place', "
    "tokenize='unicode61 remove_diacritics 0')",
    "postgresql": "CREATE INDEX searched_words ON searched USING gin (to_tsvector('simple'::regconfig, words))",
}


@sa.event.listens_for(searched, "after_create")
def _index_words(table: sa.Table, connection: sa.Connection, **_: object) -> None:
    connection.exec_driver_sql(_WORDS_INDEX[connection.dialect.name])


@sa.event.listens_for(searched, "before_drop")
def _drop_words(table: sa.Table, connection: sa.Connection, **_: object) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE search")
