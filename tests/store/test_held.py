from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.model import Article
from syndication.selection import Selection
from syndication.store import articles, held, labels, log, pages
from syndication.store.engine import Store
from syndication.store.held import Held
from syndication.store.pages import Limits
from tests.store.examples import scans, statements
from tests.store.merged import LIMITS, MERGED, add, foreign, leave, own, put, relate

FEW = Limits(2, 1, 4)


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


def test_a_correction_or_a_withdrawal_begins_anew(store: Store) -> None:
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
        st.sampled_from(["foreign", "foreign", "own", "join", "leave", "notice", "touch", "late"]),
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


def play(store: Store, number: int, step: tuple[str, int, int], there: list[int], waiting: list[int]) -> None:
    kind, minute, place = step
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
    before: dict[Limits, Held] = {}
    there: list[int] = []
    waiting: list[int] = []
    for number, step in enumerate(steps):
        play(store, number, step, there, waiting)
        if number % looked == 0:
            for limits in (FEW, LIMITS):
                before[limits] = selected(store, before.get(limits), limits=limits)
                assert before[limits].rows == selected(store, limits=limits).rows


@settings(max_examples=40, deadline=None)
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
