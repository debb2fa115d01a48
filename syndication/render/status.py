"""How it goes with the service and its sources: a page for people, JSON, and metrics for Prometheus.

In: a ``Status``. Out: bytes. Pure; raises nothing. A status is no feed: it says what is true at a moment that it names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from syndication.documents import Channel
from syndication.render.entry import legal
from syndication.render.html.views import status_document
from syndication.render.status_words import status_words

#: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

#: A chart's height and a bar's width, in units of its own.
_HEIGHT, _BAR = 40, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedStatus:
    """One feed of a source, and how it goes."""

    source: str
    title: str
    state: str  #: what files and operators want: on, off, paused, stopped, purged
    url: str
    last_ok: datetime | None
    last_news: datetime | None
    next_try: datetime | None  #: None: it is not going to be asked
    problem: str  #: in English; empty: none
    days: tuple[int, ...]  #: entries of the source by the day on which they came in, the oldest first

    @property
    def health(self) -> str:
        """What is said of it, a key of ``StatusWords.states``: one that is on and has a problem is failing."""
        return "failing" if self.state == "on" and self.problem else self.state


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """All that is told."""

    at: datetime  #: as of when
    revision: int  #: where the log stands
    changed: datetime  #: when that was
    behind: dict[str, int]  #: changes that each follower has still before it
    feeds: tuple[FeedStatus, ...]
    process: dict[str, int]  #: counts of the process that was asked, by name


@dataclass(frozen=True, slots=True)
class Bar:
    """A day in a chart."""

    x: int
    y: float
    height: float


def page(status: Status, channel: Channel) -> bytes:
    """The page, in the language of ``channel``, which is the main feed's."""
    say = status_words(channel.language)
    behind = [say.behind.format(say.followers[name], number) for name, number in status.behind.items()]
    charts = {each.source: chart(each.days) for each in status.feeds}
    return status_document(channel, status=status, tell=say, behind=behind, charts=charts, height=_HEIGHT, width=_BAR)


def chart(days: Iterable[int]) -> list[Bar]:
    """The bars of a chart; a day without entries has none."""
    days = list(days)
    most = max(days, default=0) or 1
    tall = [_HEIGHT * number / most for number in days]
    return [Bar(place * _BAR, round(_HEIGHT - each, 1), round(each, 1)) for place, each in enumerate(tall)]


def as_json(status: Status) -> bytes:
    """The same for programs."""
    feeds = [
        {
            "source": each.source,
            "title": each.title,
            "state": each.state,
            "url": each.url,
            "last_success": _iso(each.last_ok),
            "last_news": _iso(each.last_news),
            "next_try": _iso(each.next_try),
            "problem": each.problem,
            "entries_per_day": list(each.days),
        }
        for each in status.feeds
    ]
    log = {"revision": status.revision, "changed": _iso(status.changed), "behind": status.behind}
    values = {"at": _iso(status.at), "log": log, "process": status.process, "feeds": feeds}
    return json.dumps(values, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def metrics(status: Status) -> bytes:
    """The same in the text format of Prometheus; times are seconds since 1970."""
    return ("\n".join(_metrics(status)) + "\n").encode("utf-8", "replace")


def _metrics(status: Status) -> Iterator[str]:
    yield from _metric("log_revision", "counter", "The last number of the log", [({}, status.revision)])
    yield from _metric(
        "log_changed_timestamp_seconds", "gauge", "When it was given", [({}, int(status.changed.timestamp()))]
    )
    yield from _metric(
        "follower_behind",
        "gauge",
        "Changes that a follower has still before it",
        [({"follower": name}, number) for name, number in status.behind.items()],
    )
    for name, number in status.process.items():
        yield from _metric(f"process_{name}", "gauge", "Of the process that was asked", [({}, number)])
    yield from _metric(
        "feed_up",
        "gauge",
        "Whether a feed that is read is asked and has no problem",
        [(_labels(each), int(each.health == "on")) for each in status.feeds],
    )
    for what, field in (("last_success", "last_ok"), ("last_news", "last_news"), ("next_try", "next_try")):
        yield from _metric(
            f"feed_{what}_timestamp_seconds",
            "gauge",
            f"{what.replace('_', ' ').capitalize()} of a feed that is read",
            [
                (_labels(each), int(moment.timestamp()))
                for each in status.feeds
                if (moment := getattr(each, field)) is not None
            ],
        )
    today = {each.source: each.days[-1] for each in status.feeds if each.days}
    came_in = [({"source": source}, number) for source, number in today.items()]
    yield from _metric("source_entries_today", "gauge", "Entries of a source that came in today (UTC)", came_in)


def _labels(feed: FeedStatus) -> dict[str, str]:
    return {"source": feed.source, "url": feed.url}


def _metric(name: str, kind: str, about: str, values: Iterable[tuple[dict[str, str], int]]) -> Iterator[str]:
    yield f"# HELP syndication_{name} {about}"
    yield f"# TYPE syndication_{name} {kind}"
    for labels, number in values:
        inside = ",".join(f'{key}="{_escaped(value)}"' for key, value in labels.items())
        yield f"syndication_{name}{f'{{{inside}}}' if inside else ''} {number}"


def _escaped(value: str) -> str:
    return re.sub(r'[\\"\n]', lambda found: {"\\": r"\\", '"': r"\"", "\n": r"\n"}[found[0]], legal(value))


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
