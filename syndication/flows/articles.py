"""Taking articles in, withdrawing, restoring, and moving those whose time has come: the only writer of articles.

    normalised articles | match with what is stored | decide | write rows, labels, picks, due times   (one transaction)

What is decided is decided by ``normalise.change``; the write is short, since all that is dear was done before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from syndication.errors import InputError
from syndication.flows.labelling import authors_of, labels_of, sort_of
from syndication.model import OWN, Article, State, Stored
from syndication.normalise.change import Change, Kind, decide
from syndication.store import articles, due, labels, links, stories
from syndication.text.fold import fold
from syndication.text.keys import article_key

if TYPE_CHECKING:
    from syndication.store.engine import Connection, Store, Write

#: For how long a withdrawn article is shown as a notice under its id, so that readers replace their copy of it.
NOTICE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch."""

    each: tuple[Kind, ...] = ()  #: what became of each article, in the order of the batch
    revision: int = 0  #: the log's last number after the write

    @property
    def kinds(self) -> Counter[Kind]:
        """How many there were of each kind."""
        return Counter(self.each)


def put(store: Store, batch: Sequence[Article]) -> Taken:
    """Take a batch in, in one write; the same batch again changes nothing."""
    with store.write() as write:
        return put_in(write, batch)


def put_in(write: Write, batch: Sequence[Article]) -> Taken:
    """Take a batch in, in a write that holds more than that."""
    kinds: list[Kind] = []
    now = datetime.fromtimestamp(write.at, UTC)
    known = articles.known(write.connection, batch)
    changes: list[tuple[Stored | None, Change]] = []
    names: set[str] = set()
    for given in batch:
        article, old = _known_as(given, known)
        if not names.isdisjoint(_names(given, old)):
            # The batch names one article twice: the second must find the first.
            for stored in _write(write, changes):
                known.remember(stored)
            changes, names = [], set()
            article, old = _known_as(given, known)
        change = decide(old, article, now)
        kinds.append(change.kind)
        if change.kind not in ("unchanged", "blocked"):
            names.update(_names(article, old))
            changes.append((old, change))
    _write(write, changes)
    return Taken(tuple(kinds), write.revision)


def _known_as(article: Article, known: articles.Known) -> tuple[Article, Stored | None]:
    """The article with the stored one that it is; under another id if somebody else's article has its own.

    Ids of several outlets are seen in one document, and there no id may stand twice (docs/feeds.md, Identity). A copy,
    under the same id and address, is that article; one of our own, under its address, also when we have withdrawn it.
    """
    old = known.match(article)
    if old is not None or article.outlet == OWN:
        return article, old
    holder = known.holder(article)
    if holder is None:
        return article, None
    if holder.article.canonical_url is not None and holder.article.canonical_url == article.canonical_url:
        return article, holder
    id = article.spare_id or article.id
    return replace(article, id=id, key=article_key(article.outlet, id), publisher_id=article.id), None


def _names(article: Article, old: Stored | None) -> list[str]:
    """All that a later article of the batch may be matched by, also as the stored one that this one was found to be."""
    key = article.key if old is None else old.article.key
    names = (article.id, article.key, key, article.publisher_id, article.canonical_url, article.twin)
    return [name for name in names if name is not None]


def _write(write: Write, changes: Sequence[tuple[Stored | None, Change]]) -> list[Stored]:
    puts = [(old, _put(old, change)) for old, change in changes]
    stored = articles.insert(write, [put for old, put in puts if old is None])
    stored += articles.update(write, [put for old, put in puts if old is not None])
    links.put_picks(write, {each.arrived: each.article.picks for each in stored})
    over = [each for each in stored if _is_over(each, write.at)]
    here = [each for each in stored if each not in over] if over else stored
    _show(write, here)
    for each in here:
        _wait(write, each)
    _expire(write, over)
    return here + [replace(each, state="expired") for each in over]


def _put(old: Stored | None, change: Change) -> articles.Put:
    """What is expired already is written like the others first, so that whatever links to it is found (`_expire`)."""
    state = "live" if change.state == "expired" else change.state
    return articles.Put(article=change.article, state=state, updated=change.updated, old=old)


def _is_over(stored: Stored, at: int) -> bool:
    """Whether it is on pages and its time has run out at ``at`` (seconds)."""
    expires = stored.article.expires
    return stored.state == "live" and expires is not None and expires.timestamp() <= at


def _expire(write: Write, stored: Sequence[Stored]) -> None:
    """Take live articles out of everything, for good."""
    if stored:
        # Picks that nobody has connected yet, the relater being behind, show its title as well.
        links.resolve_picks(write, stored)
    for each in stored:
        _leave(write, each.arrived, "expired")


def _wait(write: Write, stored: Stored) -> None:
    """Note what the article waits for: its hour, or else the end of its time."""
    article = stored.article
    if stored.state == "waiting" and article.published:
        due.put(write, stored.arrived, int(article.published.timestamp()), "live")
    elif article.expires:
        due.put(write, stored.arrived, int(article.expires.timestamp()), "expired")
    elif stored.revision != stored.arrived:
        due.drop(write, stored.arrived)


def _show(write: Write, stored: Sequence[Stored]) -> None:
    """Labels for those that are on pages now; none for those that wait, which may have been on pages as notices."""
    live = [each for each in stored if each.state == "live"]
    hidden = [each for each in stored if each.state == "waiting" and each.revision != each.arrived]
    tags = labels.tag_keys(write, (tag for each in live for tag in each.article.tags))
    own = [each.article for each in live if each.article.outlet == OWN]
    labels.remember_names(write, "section", {fold(name): name for each in own for name in each.sections})
    labels.remember_names(write, "author", {key: name for each in own for key, name in authors_of(each).items()})
    labels.put(
        write,
        [labels.Labelled(each.arrived, sort_of(each), labels_of(each.article, tags), each.revision) for each in live]
        + [labels.Labelled(each.arrived, 0, frozenset(), each.revision) for each in hidden],
    )


