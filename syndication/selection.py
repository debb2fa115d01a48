"""Which articles a page shows: what is asked for, and the labels by which the store finds it (pure).

An article carries its labels as (kind, key) pairs (`model.LabelKind`). A selection is a union of `Arm`s, each of which
wants one label out of every group that it names: the publisher's own articles and other outlets' have labels of
different kinds, so one selection over both has two arms at least.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from syndication.model import Content, LabelKind, Scope

#: The kinds of own articles' labels, and of other outlets': of everything, of sections, of languages, of tags.
_OWN: tuple[LabelKind, ...] = ("all", "section", "language", "tag")
_FOREIGN: tuple[LabelKind, ...] = ("foreign", "foreign-section", "foreign-language", "foreign-tag")

Group = tuple[LabelKind, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Arm:
    """One way into a selection: an article with a label of each group, whose text holds the words."""

    own: bool  #: whether it is the publisher's own articles that come in by it
    groups: tuple[Group, ...]  #: the first one is the narrowest: pages are read by it
    words: str = ""  #: a query of the search; empty: any text


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which articles a page shows; by default all of the publisher's own. An empty set restricts nothing."""

    scope: Scope = "own"
    sources: frozenset[str] = frozenset()  #: slugs; of other outlets' articles, our own are not meant
    languages: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()  #: folded labels
    tags: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()
    #: (language, query of the search) pairs; articles in that language have to match it. "" is every language.
    words: tuple[tuple[str, str], ...] = ()
    collapse: Literal["story", "none"] = "none"  #: ``story``: one entry a story
    quota: int | None = None  #: entries of one outlet on a page at most; None: any number
    quotas: tuple[tuple[str, int], ...] = ()  #: (outlet, the same) for outlets that have less

    @property
    def arms(self) -> tuple[Arm, ...]:
        """The ways in; an article belongs here if one is its."""
        return _arms(self)

    def matches(self, labels: Collection[tuple[str, str]]) -> bool:
        """Whether an article with these (kind, key) labels may belong here; its words are not looked at.

        With the labels of several articles thrown together: whether one of them may.
        """
        found = labels if isinstance(labels, set | frozenset) else frozenset(labels)
        return any(all(any((kind, key) in found for key in keys) for kind, keys in arm.groups) for arm in self.arms)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFeed:
    """A feed that the configuration describes."""

    slug: str  #: equal to its own key
    titles: dict[str, str]  #: by UI language; at least the site's
    descriptions: dict[str, str]  #: likewise; may be empty
    selection: Selection
    min: int  #: entries shown however old
    hours: int  #: before the newest entry, within which all are shown
    max: int
    content: Content  #: what entries show at most
    listed: bool  #: whether pages and files that list feeds name it
    also: bool  #: whether the text of an entry ends in "also reported by"
    text_list: bool  #: whether the list of related articles also stands inside the text


@lru_cache(1024)
def _arms(selection: Selection) -> tuple[Arm, ...]:
    everywhere = dict(selection.words).get("", "")
    asked = {language: query for language, query in selection.words if language}
    rest = selection.languages - asked.keys()
    parts = [(frozenset((language,)), f"{everywhere} {query}".strip()) for language, query in asked.items()]
    if rest or not asked:
        parts.append((rest, everywhere))
    scopes = [own for own in (True, False) if selection.scope in ("both", "own" if own else "foreign")]
    return tuple(Arm(own, _groups(selection, own, languages), words) for own in scopes for languages, words in parts)


def _groups(selection: Selection, own: bool, languages: frozenset[str]) -> tuple[Group, ...]:
    all_, section, language, tag = _OWN if own else _FOREIGN
    found: list[Group] = [
        (tag, selection.tags),
        ("author", selection.authors),
        ("source", frozenset() if own else selection.sources),
        (section, selection.sections),
        (language, languages),
    ]
    groups = tuple((kind, keys) for kind, keys in found if keys)
    # Old stock of a source's first fetch has no label but ``source``: it is in no feed that other sources are in too.
    if not groups or (not own and selection.collapse == "story"):
        groups += ((all_, frozenset(("",))),)
    return groups
