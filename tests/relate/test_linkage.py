from __future__ import annotations

from syndication.relate.corpus import Corpus
from syndication.relate.linkage import BODY, BY_LANGUAGE, LEAD, NEVER, TINY, Match, Pair, Thresholds, form, kind
from syndication.relate.search import Likeness
from syndication.relate.segment import Entry
from syndication.relate.stories import Stories
from syndication.text.fold import words

DAY = 86_400
WINDOW = 12 * DAY
REPORT = "The river rose over the northern bridge at dawn and the town council closed both of its schools until Friday"
COPY = f"Late news: {REPORT}, a clerk told us"
OTHER = "Printers show two hundred maps and drawings from four centuries in an old warehouse beside every harbour"
THRESHOLDS = Thresholds()


def entry(number: int, of: int = BODY, *, time: int = 0, title: str = "") -> Entry:
    return Entry(number, time, kind(of, words(title)))


def match(stories: Stories, *texts: str, title: str = "", titles: dict[int, str] | None = None) -> Match:
    """The last text, which comes as number 9, against those before it, numbered from 1."""
    *earlier, newcomer = texts
    corpus = Corpus(WINDOW)
    corpus.look(0)
    for number, text in enumerate(earlier, 1):
        corpus.insert(entry(number, title=(titles or {}).get(number, "")), corpus.bag(words(text)))
    return Match(corpus, stories, entry(9, title=title), corpus.bag(words(newcomer)), "en")


def test_an_entry_keeps_its_form_beside_the_marks_of_its_title() -> None:
    for of in (BODY, LEAD, TINY):
        assert form(entry(1, of)) == form(entry(1, of, title="Third round on Friday in Iraq")) == of
    assert entry(1, title="Third round").kind != entry(1, title="Second round").kind


def test_who_says_next_to_nothing_is_of_no_event() -> None:
    for of in (BODY, LEAD, TINY):
        assert THRESHOLDS.between(entry(1, TINY), entry(2, of)) is None
    assert Pair(1, 1.0, 1.0, None).margin == NEVER


def test_leads_must_agree_more_than_bodies_and_all_more_with_each_day_up_to_the_fifth() -> None:
    body, lead = entry(1), entry(1, LEAD)
    assert THRESHOLDS.between(body, entry(2)) == THRESHOLDS.bodies
    assert THRESHOLDS.between(lead, entry(2, LEAD)) == THRESHOLDS.leads > THRESHOLDS.bodies
    assert THRESHOLDS.between(body, entry(2, LEAD)) == THRESHOLDS.between(lead, entry(2)) == THRESHOLDS.mixed
    for one, of in ((body, BODY), (lead, LEAD), (body, LEAD)):
        by_day = [THRESHOLDS.between(one, entry(2, of, time=days * DAY)) for days in range(8)]
        rising = [each for each in by_day if each is not None]
        assert sorted(set(rising[:6])) == rising[:6]
        assert rising[5] == rising[6] == rising[7]
        assert THRESHOLDS.between(one, entry(2, of, time=-DAY)) == by_day[1]


def test_kurdish_reports_need_less() -> None:
    for language in ("ckb", "kmr", "kmr-Arab"):
        assert BY_LANGUAGE[language].bodies < THRESHOLDS.bodies
        assert BY_LANGUAGE[language].leads < THRESHOLDS.leads


def test_evidence_is_shared_pairs_and_a_lead_may_be_part_of_a_body() -> None:
    likeness = Likeness(words=0.9, pairs=0.2, part=0.8)
    assert THRESHOLDS.evidence(likeness, is_mixed=False) == 0.2
    assert THRESHOLDS.evidence(likeness, is_mixed=True) == 0.5
    assert Thresholds(words=0.5).evidence(likeness, is_mixed=False) == (0.9 + 0.2) / 2


def test_a_copy_joins_and_another_event_does_not() -> None:
    found = match(Stories(), OTHER, REPORT, COPY)
    best, *_ = found.nearest(WINDOW)
    assert (best.number, best.conflicts) == (2, ())
    assert best.margin > 0
    assert found.groups() == [2]
    (told,) = found.told([best])
    assert set(told.shared) < set(words(REPORT))
    assert match(Stories(), OTHER, REPORT).groups() == []


def test_titles_that_name_other_numbers_keep_copies_apart() -> None:
    calm = match(Stories(), REPORT, COPY, title="Second flood", titles={1: "Second flood"})
    torn = match(Stories(), REPORT, COPY, title="Third flood", titles={1: "Second flood"})
    (one,), (other,) = calm.nearest(WINDOW), torn.nearest(WINDOW)
    assert (one.conflicts, other.conflicts) == ((), ("ordinals",))
    assert (one.score, one.evidence) == (other.score, other.evidence)
    assert other.margin < 0 < one.margin
    assert (calm.groups(), torn.groups()) == ([1], [])


def test_the_newest_members_of_a_story_agree_on_the_average_or_none_joins() -> None:
    joined = Stories()
    joined.join(2, [1])
    assert match(joined, REPORT, COPY, REPORT).groups() == []  # nothing is known before ``nearest``
    near = match(joined, REPORT, COPY, REPORT)
    near.nearest(WINDOW)
    assert near.groups() == [1]
    torn = match(joined, REPORT, OTHER, REPORT)
    torn.nearest(WINDOW)
    assert torn.groups() == []


def test_one_newcomer_makes_one_story_of_two_that_agree() -> None:
    found = match(Stories(), REPORT, COPY, REPORT)
    found.nearest(WINDOW)
    assert found.groups() == [1, 2]


def test_what_is_not_in_sight_does_not_count() -> None:
    stories = Stories()
    stories.put(7, 1)  # its member 7 is in no memory
    found = match(stories, REPORT, COPY)
    found.nearest(WINDOW)
    assert found.groups() == [1]
    assert found.pairs([7]) == []
    assert [pair.number for pair in found.pairs([1, 7])] == [1]


def test_a_stored_article_is_not_near_itself_and_its_words_are_told_heaviest_first() -> None:
    corpus = Corpus(WINDOW)
    corpus.look(0)
    for number, text in enumerate((REPORT, COPY, OTHER), 1):
        corpus.insert(entry(number), corpus.bag(words(text)))
    found = Match.stored(corpus, Stories(), 1, "en")
    assert [pair.number for pair in found.nearest(WINDOW)][:1] == [2]
    assert 1 not in [pair.number for pair in found.nearest(WINDOW)]
    told = found.words()
    assert {each.word for each in told} == set(words(REPORT))
    assert [each.weight for each in told] == sorted((each.weight for each in told), reverse=True)
    river = next(each for each in told if each.word == "river")
    assert (river.times, river.articles) == (1, 2)
