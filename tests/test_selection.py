from __future__ import annotations

from syndication.selection import Arm, Selection

POLITICS = frozenset({"politics", "سیاسه"})


def test_an_own_selection_matches_by_kind_and_key() -> None:
    selection = Selection(sections=POLITICS)
    assert selection.matches([("tag", "x"), ("section", "سیاسه")])
    assert not selection.matches([("tag", "politics"), ("section", "sport")])
    assert not selection.matches([("foreign-section", "politics")])
    assert not selection.matches([])


def test_a_selection_wants_a_label_of_every_kind_that_it_names() -> None:
    selection = Selection(scope="both", sections=POLITICS, languages=frozenset({"ar", "ckb"}))
    assert selection.matches([("section", "politics"), ("language", "ckb")])
    assert selection.matches([("foreign-section", "politics"), ("foreign-language", "ar"), ("foreign", "")])
    assert not selection.matches([("section", "politics"), ("language", "en")])
    assert not selection.matches([("section", "politics"), ("foreign-language", "ar")])


def test_sources_restrict_what_is_foreign_alone() -> None:
    selection = Selection(scope="both", sources=frozenset({"agency"}))
    assert selection.matches([("all", "")])
    assert selection.matches([("source", "agency")])
    assert not selection.matches([("foreign", ""), ("source", "other")])


def test_old_stock_is_in_no_collapsed_selection() -> None:
    old_stock = [("source", "agency")]
    assert Selection(scope="foreign", sources=frozenset({"agency"})).matches(old_stock)
    assert not Selection(scope="foreign", sources=frozenset({"agency"}), collapse="story").matches(old_stock)
    assert not Selection(scope="both").matches(old_stock)


def test_words_of_a_language_make_an_arm_of_their_own() -> None:
    selection = Selection(languages=frozenset({"ar", "ckb", "kmr"}), words=(("", "نفط"), ("ar", "كردستان")))
    assert selection.arms == (
        Arm(True, (("language", frozenset({"ar"})),), "نفط كردستان"),
        Arm(True, (("language", frozenset({"ckb", "kmr"})),), "نفط"),
    )


def test_the_narrowest_group_comes_first() -> None:
    selection = Selection(
        scope="foreign", languages=frozenset({"ar"}), sources=frozenset({"a"}), tags=frozenset({"t"}), collapse="story"
    )
    (arm,) = selection.arms
    assert [kind for kind, _ in arm.groups] == ["foreign-tag", "source", "foreign-language", "foreign"]
