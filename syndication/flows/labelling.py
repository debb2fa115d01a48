"""Which labels an article gets: by them pages select it (pure but for the keys of tags, which the store gives).

Own articles and other outlets' have labels of different kinds, so that no feed of our own ever holds a foreign article
and a merged one reads both. What a source's first fetch brought as old stock is labelled as its source's alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from syndication.model import OWN, Article, Stored
from syndication.text.fold import fold
from syndication.text.keys import name_key


def labels_of(article: Article, tag_keys: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """Every (kind, key) by which a page may select this article; ``tag_keys``: the public key of each tag."""
    sections = {folded for name in article.sections if (folded := fold(name))}
    tags = {tag_keys[tag] for tag in article.tags if tag in tag_keys}
    if article.outlet == OWN:
        keys = {("all", ""), ("language", article.language)}
        keys |= {("section", section) for section in sections} | {("tag", tag) for tag in tags}
        return frozenset(keys | {("author", key) for key in authors_of(article)})
    keys = {("source", article.credit.source)} if article.credit else set()
    if not article.backlog:
        keys |= {("foreign", ""), ("foreign-language", article.language)}
        keys |= {("foreign-section", section) for section in sections} | {("foreign-tag", tag) for tag in tags}
    return frozenset(keys)


def authors_of(article: Article) -> dict[str, str]:
    """The names of its authors by key, as they stand there: which of them are shown is the byline rule's to say."""
    return {key: name for name in article.authors if (key := name_key(name))}


def sort_of(stored: Stored) -> int:
    """When it was published, as pages order it, in seconds; 0 for what is undated.

    Another outlet's article never stands above its arrival: a clock that is ahead would hold the top of every page.
    """
    published = stored.article.published
    if published is None:
        return 0
    if stored.article.outlet != OWN:
        published = min(published, stored.first_seen)
    return int(published.timestamp())
