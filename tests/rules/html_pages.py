"""HTML pages: what the Nu checker (https://validator.w3.org/nu/) holds against a document, as far as a library sees it.

html5lib parses as browsers do and tells every parse error; the rest is the content model and the attributes of the
elements that our pages have. What concerns people rather than parsers is in ``tests/render/test_html_access.py``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import html5lib

from tests.rules.checking import Rule, is_language, is_url

HTML = "https://html.spec.whatwg.org/multipage"
_NAMESPACE = "{http://www.w3.org/1999/xhtml}"

#: https://html.spec.whatwg.org/multipage/obsolete.html#non-conforming-features
OBSOLETE = {
    *("acronym", "applet", "basefont", "bgsound", "big", "blink", "center", "dir", "font", "frame", "frameset"),
    *("isindex", "keygen", "listing", "marquee", "menuitem", "multicol", "nextid", "nobr", "noembed", "noframes"),
    *("param", "plaintext", "rb", "rtc", "spacer", "strike", "tt", "xmp"),
}
OBSOLETE_ATTRIBUTES = {
    *("align", "bgcolor", "border", "cellpadding", "cellspacing", "clear", "hspace", "language", "longdesc"),
    *("noshade", "nowrap", "rev", "valign", "vspace", "xmlns"),
}
EVERYWHERE = {"class", "dir", "hidden", "id", "lang", "tabindex", "title", "role", "translate"}
#: The attributes of elements beside those of every element; an element that is not here has none.
ATTRIBUTES = {
    "a": {"download", "href", "hreflang", "rel", "target", "type"},
    "audio": {"controls", "loop", "muted", "preload", "src"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "img": {"alt", "decoding", "height", "loading", "referrerpolicy", "sizes", "src", "srcset", "width"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "link": {"href", "hreflang", "media", "rel", "sizes", "type"},
    "meta": {"charset", "content", "media", "name", "property"},
    "ol": {"reversed", "start", "type"},
    "q": {"cite"},
    "source": {"media", "sizes", "src", "srcset", "type"},
    "style": {"media"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"abbr", "colspan", "headers", "rowspan", "scope"},
    "time": {"datetime"},
    "track": {"kind", "label", "src", "srclang"},
    "video": {"controls", "height", "loop", "muted", "poster", "preload", "src", "width"},
}
#: What may stand directly in an element that holds only certain others, and no text.
CHILDREN = {
    **dict.fromkeys(("ul", "ol", "menu"), frozenset({"li", "script", "template"})),
    "dl": frozenset({"dt", "dd", "div", "script", "template"}),
    "table": frozenset({"caption", "colgroup", "thead", "tbody", "tfoot", "tr"}),
    **dict.fromkeys(("thead", "tbody", "tfoot"), frozenset({"tr"})),
    "tr": frozenset({"td", "th"}),
    "head": frozenset({"meta", "title", "link", "style", "base", "script"}),
}
PHRASING = {
    *("a", "abbr", "audio", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins"),
    *("kbd", "mark", "picture", "q", "rp", "rt", "ruby", "s", "samp", "small", "source", "span", "strong", "sub"),
    *("sup", "time", "track", "u", "var", "video", "wbr"),
}
#: Elements in which only phrasing may stand.
INLINE = {
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "span", "b", "i", "em", "strong", "small", "code", "cite", "q"),
    *("abbr", "bdi", "bdo", "mark", "s", "sub", "sup", "time", "u", "kbd", "samp", "var", "dfn", "summary"),
}
INTERACTIVE = {"a", "button", "details", "iframe", "input", "label", "select", "textarea"}
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d)?)?")


class Page:
    """A page as a browser's parser reads it; ``elements`` are all of them with their parents."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"))
        self.root: Any = parser.parse(data, transport_encoding="utf-8")
        self.errors = [f"{place}: {code} {facts or ''}" for place, code, facts in parser.errors]
        self.elements = [
            (parent, each) for parent in self.root.iter() if named(parent) for each in parent if named(each)
        ]

    def all(self, name: str) -> Iterator[Any]:
        yield from (each for _, each in self.elements if named(each) == name)


def named(element: Any) -> str:
    """The name of an element; of a comment none."""
    return element.tag.removeprefix(_NAMESPACE) if isinstance(element.tag, str) else ""


def values(names: Iterable[str], fits: Callable[[str], object]) -> Callable[[Page], Iterable[str]]:
    """The attributes of these names must fit, on whatever element."""
    return lambda page: (
        f"{named(each)} {name}={each.get(name)!r}"
        for _, each in [(None, page.root), *page.elements]
        for name in names
        if each.get(name) is not None and not fits(each.get(name))
    )


def late_charset(page: Page) -> Iterator[str]:
    if not re.search(rb'<meta charset="utf-8">', page.data[:1024], re.IGNORECASE):
        yield "not within the first 1024 bytes"


def titles(page: Page) -> Iterator[str]:
    found = [
        "".join(each.itertext()).strip()
        for parent, each in page.elements
        if (named(parent), named(each)) == ("head", "title")
    ]
    if len(found) != 1 or not found[0]:
        yield f"{found}"


def strange_attributes(page: Page) -> Iterator[str]:
    for _, each in page.elements:
        name = named(each)
        allowed = EVERYWHERE | ATTRIBUTES.get(name, set()) | OBSOLETE_ATTRIBUTES
        yield from (
            f"{name} {key}" for key in each.attrib if key not in allowed and not key.startswith(("data-", "aria-"))
        )


