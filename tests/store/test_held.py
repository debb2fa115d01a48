from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.flows.labelling import labels_of, sort_of
from syndication.model import Article
from syndication.selection import Selection
from syndication.store import articles, held, labels, log, pages
from syndication.store.engine import Store
from syndication.store.held import Held
from syndication.store.pages import Limits
from tests.store.examples import scans, statements
from tests.store.merged import LIMITS, MERGED, add, foreign, leave, own, put, relate

FEW = Limits(2, 1, 4)
ARABIC = replace(MERGED, languages=frozenset({"ar"}))


def selected(store: Store, before: Held | None = None, selection: Selection = MERGED, limits: Limits = LIMITS) -> Held:
    with store.read() as connection:
        return held.select(connection, selection, limits, log.head(connection), before)


def test_a_page_that_nothing_happened_to_is_the_same_page(store: Store) -> None:
    put(store, foreign(1))
    before = selected(store)
    assert selected(store, before) is before


def test_a_new_entry_costs_a_look_at_it_and_not_at_the_others(store: Store) -> None:
    put(store, *(foreign(number, f"o{number}") for number in range(40)))
    before = selected(store)
    (new,) = put(store, foreign(50))
    with statements(store) as seen:
        after = selected(store, before)
    assert after.rows.lines[0].arrived == new
    assert after.rows == selected(store).rows
    assert len(seen) == 6, "the log, what changed, its copies, what it is, who left last, the tombstones"
    assert scans(store, seen) == []


def test_another_epoch_begins_anew(store: Store) -> None:
    put(store, foreign(1))
    before = selected(store)
    other = Held("other", before.revision, before.rows, pages.Window([], [], [], False))
    assert selected(store, other).rows == before.rows


def test_a_correction_or_a_withdrawal_is_followed(store: Store) -> None:
    one, two = put(store, foreign(1), foreign(2))
    before = selected(store)
    leave(store, two)
    after = selected(store, before)
    assert [line.arrived for line in after.rows.lines] == [one]
    with store.write() as write:
        revision = articles.set_state(write, one, "live")
        labels.put(write, [labels.Labelled(one, 0, frozenset({("source", "agency")}), revision)])
    assert selected(store, after).rows.lines == ()


# --- any history -----------------------------------------------------------------------------------------------------

OUTLETS = ("agency", "daily", "other")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["foreign", "foreign", "own", "join", "leave", "notice", "touch", "late", "label", "text", "back"]
        ),
        st.integers(0, 80),
        st.integers(0, 3),
    ),
    max_size=14,
)


def new(kind: str, number: int, minute: int, place: int) -> Article:
    text = {"twin": f"t{place}", "text_hash": f"t{place}"} if place else {}
    if kind == "own":
        return own(minute, id=f"own-{number}", canonical_url=f"https://paper.example/{number}", **text)
    return foreign(minute, OUTLETS[place % 3], id=f"f-{number}", canonical_url=f"https://f.example/{number}", **text)


def corrected(store: Store, number: int, **changes: Any) -> None:
    """Other words or another language under the same id; or what was a notice is back."""
    with store.write() as write:
        (old,) = articles.by_numbers(write.connection, [number]).values()
        changed = replace(old.article, **changes)
        (stored,) = articles.update(
            write, [articles.Put(article=changed, state="live", updated=old.shown_updated, old=old)]
        )
        labels.put(write, [labels.Labelled(number, sort_of(stored), labels_of(changed, {}), stored.revision)])


def play(store: Store, number: int, step: tuple[str, int, int], there: list[int], waiting: list[int]) -> None:
    kind, minute, place = step
    if kind in ("label", "text") and len(there) > place:
        text = {"twin": f"t{minute % 4}", "text_hash": f"t{minute % 4}"}
        corrected(store, there[place], **({"language": ("ar", "en")[minute % 2]} if kind == "label" else text))
    if kind == "back" and len(there) > place:
        leave(store, there[place], notice=True)
        corrected(store, there[place])
        waiting.append(there.pop(place))
    if kind in ("foreign", "own"):
        waiting += add(store, new(kind, number, minute, place))
    elif kind == "join" and waiting:
        relate(store, waiting, [*waiting, *there[:place]])
        there += waiting
        waiting.clear()
    elif kind == "late" and waiting:
        relate(store, waiting)
        there += waiting
        waiting.clear()
    elif kind in ("leave", "notice") and len(there) > place:
        leave(store, there.pop(place), notice=kind == "notice")
    elif kind == "touch" and there:
        with store.write() as write:
            articles.touch(write, there[:place])


def compared(store: Store, steps: Sequence[tuple[str, int, int]], looked: int) -> None:
    before: dict[object, Held] = {}
    there: list[int] = []
    waiting: list[int] = []
    for number, step in enumerate(steps):
        play(store, number, step, there, waiting)
        if number % looked == 0:
            for selection, limits in ((MERGED, FEW), (MERGED, LIMITS), (ARABIC, LIMITS)):
                place = (selection, limits)
                before[place] = selected(store, before.get(place), selection, limits)
                assert before[place].rows == selected(store, None, selection, limits).rows


@settings(max_examples=12, deadline=None)
@given(STEPS, st.integers(1, 3))
def test_whatever_happens_the_page_is_the_one_that_is_selected_anew(
    empty_sqlite: Path, steps: list[tuple[str, int, int]], looked: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(empty_sqlite, f"{folder}/store.db")
        store = Store.open(f"sqlite:///{folder}/store.db")
        try:
            compared(store, steps, looked)
        finally:
            store.close()
