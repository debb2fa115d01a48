"""RSS 2.0: its specification, and the RSS Advisory Board's profile of it, in which SHOULD is a rule here too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from tests.rules.checking import (
    Rule,
    Xml,
    is_count,
    is_decoded,
    is_language,
    is_media_type,
    is_url,
    is_web_url,
    lacking,
    present,
    repeated,
    rfc_822,
    twice,
    unlike,
    value,
    where,
)

SPECIFICATION = "https://www.rssboard.org/rss-specification"
PROFILE = "https://www.rssboard.org/rss-profile"
CHANNEL = f"{PROFILE}#element-channel"
ITEM = f"{PROFILE}#element-channel-item"
MEDIA = "https://www.rssboard.org/media-rss"
SYNDICATION = "https://web.resource.org/rss/1.0/modules/syndication/"
W3C = "https://validator.w3.org/feed/docs"

#: Elements of no namespace: those that may stand in an element.
KNOWN = {
    "rss": {"channel"},
    "channel": {
        *("item", "title", "link", "description", "category", "pubDate", "cloud", "copyright", "docs", "generator"),
        *("image", "language", "lastBuildDate", "managingEditor", "rating", "skipDays", "skipHours", "textInput"),
        *("ttl", "webMaster"),
    },
    "item": {
        *("title", "link", "description", "category", "pubDate", "author", "comments", "enclosure", "guid", "source")
    },
    "image": {"title", "link", "description", "url", "width", "height"},
    "textInput": {"title", "link", "description", "name"},
    "skipDays": {"day"},
    "skipHours": {"hour"},
}
#: Elements of character data.
TEXTS = "title|link|description|category|pubDate|url|width|height|author|comments|guid|source|copyright|docs|generator"
DAYS = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
DATES = "//pubDate | //lastBuildDate"
PEOPLE = "//managingEditor | //webMaster | //item/author"
URLS = (
    "//channel/link | //item/link | //comments | //docs | //image/url | //image/link | //source/@url"
    " | //enclosure/@url | //atom:link/@href | //media:content/@url | //media:thumbnail/@url"
)
CLOUD = ("domain", "path", "port", "protocol", "registerProcedure")
#: `&` and `<` in another form than the hexadecimal one, in an element of plain text.
_NAMED = re.compile(
    rb"<(title|category|copyright|generator|source|managingEditor|webMaster|author)(?: [^>]*)?>"
    rb"(?:<!\[CDATA\[|[^<]*&(?:amp|lt|#38|#60);)"
)
_NAMED_ABOUT = re.compile(rb"<(description)>(?:<!\[CDATA\[|[^<]*&(?:amp|lt|#38|#60);)")


def ill_formed(feed: Xml) -> Iterator[str]:
    if feed.fault:
        yield feed.fault


def other_root(feed: Xml) -> Iterator[str]:
    if not feed.fault and (feed.root.tag != "rss" or feed.root.get("version") != "2.0"):
        yield f"{feed.root.tag} {feed.root.get('version')}"


def channels(feed: Xml) -> Iterator[str]:
    if feed.root.tag == "rss" and len(feed.root) != 1:
        yield f"{len(feed.root)} elements in rss"


def strange(feed: Xml) -> Iterator[str]:
    for node in feed.nodes("//rss//*[namespace-uri() = '']"):
        if node.tag not in KNOWN.get(node.getparent().tag, ()):
            yield f"{where(node)}: in {node.getparent().tag}"


def misplaced(feed: Xml) -> Iterator[str]:
    for channel in feed.nodes("/rss/channel"):
        names = [node.tag for node in channel]
        if "item" in names:
            yield from {str(name) for name in names[names.index("item") :]} - {"item"}


def weekdays(feed: Xml) -> Iterator[str]:
    for text in feed.values(DATES):
        moment = rfc_822(text)
        if moment is not None and "," in text and not text.startswith(moment.strftime("%a")):
            yield text


def long_years(feed: Xml) -> Iterator[str]:
    yield from (text for text in feed.values(DATES) if rfc_822(text) and not re.search(r" [0-9]{4} ", text))


def named_references(feed: Xml) -> Iterator[str]:
    if not feed.fault:
        yield from (found[0].decode() for found in _NAMED.finditer(feed.data))
        yield from (found[0].decode() for found in _NAMED_ABOUT.finditer(feed.data.split(b"<item")[0]))


def is_person(text: str) -> bool:
    return re.fullmatch(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+ \([^()]+\)", text) is not None


def bad_clouds(feed: Xml) -> Iterator[str]:
    for cloud in feed.nodes("//channel/cloud"):
        yield from (f"no {name}" for name in CLOUD if cloud.get(name) is None)
        if cloud.get("protocol") not in (None, "xml-rpc", "soap", "http-post"):
            yield f"protocol {cloud.get('protocol')}"


def other_than_channel(name: str) -> Callable[[Xml], Iterable[str]]:
    def find(feed: Xml) -> Iterator[str]:
        for image in feed.nodes("//channel/image"):
            if image.findtext(name) and image.findtext(name) != image.getparent().findtext(name):
                yield f"{image.findtext(name)} is not {image.getparent().findtext(name)}"

    return find


def is_picture(url: str) -> bool:
    """By its ending; an address without one is taken on trust."""
    last = url.rpartition("/")[2]
    return "." not in last or last.lower().endswith((".gif", ".jpg", ".jpeg", ".png"))


def bad_enclosures(feed: Xml) -> Iterator[str]:
    for each in feed.nodes("//item/enclosure"):
        yield from (f"no {name}" for name in ("url", "length", "type") if not each.get(name))


def bad_sources(feed: Xml) -> Iterator[str]:
    yield from (where(each) for each in feed.nodes("//item/source") if not each.get("url") or not value(each))


def covered_by_our_rights(feed: Xml) -> Iterator[str]:
    if feed.nodes("//channel/copyright"):
        yield from map(where, feed.nodes("//item[source and not(dc:rights)]"))


def other_languages(feed: Xml) -> Iterator[str]:
    """A channel's language is that of every item; of several outlets' items it has none."""
    said = [text.lower().split("-")[0] for text in feed.values("//channel/language")]
    for item in feed.nodes("//item[source and @xml:lang]"):
        own = item.get("{http://www.w3.org/XML/1998/namespace}lang").lower().split("-")[0]
        if said and own not in said:
            yield f"{where(item)}: {own}"


def later_items(feed: Xml) -> Iterator[str]:
    """The only clock that a document has is its own lastBuildDate."""
    built = next(filter(None, map(rfc_822, feed.values("//channel/lastBuildDate"))), None)
    for text in feed.values("//item/pubDate"):
        moment = rfc_822(text)
        if built is not None and moment is not None and moment > built:
            yield text


def early_content(feed: Xml) -> Iterator[str]:
    for content in feed.nodes("//item/content:encoded"):
        if content.xpath("count(preceding-sibling::description)") == 0:
            yield where(content)


def relative_links(feed: Xml) -> Iterator[str]:
    for piece in feed.pieces:
        yield from (link for _, _, link, _ in piece.iterlinks() if not is_url(link))


def dangerous(feed: Xml) -> Iterator[str]:
    for piece in feed.pieces:
        for node in piece.iter(etree.Element):
            if node.tag in ("script", "object", "embed", "iframe", "style", "link", "meta", "form"):
                yield f"<{node.tag}>"
            yield from (name for name in node.keys() if name.startswith("on"))  # noqa: SIM118  # an element, no dict


def selves(feed: Xml) -> Iterator[str]:
    for channel in feed.nodes("/rss/channel"):
        found = channel.xpath("atom:link[@rel='self']", namespaces={"atom": "http://www.w3.org/2005/Atom"})
        if len(found) != 1:
            yield f"{len(found)} links to itself"
        elif found[0].get("type") != "application/rss+xml":
            yield f"its type is {found[0].get('type')}"


RULES: tuple[Rule[Xml], ...] = (
    Rule("it_is_well_formed_xml", f"{SPECIFICATION}#whatIsRss", ill_formed),
    Rule("its_root_is_rss_2_0", f"{PROFILE}#element-rss", other_root),
    Rule("it_has_one_channel", CHANNEL, channels),
    Rule("elements_without_a_namespace_are_of_rss", f"{SPECIFICATION}#extendingRss", strange),
    Rule("the_channel_has_a_title", f"{CHANNEL}-title", lacking("/rss/channel", "title")),
    Rule("the_channel_has_a_link", f"{CHANNEL}-link", lacking("/rss/channel", "link")),
    Rule("the_channel_has_a_description", f"{CHANNEL}-description", lacking("/rss/channel", "description")),
    Rule(
        "the_channels_elements_stand_once",
        CHANNEL,
        repeated("/rss/channel", *KNOWN["channel"] - {"category", "item"}),
    ),
    Rule("items_come_last", CHANNEL, misplaced),
    Rule(
        "plain_text_has_no_elements_in_it",
        f"{PROFILE}#data-types-characterdata",
        present(
            f"//rss//*[namespace-uri() = '' and contains('|{TEXTS}|', concat('|', name(), '|'))]/*",
            "in plain text",
        ),
    ),
    Rule("plain_text_has_hexadecimal_references", f"{PROFILE}#data-types-characterdata", named_references),
    Rule("titles_are_decoded", f"{PROFILE}#data-types-characterdata", unlike("//title | //category", is_decoded)),
    Rule("dates_are_those_of_rfc_822", f"{PROFILE}#data-types-datetime", unlike(DATES, rfc_822)),
    Rule("years_have_four_digits", f"{PROFILE}#data-types-datetime", long_years),
    Rule("weekdays_are_those_of_the_date", "https://www.rfc-editor.org/rfc/rfc822#section-5.2", weekdays),
    Rule("people_have_an_address_and_a_name", f"{PROFILE}#data-types-email", unlike(PEOPLE, is_person)),
    Rule("addresses_are_absolute", f"{PROFILE}#data-types-url", unlike(URLS, is_url)),
    Rule("categories_are_not_empty", f"{CHANNEL}-category", unlike("//category", bool)),
    Rule("a_cloud_says_how_to_reach_it", f"{CHANNEL}-cloud", bad_clouds),
    Rule(
        "docs_is_the_specification",
        f"{CHANNEL}-docs",
        unlike("//channel/docs", re.compile(r"https?://www\.rssboard\.org/rss-specification").fullmatch),
    ),
    Rule(
        "the_image_has_address_title_and_link", f"{CHANNEL}-image", lacking("//channel/image", "url", "title", "link")
    ),
    Rule("the_images_title_is_the_channels", f"{CHANNEL}-image-title", other_than_channel("title")),
    Rule("the_images_link_is_the_channels", f"{CHANNEL}-image-link", other_than_channel("link")),
    Rule("the_image_is_gif_jpeg_or_png", f"{CHANNEL}-image-url", unlike("//channel/image/url", is_picture)),
    Rule(
        "the_image_is_at_most_144_wide",
        f"{CHANNEL}-image-width",
        unlike("//channel/image/width", lambda text: is_count(text) and 0 < int(text) <= 144),
    ),
    Rule(
        "the_image_is_at_most_400_high",
        f"{CHANNEL}-image-height",
        unlike("//channel/image/height", lambda text: is_count(text) and 0 < int(text) <= 400),
    ),
    Rule("the_language_is_a_tag", f"{CHANNEL}-language", unlike("//channel/language", is_language)),
    Rule("days_to_skip_are_days", f"{CHANNEL}-skipdays", unlike("//skipDays/day", DAYS.__contains__)),
    Rule("days_to_skip_stand_once", f"{CHANNEL}-skipdays", twice("//skipDays/day")),
    Rule(
        "hours_to_skip_are_0_to_23",
        f"{CHANNEL}-skiphours",
        unlike("//skipHours/hour", re.compile("1?[0-9]|2[0-3]").fullmatch),
    ),
    Rule("hours_to_skip_stand_once", f"{CHANNEL}-skiphours", twice("//skipHours/hour")),
    Rule("there_is_no_text_input", f"{CHANNEL}-textinput", present("//channel/textInput", "nobody shows it")),
    Rule(
        "the_time_to_live_is_in_whole_minutes",
        f"{CHANNEL}-ttl",
        unlike("//channel/ttl", re.compile("[1-9][0-9]*").fullmatch),
    ),
    Rule("an_item_has_title_or_description", ITEM, lacking("//item", "title | description")),
    Rule(
        "an_items_elements_stand_once",
        ITEM,
        repeated("//item", *KNOWN["item"] - {"category", "enclosure"}),
    ),
    Rule("an_item_has_an_id", f"{ITEM}-guid", lacking("//item", "guid")),
    Rule("an_id_stands_once", f"{ITEM}-guid", twice("//item/guid")),
    Rule(
        "an_id_that_is_an_address_is_absolute",
        f"{ITEM}-guid",
        unlike("//item/guid[not(@isPermaLink) or @isPermaLink = 'true']", is_web_url),
    ),
    Rule(
        "ispermalink_is_true_or_false",
        f"{ITEM}-guid",
        unlike("//item/guid/@isPermaLink", {"true", "false"}.__contains__),
    ),
    Rule("an_enclosure_has_its_attributes", f"{ITEM}-enclosure", bad_enclosures),
    Rule("an_item_has_one_enclosure", f"{ITEM}-enclosure", repeated("//item", "enclosure")),
    Rule("an_enclosures_length_is_in_bytes", f"{ITEM}-enclosure", unlike("//enclosure/@length[. != '']", is_count)),
    Rule(
        "an_enclosures_type_is_a_media_type", f"{ITEM}-enclosure", unlike("//enclosure/@type[. != '']", is_media_type)
    ),
    Rule(
        "an_enclosures_address_is_of_the_web",
        f"{SPECIFICATION}#ltenclosuregtSubelementOfLtitemgt",
        unlike("//enclosure/@url[. != '']", lambda text: is_web_url(text) or not is_url(text)),
    ),
    Rule("a_source_has_address_and_title", f"{ITEM}-source", bad_sources),
    Rule("the_copyright_does_not_cover_what_is_from_elsewhere", f"{ITEM}-source", covered_by_our_rights),
    Rule("the_language_is_that_of_what_is_from_elsewhere", f"{ITEM}-source", other_languages),
    Rule("no_item_is_later_than_the_feed", f"{ITEM}-pubdate", later_items),
    Rule("addresses_in_texts_are_absolute", f"{ITEM}-description", relative_links),
    Rule("texts_do_nothing_by_themselves", f"{W3C}/warning/SecurityRisk.html", dangerous),
    Rule("the_feed_links_to_itself_once", f"{PROFILE}#namespace-elements-atom-link", selves),
    Rule("the_description_comes_before_the_content", f"{PROFILE}#namespace-elements-content-encoded", early_content),
    Rule(
        "an_item_has_author_or_creator",
        f"{PROFILE}#namespace-elements-dublin-creator",
        present("//item[author]/dc:creator", "besides an author"),
    ),
    Rule("comments_are_counted", f"{PROFILE}#namespace-elements-slash-comments", unlike("//slash:comments", is_count)),
    Rule(
        "the_namespace_of_media_rss_ends_in_a_slash",
        f"{MEDIA}#namespace-declaration",
        present("//*[namespace-uri() = 'http://search.yahoo.com/mrss']", "no reader knows it"),
    ),
    Rule(
        "a_mediums_name_is_known",
        f"{MEDIA}#media-content",
        unlike("//media:content/@medium", {"image", "audio", "video", "document", "executable"}.__contains__),
    ),
    Rule(
        "the_update_period_is_known",
        SYNDICATION,
        unlike("//sy:updatePeriod", {"hourly", "daily", "weekly", "monthly", "yearly"}.__contains__),
    ),
    Rule(
        "the_update_frequency_is_a_number",
        SYNDICATION,
        unlike("//sy:updateFrequency", re.compile("[1-9][0-9]*").fullmatch),
    ),
)
