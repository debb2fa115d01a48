"""Cutting a body that is too long: at a block's end, with a link to the whole article."""

from __future__ import annotations

import re

from syndication.text.markup_rules import BLOCKS, CELLS, VOID

_TAGS = re.compile(r"(<[^>]*>)")
#: What the link says, by language; English for any other.
_READ_ON = {"ar": "تتمة المقال", "ckb": "درێژەی بابەتەکە", "kmr": "Berdewama nivîsê", "en": "Continue reading"}


def cut_html(html: str, url: str | None, language: str, limit: int) -> str:
    """The beginning of sanitised ``html``, closed, at most ``limit`` bytes of UTF-8 with the link (if there is a URL).

    Cut after the last block that ends in time; a single endless block is cut at its last tag or space.
    """
    link = _link(url, language) if url else ""
    if len(link.encode()) > limit // 2:
        link = ""  # an address of that length is no help to anybody
    room = limit - len(link.encode())
    kept: list[str] = []
    stack: list[str] = []
    size = closing = 0  # bytes so far, and of the end tags that are owed
    best: tuple[int, list[str]] | None = None
    for place, part in enumerate(_TAGS.split(html)):
        size += len(part.encode())
        if place % 2:
            closing += _step(part, stack)
        if size + closing > room:
            break
        kept.append(part)
        if place % 2 and part[1] == "/" and part[2:-1] in BLOCKS | CELLS:
            best = len(kept), stack.copy()
    else:
        return html
    if best is None:
        return _torn(html, room) + link
    count, owed = best
    return "".join(kept[:count]) + "".join(f"</{name}>" for name in reversed(owed)) + link


def _step(tag: str, stack: list[str]) -> int:
    """Follow one tag; returns by how many bytes the end tags that are owed grow."""
    if tag[1] == "/":
        stack.pop()
        return -len(tag)
    name = tag[1:-1].partition(" ")[0]
    if name in VOID:
        return 0
    stack.append(name)
    return len(name) + 3


def _torn(html: str, room: int) -> str:
    """``html`` without a block in it that ends in time: its text up to a space, as one paragraph."""
    text = " ".join(_TAGS.sub(" ", html).split())
    head = text.encode()[: room - len("<p>…</p>".encode())].decode("utf-8", "ignore")
    if " " in head:
        head = head.rpartition(" ")[0]
    # Half a character reference is worse than none.
    return "<p>" + re.sub(r"&[a-z]*$", "", head) + "…</p>"


def _link(url: str, language: str) -> str:
    words = _READ_ON.get(language, _READ_ON["en"])
    href = url.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<p><a href="{href}">{words}</a></p>'
