"""A WordPress post as the database holds it (``post_content``) -> HTML as its page would have shown it.

    comments and blocks apart | shortcodes | addresses alone in a line | paragraphs (only outside blocks)

Text of the block editor has its paragraphs; text of the classic editor, or between blocks, has none (as WordPress:
wp-includes/blocks.php, ``do_blocks``). The result is no safer than its source: sanitising comes later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from syndication.intake.paragraphs import paragraphs
from syndication.intake.shortcodes import Gallery, Shortcodes, link

#: What one article may add to the counts of the import's summary.
MAX_DROPPED = 100
#: Blocks whose text is the classic editor's.
_CLASSIC = frozenset(("freeform", "shortcode"))
#: https://developer.wordpress.org/block-editor/reference-guides/block-api/ : the delimiter of a block.
_BLOCK = re.compile(r"(?P<end>/?)wp:(?:core/)?(?P<name>[a-z][a-z0-9_/-]{0,80})(?=\s|\Z)")
_ADDRESS_ALONE = re.compile(r"""(?:<p\b[^<>]*>)?\s*(https?://[^\s<>"\[\]]{1,2000})\s*(?:</p>)?""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Content:
    """What a post shows."""

    html: str
    dropped: tuple[str, ...] = ()  #: shortcodes and blocks that only their theme or plugin could have shown


def rendered(post_content: str, gallery: Gallery) -> Content:
    """The post's HTML; ``gallery`` finds the pictures of a ``[gallery]`` by its attributes. Never raises."""
    shortcodes = Shortcodes(gallery)
    parts = []
    for text, is_classic in _parts(post_content, shortcodes.dropped):
        plain = _linked(shortcodes.replaced(text))
        parts.append(paragraphs(plain) if is_classic else plain.strip())
    return Content("\n".join(filter(None, parts)), tuple(shortcodes.dropped[:MAX_DROPPED]))


def _parts(text: str, dropped: list[str]) -> Iterator[tuple[str, bool]]:
    """The text without comments, cut where the classic editor's text begins and ends, and whether it is that."""
    gathered: list[str] = []
    was_classic = True
    for piece, is_classic in _pieces(text, dropped):
        if is_classic != was_classic and not piece.isspace():
            yield "".join(gathered), was_classic
            gathered, was_classic = [], is_classic
        gathered.append(piece)
    yield "".join(gathered), was_classic


def _pieces(text: str, dropped: list[str]) -> Iterator[tuple[str, bool]]:
    """The text between comments. A comment that doesn't end hides all that follows, as in browsers."""
    open_blocks: list[bool] = []  # whether the text in each is the classic editor's
    position = 0
    while True:
        start = text.find("<!--", position)
        piece = text[position:] if start < 0 else text[position:start]
        if piece:
            yield piece, open_blocks[-1] if open_blocks else True
        end = text.find("-->", start + 4)
        if start < 0 or end < 0:
            return
        comment = text[start + 4 : end].strip()
        position = end + 3
        if comment == "nextpage":
            yield "\n\n", True
        elif block := _BLOCK.match(comment):
            if block["end"]:
                del open_blocks[-1:]
            elif comment.endswith("/"):
                dropped.append(f"wp:{block['name']} (block)")
            else:
                open_blocks.append(block["name"] in _CLASSIC)


def _linked(text: str) -> str:
    """An address alone in its line or paragraph, which WordPress shows as a player or a card, becomes a link."""
    if "http" not in text:
        return text
    return "\n".join(_linked_line(line) for line in text.split("\n"))


def _linked_line(line: str) -> str:
    found = _ADDRESS_ALONE.fullmatch(stripped) if (stripped := line.strip()).startswith(("http", "<p")) else None
    return link(found[1]) if found else line
