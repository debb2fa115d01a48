from __future__ import annotations

from typing import Any, Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.relate.index import MAX_CHARS, TINY_CHARS, Doc, Hit, Index
from syndication.relate.linkage import MIN_SCORE
from syndication.relate.segment import MIN_REMOVED, Entry

DAY = 86_400
FORMS: tuple[Literal["body"], Literal["lead"]] = ("body", "lead")
WINDOW = 12 * DAY
REPORT = "The river rose over the northern bridge at dawn and the town council closed both of its schools until Friday"
COPY = "At dawn the river rose over the northern bridge; until Friday the town council closed both of its schools there"
OTHER = "Printers show two hundred maps and drawings from four centuries in an old warehouse beside every harbour"


def doc(number: int, text: str, **more: Any) -> Doc:
    return Doc(**{"number": number, "time": 0, "language": "en", "title": "", "text": text, **more})


def index_of(*docs: Doc) -> Index:
    index = Index(WINDOW)
    for one in docs:
        index.load(one)
    return index


def raw(index: Index) -> list[tuple[str, Entry, dict[str, int]]]:
    return sorted(index.articles(), key=lambda article: article[1].number)


def test_the_first_article_has_no_hits() -> None:
    index = Index(WINDOW)
    assert index.add(doc(1, REPORT)).hits == []
    assert 1 in index
    assert len(index) == 1


def test_a_copy_tells_of_the_same_event_and_another_article_does_not() -> None:
    index = index_of(doc(1, OTHER), doc(2, REPORT))
    first, *rest = index.add(doc(3, COPY)).hits
    assert (first.number, first.same) == (2, True)
    assert not any(hit.same for hit in rest)


def test_hits_are_best_first_and_none_is_a_chance_likeness() -> None:
    index = index_of(*(doc(number, " ".join(f"w{place}" for place in range(number, 40))) for number in range(30)))
    hits = index.add(doc(99, " ".join(f"w{place}" for place in range(40)))).hits
    scores = [hit.score for hit in hits]
    assert len(hits) == 20
    assert scores == sorted(scores, reverse=True)
    assert hits[0] == Hit(0, 1.0, True)
    chance = index_of(doc(1, "common " + " ".join(f"x{place}" for place in range(60))))
    assert chance.add(doc(2, "common " + " ".join(f"y{place}" for place in range(60)))).hits == []
    assert MIN_SCORE == 0.05


def test_the_title_counts_with_the_text() -> None:
    index = index_of(doc(1, OTHER, title="Weir bridge"))
    assert [
        hit.number for hit in index.add(doc(2, REPORT.replace("the", "").replace("of", ""), title="weir bridge")).hits
    ] == [1]


def test_letters_written_in_several_ways_are_one() -> None:
    index = index_of(doc(1, "أعلنت وزارة الكهرباء إعادة التيار", language="ar"))
    (hit,) = index.add(doc(2, "اعلنت وزاره الكهرباء اعاده التيّار", language="ar")).hits
    assert hit.score == 1.0


def test_articles_of_two_languages_are_not_compared() -> None:
    index = index_of(doc(1, REPORT, language="kmr"))
    assert index.add(doc(2, REPORT, language="en")).hits == []
    assert [language for language, _, _ in raw(index)] == ["kmr", "en"]


def test_the_rarity_of_a_word_is_counted_within_its_language() -> None:
    flood = [doc(number, f"bridge w{number}", language="ar") for number in range(1, 121)]
    text = "bridge opens tomorrow"
    alone, beside = index_of(doc(500, text)), index_of(*flood, doc(500, text))
    assert beside.add(doc(501, "bridge opens late")).hits == alone.add(doc(501, "bridge opens late")).hits != []


def test_reports_far_apart_in_time_must_agree_more() -> None:
    near, far = index_of(doc(1, REPORT)), index_of(doc(1, REPORT, time=-10 * DAY))
    text = COPY + " said he"
    (close,), (distant,) = near.add(doc(2, text)).hits, far.add(doc(2, text)).hits
    assert close.score == distant.score
    assert close.same
    assert not distant.same


def test_beyond_the_window_nothing_is_related_whatever_arrives_first() -> None:
    for one, other in ((0, WINDOW + 1), (WINDOW + 1, 0)):
        assert index_of(doc(1, REPORT, time=one)).add(doc(2, REPORT, time=other)).hits == []
    for one, other in ((0, WINDOW), (WINDOW, 0)):
        assert index_of(doc(1, REPORT, time=one)).add(doc(2, REPORT, time=other)).hits != []


def test_leads_must_agree_more_than_bodies() -> None:
    text = COPY + " as the mayor of Weir said on"
    thresholds = [
        pair.threshold or 0.0
        for form in FORMS
        if (told := index_of(doc(1, REPORT, form=form), doc(2, text, form=form)).explain(2, 1)) is not None
        for pair in told.pairs
    ]
    assert len(thresholds) == 2
    assert thresholds[0] < thresholds[1]