# --- one article -----------------------------------------------------------------------------------------------------


def withdraw(store: Store, word: str, *, reason: str = "", silent: bool = False) -> Stored:
    """Withdraw the article that ``word`` names; its title leaves every entry that linked to it, in the same write.

    For seven days its entry says that it was withdrawn; with ``silent``, or if it was never shown, it is gone at once.
    ``reason`` is kept for the publisher's own records, also when the notice has ended; restoring drops it.
    Raises NotFound, or InputError if it is withdrawn already.
    """
    with store.write() as write:
        return withdraw_in(write, word, reason=reason, silent=silent)


def withdraw_in(write: Write, word: str, *, reason: str = "", silent: bool = False) -> Stored:
    """The same in a write that holds more."""
    stored = articles.find(write.connection, word)
    if stored.state in ("withdrawn", "expired") or (stored.state == "notice" and not silent):
        raise InputError("this article is withdrawn already", where=stored.article.id)
    if stored.state == "live":
        # Picks that nobody has connected yet, the relater being behind, show its title as well.
        links.resolve_picks(write, [stored])
    gone = silent or stored.state == "waiting"
    now = max(datetime.fromtimestamp(write.at, UTC), stored.shown_updated)
    was_shown = stored.article.outlet == OWN or _leads(write, stored.arrived)
    _leave(write, stored.arrived, "withdrawn" if gone else "notice", now, reason)
    if not gone and not was_shown:
        _leave_merged(write, stored.arrived)
    if not gone:
        due.put(write, stored.arrived, write.at + int(NOTICE.total_seconds()), "withdrawn")
    return articles.find(write.connection, stored.article.key)


def _leads(write: Write, arrived: int) -> bool:
    """Whether merged pages showed another outlet's article, and no other report of its story in its place."""
    found = stories.of(write.connection, [arrived]).get(arrived)
    if found is None or found.born:
        return False
    return OWN not in stories.facts(write.connection, [found.story])[found.story].outlets


def _leave_merged(write: Write, arrived: int) -> None:
    """No merged page tells of the withdrawal of what none of them showed."""
    (stored,) = articles.by_numbers(write.connection, [arrived]).values()
    left = labels.of(write.connection, [arrived])[arrived] - {("foreign", "")}
    labels.put(write, [labels.Labelled(arrived, sort_of(stored), left, stored.revision)])


def restore(store: Store, word: str) -> Stored:
    """Take a withdrawal back while the notice is shown.

    Raises NotFound, or InputError if it was not withdrawn, or if nothing of it is left.
    """
    with store.write() as write:
        stored = articles.find(write.connection, word)
        if stored.state in ("live", "waiting"):
            raise InputError("this article is not withdrawn", where=stored.article.id)
        if stored.state != "notice":
            hint = "Import it again with an `updated` later than its withdrawal, and it comes back under its id"
            raise InputError(f"nothing of this article is left ({stored.state})", where=stored.article.id, hint=hint)
        now = max(datetime.fromtimestamp(write.at, UTC), stored.shown_updated)
        articles.set_state(write, stored.arrived, "live", updated=now, reason="")
        found = articles.by_numbers(write.connection, [stored.arrived])[stored.arrived]
        _wait(write, found)  # one whose time has run out meanwhile goes again with the next `move_due`
        _show(write, [found])
        return found


def _leave(
    write: Write, arrived: int, state: State, updated: datetime | None = None, reason: str | None = None
) -> None:
    """Move an article to ``notice``, ``withdrawn`` or ``expired``; no other entry and no story names it any more.

    ``updated`` is the time of a withdrawal, which later versions are measured by, and ``reason`` why; the end of its
    notice is none.
    """
    revision = articles.set_state(write, arrived, state, updated=updated, reason=reason)
    named_it = links.forget(write, arrived) - {arrived}
    articles.touch(write, named_it | stories.leave(write, [arrived]).touched)
    links.mark_pending(write, named_it)
    if state != "notice":
        labels.remove_all(write, arrived, revision)
        articles.wipe(write, arrived)
        due.drop(write, arrived)


# --- time ------------------------------------------------------------------------------------------------------------


def move_due(store: Store) -> int:
    """Move the articles whose time has come (embargo, notice or life over), by the database's clock. Says how many."""
    with store.read() as connection:
        if not due.is_any(connection):  # so that a worker that looks every second takes no lock
            return 0
    with store.write() as write:
        moved = due.take(write)
        for arrived, state in moved:
            if state == "live":
                articles.set_state(write, arrived, "live")
            elif state != "expired":
                _leave(write, arrived, state)
        ended = {arrived for arrived, state in moved if state == "expired"}
        begun = {arrived for arrived, state in moved if state == "live"}
        stored = articles.by_numbers(write.connection, ended | begun)
        ended |= {number for number in begun if _is_over(stored[number], write.at)}
        arrivals = [stored[number] for number in sorted(begun - ended)]
        _show(write, arrivals)
        for each in arrivals:
            _wait(write, each)
        _expire(write, [stored[number] for number in sorted(ended)])
    return len(moved)


def next_due(connection: Connection) -> datetime | None:
    """When the next article changes its state by itself."""
    at = due.next_at(connection)
    return None if at is None else datetime.fromtimestamp(at, UTC)
