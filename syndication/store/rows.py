"""Between an Article and its row: the one place that knows which column holds which field."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from syndication.model import Article, Credit, Enclosure, Image, Pick, Stored
from syndication.store import schema
from syndication.store.sql import AnyRow
from syndication.text.fold import fold

_c = schema.article.c

#: Credits that are remembered as JSON: a batch has a few dozen, each of a whole feed.
_CREDITS = 64
# `json.dumps` with options would make an encoder a call, eight times an article.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

#: All that `stored` reads, in its order.
COLUMNS: tuple[sa.Column[Any], ...] = (
    _c.arrived,
    _c.revision,
    _c.touched,
    _c.touched_at,
    _c.state,
    _c.first_seen,
    _c.shown_updated,
    _c.reason,
    _c.published,
    _c.source_updated,
    _c.expires,
    _c.key,
    _c.outlet,
    _c.id,
    _c.publisher_id,
    _c.url,
    _c.canonical_url,
    _c.twin,
    _c.form,
    _c.language,
    _c.hash,
    _c.text_hash,
    _c.title,
    _c.summary,
    _c.sections,
    _c.authors,
    _c.tags,
    _c.image,
    _c.enclosures,
    _c.picks,
    _c.credit,
    _c.backlog,
    _c.text,
    _c.html,
)


def moment(seconds: int) -> datetime:
    """Seconds since 1970 as the model's time."""
    return datetime.fromtimestamp(seconds, UTC)


def seconds(value: datetime) -> int:
    """The model's time as seconds since 1970."""
    return int(value.timestamp())


def _seconds(value: datetime | None) -> int | None:
    return None if value is None else int(value.timestamp())


def _moment(value: int | None) -> datetime | None:
    return None if value is None else datetime.fromtimestamp(value, UTC)


def _dump(value: Any) -> str:
    """Compact JSON; nothing at all for what is empty, which is most of it."""
    return _encode(value) if value else ""


def _fields(value: Image | Enclosure | Pick) -> dict[str, Any]:
    """`dataclasses.asdict` without its deep copies, which take longer than the INSERT."""
    return {name: getattr(value, name) for name in value.__slots__}


@lru_cache(_CREDITS)
def _dumped(credit: Credit) -> str:
    """As JSON; what is empty is left out."""
    fields = {name: value for name in credit.__slots__ if (value := getattr(credit, name))}
    return _dump({**fields, "updated": seconds(credit.updated)} if credit.updated else fields)


def credit(text: str) -> Credit | None:
    """A column ``credit`` as the model's value; None for an own article."""
    if not text:
        return None
    fields = json.loads(text)
    authors, updated = tuple(fields.pop("authors", ())), _moment(fields.pop("updated", None))
    return Credit(**fields, authors=authors, updated=updated)


def _load(text: str) -> tuple[Any, ...]:
    return tuple(json.loads(text)) if text else ()


def content(article: Article) -> dict[str, Any]:
    """The columns of an article's content: all that a correction may change, never ``id``, ``key`` and ``outlet``."""
    return {
        "published": _seconds(article.published),
        "source_updated": _seconds(article.updated),
        "expires": _seconds(article.expires),
        "publisher_id": article.publisher_id,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "twin": article.twin,
        "form": article.form,
        "language": article.language,
        "hash": article.hash,
        "text_hash": article.text_hash,
        "title": article.title,
        "title_fold": fold(article.title),
        "summary": article.summary,
        "sections": _dump(article.sections),
        "authors": _dump(article.authors),
        "tags": _dump(article.tags),
        "image": _dump(article.image and _fields(article.image)),
        "enclosures": _dump([_fields(each) for each in article.enclosures]),
        "picks": _dump([_fields(each) for each in article.picks]),
        "credit": _dumped(article.credit) if article.credit else "",
        "backlog": article.backlog,
        "text": article.text,
        "html": article.html,
    }


#: The columns of `content`, in its order.
CONTENT: tuple[str, ...] = tuple(content(Article(id="", key="", title="")))

#: What is left of a withdrawn article: what identifies it and when it was. The rest is emptied.
WIPED: dict[str, Any] = {
    "url": None,
    "hash": "",
    "text_hash": "",
    **dict.fromkeys(("title", "title_fold", "summary", "sections", "authors", "tags", "image"), ""),
    **dict.fromkeys(("enclosures", "picks", "credit", "text", "html"), ""),
}


def stored(row: AnyRow) -> Stored:
    """A row of `COLUMNS` as the model's value."""
    article = Article(
        id=row.id,
        key=row.key,
        outlet=row.outlet,
        publisher_id=row.publisher_id,
        url=row.url,
        canonical_url=row.canonical_url,
        twin=row.twin,
        form=row.form,
        title=row.title,
        summary=row.summary,
        html=row.html,
        text=row.text,
        language=row.language,
        published=_moment(row.published),
        updated=_moment(row.source_updated),
        expires=_moment(row.expires),
        sections=_load(row.sections),
        authors=_load(row.authors),
        tags=_load(row.tags),
        image=Image(**json.loads(row.image)) if row.image else None,
        enclosures=tuple(Enclosure(**each) for each in _load(row.enclosures)),
        picks=tuple(Pick(**each) for each in _load(row.picks)),
        credit=credit(row.credit),
        backlog=row.backlog,
        hash=row.hash,
        text_hash=row.text_hash,
    )
    return Stored(
        article=article,
        state=row.state,
        arrived=row.arrived,
        revision=row.revision,
        touched=row.touched,
        touched_at=moment(row.touched_at),
        first_seen=moment(row.first_seen),
        shown_updated=moment(row.shown_updated),
        reason=row.reason,
    )
