"""WordPress's shortcodes, ``[name attribute="value"]text[/name]``, in an article that nobody has rendered.

Those of WordPress itself become what they show: ``caption`` and ``gallery`` figures, ``audio`` and ``video`` players,
``embed`` and the players of plugins a link. All others belong to a theme or a plugin that we do not have: the tags go,
the text inside stays, and the name is counted.

Nobody can know all names, and square brackets are also how people write (``[sic]``, ``[…]``). A bracket is a shortcode
if it has attributes, an end tag, ``_`` or ``-`` in its name, or stands alone in its line, in small letters.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence

from syndication.intake.wxr_spool import Attachment
from syndication.text.urls import host

#: Finds a gallery's pictures by the shortcode's attributes.
Gallery = Callable[[Mapping[str, str]], Sequence[Attachment]]

CAPTIONS = frozenset(("caption", "wp_caption"))
MEDIA = frozenset(("audio", "video"))
#: Each shows a player of some other site, whose address is its text or one of its attributes.
PLAYERS = frozenset(
    (
        *("embed", "embedyt", "youtube", "youtube_sc", "lyte", "vimeo", "dailymotion", "arve", "ted", "vc_video"),
        *("facebook", "fb", "twitter", "tweet", "instagram", "tiktok", "telegram", "soundcloud", "spotify"),
        *("googlemaps", "iframe", "responsive-video", "fusion_youtube", "fusion_vimeo"),
    )
)
#: Always shortcodes, wherever they stand and however bare.
BARE = frozenset(("ad", "ads", "adsense", "gallery", "playlist", *CAPTIONS))
#: What stands in these is code in base64, which nobody was to read.
UNREADABLE = frozenset(("vc_raw_html", "vc_raw_js"))
#: Attributes that name a file, best first (wp-includes/media.php, wp_get_video_extensions, wp_get_audio_extensions).
_FILES = ("src", "mp4", "m4v", "webm", "ogv", "flv", "mp3", "m4a", "ogg", "oga", "wav", "flac", "url")

#: A tag of HTML (brackets in its attributes are none of ours), or a shortcode. Its head has no brackets, as in
#: WordPress, so that every character is looked at by one attempt only.
_TOKEN = re.compile(
    r"</?[a-zA-Z][^<>]*>"
    r"|\[(?P<escape>\[?)(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9_-]{0,60})(?P<head>(?:[\s=/][^\[\]]{0,5000})?)\](?P<close>\]?)"
)
_END = re.compile(r"\[/([a-zA-Z][a-zA-Z0-9_-]{0,60})\]")
_ATTRIBUTE = re.compile(r"""(?<![\w-])([\w-]{1,60})=(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")
_HAS_ATTRIBUTE = re.compile(r"\s[\w-]{1,60}=")
#: Editors turn straight quotation marks into these.
_QUOTES = str.maketrans(dict.fromkeys("“”„″«»", '"') | dict.fromkeys("‘’′", "'"))
_ADDRESS = re.compile(r"""https?://[^\s"'<>\[\]|]{1,2000}""", re.IGNORECASE)
_PICTURE = re.compile(r"\s*((?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?)", re.IGNORECASE)
#: Characters before and after a shortcode that are looked at to tell whether it is alone in its line.
_NEAR = 50


class Shortcodes:
    """The shortcodes of one article. ``dropped`` names each that went, as often as it did."""

    def __init__(self, gallery: Gallery) -> None:
        self.dropped: list[str] = []
        self._gallery = gallery

    def replaced(self, text: str) -> str:
        """``text`` without shortcodes."""
        if "[" not in text:
            return text
        ended = set(_END.findall(text))
        out: list[str] = []
        position = 0
        parted: int | None = None  # where the last end tag ended
        while found := _TOKEN.search(text, position):
            out.append(text[position : found.start()])
            position = found.end()
            if found["name"] is None or not _is_one(found, text, ended):
                out.append(found[0])
            elif found["escape"] and found["close"]:
                out.append(found[0][1:-1])
            else:
                out.append(found["escape"])
                position -= len(found["close"])
                if parted is not None and not found["end"] and not text[parted : found.start()].strip():
                    out.append("\n\n")  # one column ends, the next begins
                piece, position = self._one(found, text, position, ended)
                out.append(piece)
                parted = position if found["end"] else None
        out.append(text[position:])
        return "".join(out)

    def _one(self, found: re.Match[str], text: str, position: int, ended: set[str]) -> tuple[str, int]:
        """What a shortcode becomes, and where the text goes on."""
        name = found["name"].lower()
        if found["end"]:
            return "", position
        head = found["head"].translate(_QUOTES)
        if name == "gallery":
            return self._figures(head), position
        if name not in CAPTIONS | MEDIA | PLAYERS | UNREADABLE:
            self._drop(name)
            return "", position
        inner = ""
        if found["name"] in ended and not head.endswith("/"):
            end = text.find(f"[/{found['name']}]", position)
            if end < 0:
                ended.discard(found["name"])  # all of them lie behind: look no more
            else:
                inner, position = text[position:end], end + len(found["name"]) + 3
        if name in CAPTIONS:
            return self._captioned(head, inner), position
        if name in MEDIA:
            return self._player(name, head, inner), position
        if name in PLAYERS:
            return self._link(name, head, inner), position
        self._drop(name)
        return "", position

    def _figures(self, head: str) -> str:
        pictures = self._gallery(_attributes(head))
        if not pictures:
            self.dropped.append("[gallery] (its pictures are not in the export)")
        return "".join(f"\n\n{_figure(each)}\n\n" for each in pictures)

    def _captioned(self, head: str, inner: str) -> str:
        """The picture and what is written under it; without a picture, the text."""
        words = _attributes(head).get("caption", "")
        picture = _PICTURE.match(inner)
        if picture is None:
            return f"\n\n{self.replaced(inner)}\n\n{words}\n\n"
        under = " ".join(self.replaced(words or inner[picture.end() :]).split())
        caption = f"<figcaption>{under}</figcaption>" if under else ""
        return f"\n\n<figure>{picture[1]}{caption}</figure>\n\n"

    def _player(self, name: str, head: str, inner: str) -> str:
        """A file in a player of the reader's own."""
        attributes = _attributes(head)
        files = [attributes[each] for each in _FILES if attributes.get(each)]
        url = files[0] if files else _address(inner) or _address(head)
        if not url:
            self._drop(name)
            return inner
        poster = f' poster="{_attribute(attributes["poster"])}"' if attributes.get("poster") else ""
        return f'\n\n<{name} controls src="{_attribute(url)}"{poster}></{name}>\n\n'

    def _link(self, name: str, head: str, inner: str) -> str:
        url = _address(inner) or _address(head)
        if url:
            return f"\n\n{link(url)}\n\n"
        self._drop(name)
        return inner

    def _drop(self, name: str) -> None:
        self.dropped.append(f"[{name}] (shortcode)")


def link(url: str) -> str:
    """A paragraph with a link to a page that WordPress would have shown a player or a card of."""
    plain = html.unescape(url)
    return f'<p><a href="{_attribute(plain)}">{html.escape(host(plain), quote=False)}</a></p>'


def _is_one(found: re.Match[str], text: str, ended: set[str]) -> bool:
    """Whether a bracket is a shortcode, and not just something that somebody wrote."""
    name, head = found["name"], found["head"]
    if found["end"]:
        return not head and (name in ended)
    if name in ended or _HAS_ATTRIBUTE.search(head):
        return True
    if name in PLAYERS | MEDIA and _ADDRESS.search(head):
        return True
    if head.strip() not in ("", "/"):
        return False
    if name in BARE or name in UNREADABLE or head.endswith("/") or "_" in name or ("-" in name and name.islower()):
        return True
    return name.islower() and _is_alone(found, text)


def _is_alone(found: re.Match[str], text: str) -> bool:
    """Whether nothing else stands in its line or paragraph."""
    before = text[max(0, found.start() - _NEAR) : found.start()].rstrip(" \t\r")
    after = text[found.end() : found.end() + _NEAR].lstrip(" \t\r")
    return (not before or before.endswith(("\n", "<p>"))) and (not after or after.startswith(("\n", "</p>")))


def _attributes(head: str) -> dict[str, str]:
    """The attributes of a shortcode, names in small letters."""
    return {name.lower(): double or single or bare for name, double, single, bare in _ATTRIBUTE.findall(head)}


def _address(text: str) -> str:
    """The first web address in ``text``, else nothing."""
    found = _ADDRESS.search(text)
    return found[0] if found else ""


def _figure(one: Attachment) -> str:
    """A picture of a gallery."""
    size = f' width="{one.width}" height="{one.height}"' if one.width and one.height else ""
    under = " ".join(one.caption.split())
    caption = f"<figcaption>{under}</figcaption>" if under else ""
    return f'<figure><img src="{_attribute(one.url)}"{size} alt="{_attribute(one.alt)}">{caption}</figure>'


def _attribute(value: str) -> str:
    """A value as an attribute in double quotation marks, whether its references were decoded or not."""
    return html.escape(html.unescape(value.strip()), quote=True)