def strange_children(page: Page) -> Iterator[str]:
    for parent, each in page.elements:
        allowed = CHILDREN.get(named(parent))
        if allowed is not None and named(each) not in allowed:
            yield f"{named(each)} in {named(parent)}"
    for _, each in page.elements:
        if named(each) in CHILDREN and named(each) != "head":
            loose = (each.text or "") + "".join(child.tail or "" for child in each)
            if loose.strip():
                yield f"{loose.strip()[:40]!r} in {named(each)}"


def blocks_in_lines(page: Page) -> Iterator[str]:
    for parent, each in page.elements:
        if named(parent) in INLINE and named(each) not in PHRASING | OBSOLETE:
            yield f"{named(each)} in {named(parent)}"


def nested_links(page: Page) -> Iterator[str]:
    for link in page.all("a"):
        yield from (f"{named(each)} in a" for each in link.iter() if each is not link and named(each) in INTERACTIVE)


def captions(page: Page) -> Iterator[str]:
    for figure in page.all("figure"):
        places = [place for place, each in enumerate(figure) if named(each) == "figcaption"]
        if len(places) > 1 or (places and places[0] not in (0, len(figure) - 1)):
            yield "neither the first nor the last of its figure, or not the only one"


def stray_captions(page: Page) -> Iterator[str]:
    yield from (
        named(parent) for parent, each in page.elements if named(each) == "figcaption" and named(parent) != "figure"
    )


def mains(page: Page) -> Iterator[str]:
    if (times := len(list(page.all("main")))) > 1:
        yield f"{times} times main"


def unsourced(page: Page) -> Iterator[str]:
    yield from ("img" for each in page.all("img") if not each.get("src"))


def bare_links(page: Page) -> Iterator[str]:
    yield from ("link" for each in page.all("link") if not each.get("href") or not each.get("rel"))


def same_ids(page: Page) -> Iterator[str]:
    counted = Counter(each.get("id") for _, each in page.elements if each.get("id"))
    yield from (name for name, times in counted.items() if times > 1)


def is_reference(url: str) -> bool:
    """An address of ours may be a fragment or a path; none may have blanks or letters that are not encoded."""
    return is_url(url) or re.fullmatch(r"[#/?][!-~]*", url) is not None


def is_moment(text: str) -> bool:
    return _DATE.fullmatch(text) is not None


RULES: tuple[Rule[Page], ...] = (
    Rule("it_has_no_parse_errors", f"{HTML}/parsing.html#parse-errors", lambda page: page.errors),
    Rule("its_charset_is_told_early", f"{HTML}/semantics.html#charset", late_charset),
    Rule("it_has_one_title", f"{HTML}/semantics.html#the-title-element", titles),
    Rule("it_has_one_main", f"{HTML}/grouping-content.html#the-main-element", mains),
    Rule("an_id_stands_once", f"{HTML}/dom.html#the-id-attribute", same_ids),
    Rule("an_id_has_no_blanks", f"{HTML}/dom.html#the-id-attribute", values(["id"], re.compile(r"\S+").fullmatch)),
    Rule(
        "no_element_is_obsolete",
        f"{HTML}/obsolete.html#non-conforming-features",
        lambda page: (named(each) for _, each in page.elements if named(each) in OBSOLETE),
    ),
    Rule(
        "no_attribute_is_obsolete",
        f"{HTML}/obsolete.html#non-conforming-features",
        lambda page: (
            f"{named(each)} {key}" for _, each in page.elements for key in each.attrib if key in OBSOLETE_ATTRIBUTES
        ),
    ),
    Rule("attributes_are_those_of_the_element", f"{HTML}/indices.html#attributes-3", strange_attributes),
    Rule("lists_and_tables_hold_their_parts_alone", f"{HTML}/indices.html#elements-3", strange_children),
    Rule("lines_of_text_hold_no_blocks", f"{HTML}/dom.html#phrasing-content-2", blocks_in_lines),
    Rule("nothing_to_click_is_in_a_link", f"{HTML}/text-level-semantics.html#the-a-element", nested_links),
    Rule("a_caption_is_first_or_last", f"{HTML}/grouping-content.html#the-figure-element", captions),
    Rule("a_caption_is_in_a_figure", f"{HTML}/grouping-content.html#the-figcaption-element", stray_captions),
    Rule("a_picture_has_an_address", f"{HTML}/embedded-content.html#attr-img-src", unsourced),
    Rule("a_link_element_has_address_and_relation", f"{HTML}/semantics.html#the-link-element", bare_links),
    Rule(
        "addresses_are_encoded",
        f"{HTML}/urls-and-fetching.html#valid-url-potentially-surrounded-by-spaces",
        values(("href", "src", "poster", "cite"), is_reference),
    ),
    Rule(
        "sizes_are_whole_numbers",
        f"{HTML}/embedded-content-other.html#dimension-attributes",
        values(("width", "height"), re.compile("[0-9]+").fullmatch),
    ),
    Rule(
        "directions_are_known",
        f"{HTML}/dom.html#the-dir-attribute",
        values(["dir"], {"ltr", "rtl", "auto"}.__contains__),
    ),
    Rule(
        "languages_are_tags",
        f"{HTML}/dom.html#the-lang-and-xml:lang-attributes",
        values(("lang", "hreflang"), is_language),
    ),
    Rule(
        "times_are_for_machines", f"{HTML}/text-level-semantics.html#the-time-element", values(["datetime"], is_moment)
    ),
)
