"""What a move from a WordPress site still lacks: sections, addresses, ids (docs/moving.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndication.documents import Address
from syndication.errors import NotFound
from syndication.flows import addresses, channels
from syndication.intake import wxr_labels
from syndication.normalise.fields import NO_SECTION
from syndication.text.fold import fold
from syndication.text.keys import name_key

if TYPE_CHECKING:
    from syndication.config import Config

#: What WordPress says in ``<id>`` of every Atom feed it makes, also those of categories (wp-includes/feed-atom.php).
ATOM_ID = "{}/feed/atom/"


@dataclass(frozen=True, slots=True)
class Category:
    """A category whose articles are in no section."""

    name: str
    slug: str
    posts: int


@dataclass(frozen=True, slots=True)
class OldAddress:
    """A feed's address on the old site that we do not answer with that feed."""

    path: str
    posts: int  #: articles that it showed over the years
    reason: str


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is to do, the most used first."""

    categories: tuple[Category, ...]
    addresses: tuple[OldAddress, ...]
    wordpress_id: str  #: what to write as feeds.wordpress_id; empty: it is written already, or not known


def survey(path: str, config: Config) -> Survey:
    """Compare an export with the settings. Raises InputError if it can't be read."""
    labels = wxr_labels.read(path)
    categories = [
        Category(name, slugs, posts)
        for (name, slugs), posts in labels.categories.most_common()
        if not config.sections_of([name]) and fold(name) not in NO_SECTION
    ]
    lacking = [*_categories(labels, config), *_tags(labels)]
    id = ATOM_ID.format(labels.home) if labels.home else ""
    return Survey(
        categories=tuple(categories),
        addresses=tuple(sorted(lacking, key=lambda each: -each.posts)),
        wordpress_id="" if id == channels.feed_id(Address("all", "", "atom"), config) else id,
    )


def _categories(labels: wxr_labels.Labels, config: Config) -> Iterator[OldAddress]:
    """The categories whose address finds no section, or another one than their articles are in."""
    for (name, slugs), posts in labels.categories.items():
        path = f"/category/{slugs}/feed/"
        meant = [section.slug for section in config.sections_of([name])]
        try:
            found = addresses.parse(path, config).key
        except NotFound:
            slug = slugs.rpartition("/")[2]
            reason = f"add «{slug}» to the labels of {meant[0]}" if meant else "no section has this slug"
            yield OldAddress(path, posts, reason)
            continue
        if meant and found not in meant:
            yield OldAddress(path, posts, f"answered with {found}, but «{name}» means {meant[0]}")


def _tags(labels: wxr_labels.Labels) -> Iterator[OldAddress]:
    """The tags whose slug is not what we make of their name."""
    for (name, slug), posts in labels.tags.items():
        if name_key(slug) != (key := name_key(name)):
            yield OldAddress(f"/tag/{slug}/feed/", posts, f"here it is /tags/{key}.rss" if key else "has no letters")
