from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.errors import BadRequest
from syndication.text.queries import MAX_WORDS, parse, tokens


def test_words_phrases_and_exclusions_are_told_apart_and_folded() -> None:
    query = parse('  نفطٌ  "حقل   قديم" -رياضة -"كأس العالم" ')
    assert [term[0] for term in query.wanted] == [("نفط",), ("حقل", "قدیم")]
    assert [term[0] for term in query.unwanted] == [("ریاضه",), ("کاس", "العالم")]
    assert query.text == 'نفطٌ "حقل قديم" -رياضة -"كأس العالم"'


@pytest.mark.parametrize(
    ("typed", "form"),
    [("نفط", "والنفط"), ("النفط", "للنفط"), ("هەولێر", "ههولیرهوه"), ("Hewlêr", "hewlere"), ("team", "teams")],
)
def test_a_word_is_meant_in_the_forms_that_its_language_gives_it(typed: str, form: str) -> None:
    (term,) = parse(typed).wanted
    assert (form,) in term
    assert len(parse(f'"{typed}"').wanted[0]) == 1


def test_an_english_word_gets_no_kurdish_ending() -> None:
    assert parse("plan").wanted == ((("plan",), ("plans",)),)


@pytest.mark.parametrize("typed", ["«حقل قديم»", "“حقل قديم”", '"حقل قديم', "حقل-قديم", "حقل_قديم"])
def test_every_quotation_mark_makes_a_phrase_and_so_does_a_sign_inside(typed: str) -> None:
    assert parse(typed).wanted == ((("حقل", "قدیم"),),)


def test_a_word_that_is_typed_twice_counts_once() -> None:
    assert parse("Oil oil OIL").wanted == ((("oil",),),)


@pytest.mark.parametrize(
    "typed", ["", "  ", "-oil", '""', "- «»", "؟!", "a" * 201, "a b c d e f g h i j k l m n o p q r s t u"]
)
def test_what_can_not_be_searched_is_refused_in_plain_words(typed: str) -> None:
    with pytest.raises(BadRequest) as refused:
        parse(typed)
    assert refused.value.where == "q"
    assert "search" in refused.value.what


@given(st.text(max_size=220))
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_is_a_query_or_refused(typed: str) -> None:
    try:
        query = parse(typed)
    except BadRequest:
        return
    phrases = [phrase for term in query.wanted + query.unwanted for phrase in term]
    assert 1 <= sum(len(term[0]) for term in query.wanted) <= MAX_WORDS
    assert all(phrase == tuple(tokens(" ".join(phrase))) for phrase in phrases)
