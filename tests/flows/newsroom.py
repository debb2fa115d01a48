"""An invented newsroom: settings, records, and the ways in which tests put them into a store."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from syndication.config import Config
from syndication.flows import articles, relate, taking_in
from syndication.flows.taking_in import Summary
from syndication.intake import jsonlines
from syndication.intake.inputs import find
from syndication.logs import now
from syndication.model import Article, Rejected, Stored
from syndication.normalise import entry
from syndication.store import articles as stored_articles
from syndication.store import log, schema
from syndication.store.engine import Store

#: The time of record 0; each later one is an hour newer.
START = datetime(2026, 3, 1, 6, tzinfo=UTC)

#: Texts of invented events; two records of one event are related, those of two events share no word.
EVENTS = (
    "أغلقت بلدية الرمان جسر النجوم أمام السيارات ثلاثة أسابيع كاملة بسبب أعمال التبليط والإنارة فوق النهر",
    "فاز فريق العنب بكأس البساتين بعد مباراة مثيرة حضرها آلاف المشجعين داخل ملعب التين الكبير مساء الجمعة",
    "هبطت أسعار الليمون والبرتقال والمشمش لدى تجار سوق الجملة نتيجة وفرة المحصول وتأخر التصدير خلال الشتاء",
    "افتتحت مكتبة الكواكب قاعة مخصصة لقصص الأطفال تضم مخطوطات نادرة ورسوما قديمة تبرعت بها عائلة الصفصاف",
)
SECTIONS = (
    {"slug": "local", "titles": {"ar": "محليات"}, "labels": ["محلي"]},
    {"slug": "sport", "titles": {"ar": "رياضة"}},
    {"slug": "economy", "titles": {"ar": "اقتصاد"}},
)


def config(**tables: dict[str, Any] | list[dict[str, Any]]) -> Config:
    """Settings with three sections; ``tables`` are laid over them, lists of tables take the place of theirs."""
    values: dict[str, Any] = {
        "site": {"title": "بريد البساتين", "url": "https://post.example", "tag": "post.example,2026-01-01"},
        "feeds": {"url": "https://feeds.example"},
        "section": list(SECTIONS),
    }
    for name, table in tables.items():
        values[name] = {**values.get(name, {}), **table} if isinstance(table, dict) else table
    return Config.model_validate(values)


def later(**ahead: int) -> str:
    """A time from now on: ``later(hours=3)``; or before it: ``later(hours=-3)``."""
    return (now() + timedelta(**ahead)).isoformat()


def record(number: int, event: int = 0, **fields: Any) -> dict[str, Any]:
    """Record ``number``: a report of ``EVENTS[event]``, or with other fields."""
    values: dict[str, Any] = {
        "id": str(number),
        "url": f"https://post.example/a/{number:04}",
        "title": f"خبر{number:04}",
        "section": "محليات",
        "language": "ar",
        "published": (START + timedelta(hours=number)).isoformat(),
        "content_text": f"{EVENTS[event]}\n\nتفصيل{number:04}",
    }
    return {name: value for name, value in (values | fields).items() if value is not None}


def lines(*records: dict[str, Any]) -> list[bytes]:
    return [json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in records]


def articles_of(*records: dict[str, Any], settings: Config | None = None) -> list[Article]:
    """The records as articles; none may be rejected."""
    rules = taking_in.rules(settings or config())
    found = []
    for raw in jsonlines.read(lines(*records), "records"):
        assert not isinstance(raw, Rejected), raw
        article = entry.article(raw, rules)
        assert not isinstance(article, Rejected), article
        found.append(article)
    return found


def put(store: Store, *records: dict[str, Any]) -> articles.Taken:
    """Only into the store: nothing is related."""
    return articles.put(store, articles_of(*records))


def take(store: Store, path: Path, *records: dict[str, Any], settings: Config | None = None) -> Summary:
    """A whole import through a file; none may be rejected."""
    path.write_bytes(b"".join(lines(*records)))
    return take_files(store, path, settings=settings)


def take_files(store: Store, *paths: Path, settings: Config | None = None) -> Summary:
    rejected: list[Rejected] = []
    summary = taking_in.take_in(store, settings or config(), list(find(paths)), rejected.append, lambda _: None)
    assert not rejected
    return summary


def related(store: Store, settings: Config | None = None) -> None:
    """Relate everything, and collect."""
    relater = relate.begin(store, settings or config())
    assert relater is not None
    relater.catch_up()
    relater.collect()
    relater.end()


def stored(store: Store, word: str) -> Stored:
    with store.read() as connection:
        return stored_articles.find(connection, word)


def revision(store: Store) -> int:
    with store.read() as connection:
        return log.head(connection).revision


def due_now(store: Store) -> None:
    """Let the time of everything that waits have come: it is moved into the past, nobody waits."""
    with store.aside() as connection:
        connection.execute(schema.due.update().values(at=1))


def age(store: Store, seconds: int) -> None:
    """Let all that is dated in the store have happened so much earlier."""
    columns: dict[sa.Table, Sequence[sa.Column[Any]]] = {
        schema.article: (schema.article.c.touched_at, schema.article.c.first_seen),
        schema.log: (schema.log.c.at,),
        schema.settings: (schema.settings.c.at,),
        schema.follower: (schema.follower.c.at,),
        schema.label: (schema.label.c.gone_at,),
    }
    with store.aside() as connection:
        for table, found in columns.items():
            connection.execute(table.update().values({each: each - seconds for each in found}))


def state(store: Store) -> dict[str, set[Any]]:
    """All that follows from an import, without numbers of the log, which depend on where it was interrupted."""
    return {name: set(rows) for name, rows in _state(store)}


def _state(store: Store) -> Iterator[tuple[str, list[Any]]]:
    article, label, pair, shown, pick = (
        schema.article.c,
        schema.label.c,
        schema.related.c,
        schema.shown.c,
        schema.pick.c,
    )
    with store.read() as connection:

        def rows(*columns: Any) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in connection.execute(sa.select(*columns)).all()]

        ids: dict[Any, Any] = {None: None, **dict(rows(article.arrived, article.id))}
        yield (
            "article",
            rows(article.id, article.hash, article.title, article.html, article.state, article.published),
        )
        yield "label", [(ids[each[0]], *each[1:]) for each in rows(label.article, label.kind, label.key, label.gone)]
        yield (
            "related",
            [(ids[one], ids[other], score) for one, other, score in rows(pair.article, pair.other, pair.score)],
        )
        story = schema.in_story.c
        yield (
            "story",
            [(ids[one], ids[name], bool(born)) for one, name, born in rows(story.article, story.story, story.born)],
        )
        links = rows(shown.article, shown.other, shown.place, shown.position, shown.kind, shown.title, shown.url)
        yield "shown", [(ids[one], ids[other], *rest) for one, other, *rest in links]
        yield (
            "pick",
            [(ids[one], ids[other], title) for one, other, title in rows(pick.article, pick.other, pick.title)],
        )
        yield "pending", rows(schema.pending.c.article)
