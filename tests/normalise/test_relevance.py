from __future__ import annotations

from syndication.normalise.relevance import Relevance, judge

WIDE = Relevance(mode="iraq")


def test_a_domestic_source_is_taken_whole() -> None:
    assert judge("طقس الغد", "", "ar", Relevance()).kept


def test_a_wide_source_s_entry_is_kept_for_what_title_or_summary_name() -> None:
    by_title = judge("اجتماع في بغداد", "", "ar", WIDE)
    by_summary = judge("اجتماع عاجل", "قال مصدر في أربيل", "ar", WIDE)
    assert (by_title.kept, by_title.reason) == (True, "names بغداد")
    assert (by_summary.kept, [hit.key for hit in by_summary.hits]) == (True, ["erbil"])


def test_other_news_is_rejected_with_its_reason() -> None:
    verdict = judge("Local team wins the cup", "Three goals in the second half", "en", WIDE)
    assert (verdict.kept, verdict.reason) == (False, "names nothing Iraqi or Kurdish")


def test_one_weak_name_proves_nothing_and_two_do() -> None:
    one = judge("المالكي يوقع عقدا مع النادي", "", "ar", WIDE)
    assert not one.kept
    assert one.reason == "names only المالكي, which proves nothing alone"
    assert judge("المالكي يلتقي الصدر", "", "ar", WIDE).kept


def test_for_the_answer_to_a_search_one_weak_name_is_enough() -> None:
    assert judge("المالكي يلتقي الوفد", "", "ar", Relevance(mode="query")).kept
    assert not judge("طقس الغد", "", "ar", Relevance(mode="query")).kept


def test_an_excluded_word_beats_everything() -> None:
    rule = Relevance(mode="iraq", include=("نفط",), exclude=("برج", "حظك اليوم"))
    verdict = judge("حظك اليوم في بغداد: نفط", "", "ar", rule)
    assert (verdict.kept, verdict.reason) == (False, "holds the excluded word «حظك اليوم»")


def test_an_included_word_keeps_what_names_nothing_and_is_needed_where_all_would_be_taken() -> None:
    assert judge("أسعار النفط ترتفع", "", "ar", Relevance(mode="iraq", include=("نفط",))).kept
    only = Relevance(include=("نفط",))
    assert judge("أسعار النفط ترتفع", "", "ar", only).kept
    assert judge("أسعار الذهب ترتفع", "", "ar", only).reason == "holds no included word"
