"""Whether an entry of another outlet is news for our readers, and why or why not.

Domestic outlets are taken whole (``all``): a third of their titles name neither country nor town. A wide outlet is
judged by what title and summary name (``iraq``), the answer to a search a little less strictly (``query``). Words of
the operator stand above both. All words are words, never patterns: nothing that is configured can be slow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from syndication.model import Source
from syndication.text.lexicon import Hit, hits, phrases

Mode = Literal["all", "iraq", "query"]

#: Weak names that prove together what one of them does not.
WEAK_NEEDED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance:
    """Which entries of a source are taken."""

    mode: Mode = "all"
    include: tuple[str, ...] = ()  #: with one of these an entry is taken; with ``all``, only with one of these
    exclude: tuple[str, ...] = ()  #: with one of these it is not, whatever else it says


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The judgment of one entry."""

    kept: bool
    reason: str  #: a sentence's end: "names العراق", "holds the excluded word «طقس»"
    hits: tuple[Hit, ...] = ()  #: what it names; empty where that was not asked


def rule(source: Source) -> Relevance:
    """That of a source."""
    return Relevance(mode=source.relevance, include=source.include, exclude=source.exclude)


def judge(title: str, summary: str, language: str, rule: Relevance) -> Verdict:
    """Judge an entry by its title and summary (plain text): titles alone miss half of what is relevant."""
    text = f"{title}\n{summary}"
    if found := phrases(text, language, rule.exclude):
        return Verdict(kept=False, reason=f"holds the excluded word «{found[0]}»")
    if found := phrases(text, language, rule.include):
        return Verdict(kept=True, reason=f"holds the included word «{found[0]}»")
    if rule.mode == "all":
        return Verdict(kept=not rule.include, reason="holds no included word" if rule.include else "all are taken")
    named = hits(text, language)
    strong = [hit.name for hit in named if not hit.weak]
    needed = WEAK_NEEDED if rule.mode == "iraq" else 1
    names = ", ".join(strong or [hit.name for hit in named])
    if strong or len(named) >= needed:
        return Verdict(kept=True, reason=f"names {names}", hits=named)
    if named:
        return Verdict(kept=False, reason=f"names only {names}, which proves nothing alone", hits=named)
    return Verdict(kept=False, reason="names nothing Iraqi or Kurdish")