def test_a_lead_is_held_against_as_much_of_a_body() -> None:
    whole = index_of(doc(1, f"{REPORT}. {OTHER}. Then the council of Weir spoke of bread, of roofs and of new lamps."))
    (hit,) = whole.add(doc(2, REPORT, form="lead")).hits
    assert hit.same
    assert hit.score < 0.68


def test_empty_and_tiny_bodies_are_never_the_same_event() -> None:
    title = "Cartoon of the day by our painter"
    for body in ("", "x" * (TINY_CHARS - 1)):
        for first, second in ((body, body), (body, REPORT), (REPORT, body)):
            hits = index_of(doc(1, first, title=title)).add(doc(2, second, title=title)).hits
            assert not any(hit.same for hit in hits)
    enough = "word " * (TINY_CHARS // 5) + "more"
    assert len(enough) == TINY_CHARS
    assert index_of(doc(1, enough)).add(doc(2, enough)).hits == [Hit(1, 1.0, True)]


def test_an_article_without_words_has_no_hits_and_is_none() -> None:
    index = index_of(doc(1, ""), doc(2, "… — !"))
    assert index.add(doc(3, "")).hits == []
    assert index.add(doc(4, REPORT)).hits == []
    assert len(index) == 4


def test_one_report_of_a_story_leads_to_the_others() -> None:
    """Twenty rare words that only the copy has lead to the copy alone; the story has a third report."""
    rare = " ".join(f"rare{place}" for place in range(30))
    index = Index(WINDOW)
    index.add(doc(1, REPORT))
    index.add(doc(2, f"{REPORT} {rare}"))
    index.stories.join(2, [1])
    hits = index.add(doc(3, f"{REPORT} {rare}")).hits
    assert [(hit.number, hit.same) for hit in hits] == [(2, True), (1, True)]


def test_a_withdrawn_article_is_not_found_and_may_return() -> None:
    index = index_of(doc(1, REPORT), doc(2, OTHER))
    index.remove(1)
    index.remove(77)  # never was here
    assert 1 not in index
    assert 1 not in {hit.number for hit in index.add(doc(3, COPY)).hits}
    index.remove(3)
    index.add(doc(1, REPORT))
    assert index.add(doc(3, COPY)).hits[0].number == 1


def test_a_correction_takes_the_place_of_the_former_version() -> None:
    index = index_of(doc(1, OTHER), doc(2, OTHER))
    assert {hit.number for hit in index.add(doc(2, REPORT)).hits} <= {1}
    assert raw(index) == raw(index_of(doc(1, OTHER), doc(2, REPORT)))
    index.load(doc(2, REPORT, language="ckb"))
    assert raw(index) == raw(index_of(doc(1, OTHER), doc(2, REPORT, language="ckb")))


def test_an_article_is_never_its_own_hit() -> None:
    index = index_of(doc(1, REPORT))
    assert index.add(doc(1, REPORT)).hits == []


def test_many_removals_are_packed_away_unnoticed() -> None:
    docs = [doc(number, f"{REPORT} number{number}") for number in range(MIN_REMOVED + 20)]
    index = index_of(*docs)
    for number in range(MIN_REMOVED + 10):
        index.remove(number)
    left = index_of(*docs[MIN_REMOVED + 10 :])
    assert raw(index) == raw(left)
    assert index.add(doc(9999, COPY)).hits == left.add(doc(9999, COPY)).hits


def test_a_flood_of_text_is_cut() -> None:
    index = index_of(doc(1, "a " * MAX_CHARS + "after"))
    ((_, _, counts),) = raw(index)
    assert sum(counts.values()) <= MAX_CHARS // 2


words = st.sampled_from(["river", "bridge", "town", "council", "school", "Friday", "dawn", "map", "نهر", "جسر", "پرد"])
docs = st.builds(
    Doc,
    number=st.integers(1, 12),
    time=st.integers(0, 20 * DAY),
    language=st.sampled_from(["ar", "ckb", "en"]),
    title=st.lists(words, max_size=3).map(" ".join),
    text=st.lists(words, max_size=25).map(" ".join),
    form=st.sampled_from(["body", "lead"]),
)


@settings(deadline=None)
@given(st.lists(docs | st.integers(1, 12), max_size=40))
def test_an_index_built_by_steps_is_the_index_built_in_one_go(steps: list[Doc | int]) -> None:
    """Steps are additions, corrections (a number again) and withdrawals (a number alone)."""
    stepped, left = Index(WINDOW), dict[int, Doc]()
    for step in steps:
        if isinstance(step, int):
            stepped.remove(step)
            left.pop(step, None)
        else:
            hits = stepped.add(step).hits
            assert {hit.number for hit in hits} <= set(left) - {step.number}
            assert all(MIN_SCORE <= hit.score <= 1 for hit in hits)
            left[step.number] = step
    loaded = index_of(*left.values())
    assert raw(stepped) == raw(loaded)
    for number in left:
        assert number in stepped
    probe = doc(99, REPORT)
    assert sorted(stepped.add(probe).hits) == sorted(loaded.add(probe).hits)
