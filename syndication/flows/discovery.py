"""How the publisher's own pages name our feeds, so that readers and browsers find them there (pure).

``<link rel="alternate">`` is what they look for (https://www.rssboard.org/rss-autodiscovery). WordPress writes its own
into every page; the plugin here puts ours in their place.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from syndication.documents import Address
from syndication.flows import channels
from syndication.model import Ext
from syndication.render.formats import FORMATS

if TYPE_CHECKING:
    from syndication.config import Config

#: The formats that are named. RSS first: many readers take the first one.
_NAMED: tuple[Ext, ...] = ("rss", "atom", "json")


def links(config: Config) -> str:
    """The lines for every page, then those for each section's page and its articles."""
    parts = ["<!-- on every page -->", *map(_link, _feeds(Address("all", "", "rss"), config))]
    for section in config.sections:
        # A comment may not hold "--" (WHATWG HTML §13.1.6); a slug never does.
        parts.append(f"<!-- section {section.slug} -->")
        parts += map(_link, _feeds(Address("section", section.slug, "rss"), config))
    return "\n".join(parts) + "\n"


def plugin(config: Config) -> str:
    """A WordPress plugin that names our feeds and not WordPress's."""
    sections = []
    for section in config.sections:
        names = dict.fromkeys((section.slug, *section.titles.values(), *section.labels))
        rows = _rows(_feeds(Address("section", section.slug, "rss"), config))
        sections.append(f"        array( array( {', '.join(map(_php, names))} ), array(\n{rows}        ) ),\n")
    rows = _rows(_feeds(Address("all", "", "rss"), config))
    return _PLUGIN.replace("@ALL@", rows).replace("@SECTIONS@", "".join(sections))


def _feeds(address: Address, config: Config) -> list[tuple[str, str, str]]:
    """(media type, title, URL) of each format."""
    channel = channels.channel(address, config)
    urls = {each.ext: each.url for each in channel.alternates}
    return [(FORMATS[ext].media_type, channel.title, urls[ext]) for ext in _NAMED]


def _link(feed: tuple[str, str, str]) -> str:
    type, title, url = map(escape, feed)
    return f'<link rel="alternate" type="{type}" title="{title}" href="{url}">'


def _rows(feeds: list[tuple[str, str, str]]) -> str:
    return "".join(f"            array( {', '.join(map(_php, feed))} ),\n" for feed in feeds)


def _php(text: str) -> str:
    """A PHP string in single quotes, in which only these two characters mean something."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


_PLUGIN = """<?php
/*
Plugin Name: Feeds of syndication
Description: Names the feeds of syndication in every page, in place of WordPress's own.
*/

// WordPress's own links: its feed and that of all comments (2); those of categories, tags, an article's comments (3).
remove_action( 'wp_head', 'feed_links', 2 );
remove_action( 'wp_head', 'feed_links_extra', 3 );

// Each feed: media type, title, address.
function syndication_all_feeds() {
    return array(
@ALL@    );
}

// Each section: the names of its categories, and its feeds.
function syndication_sections() {
    return array(
@SECTIONS@    );
}

function syndication_feed_links() {
    $terms = array();
    if ( is_category() ) {
        $terms = array( get_queried_object() );
    } elseif ( is_single() ) {
        $terms = get_the_category();
    }
    $names = array();
    foreach ( $terms as $term ) {
        array_push( $names, $term->name, urldecode( $term->slug ) );
    }
    $feeds = array();
    foreach ( syndication_sections() as $section ) {
        if ( array_intersect( $section[0], $names ) ) {
            $feeds = array_merge( $feeds, $section[1] );
        }
    }
    foreach ( array_merge( $feeds, syndication_all_feeds() ) as $feed ) {
        printf(
            '<link rel="alternate" type="%s" title="%s" href="%s">' . "\\n",
            esc_attr( $feed[0] ),
            esc_attr( $feed[1] ),
            esc_url( $feed[2] )
        );
    }
}
add_action( 'wp_head', 'syndication_feed_links', 2 );
"""
