"""Whole numbers out of what PHP's ``serialize`` wrote, without ever building what it describes.

Only the outermost array is looked at, since sizes of thumbnails (inner arrays) have the same names. The format:
https://www.php.net/manual/en/function.serialize.php
"""

from __future__ import annotations

import re
from collections.abc import Container

#: An array's end, an array's start, or a value; a string says its length in bytes, which its end is found by.
_TOKEN = re.compile(rb'(?P<end>\})|a:\d{1,7}:(?P<start>\{)|s:(?P<length>\d{1,7}):"|[ibd]:(?P<value>[^;{}"]{1,40});|N;')
#: Longer ones are no description of a picture.
_MAX_BYTES = 1_000_000


def whole_numbers(serialised: str, names: Container[str]) -> dict[str, int]:
    """The whole numbers, or numbers in strings, of the outermost array under ``names``; what can't be read ends it."""
    data = serialised.encode()
    found: dict[str, int] = {}
    if len(data) > _MAX_BYTES:
        return found
    depth = position = 0
    key: str | None = None
    while token := _TOKEN.match(data, position):
        position = token.end()
        value: str | None = None
        if token["length"]:
            end = position + int(token["length"])
            value = data[position:end].decode("utf-8", "replace")
            if data[end : end + 2] != b'";':
                return found
            position = end + 2
        elif token["value"]:
            value = token["value"].decode("ascii", "replace")
        if depth == 1 and not token["end"]:
            if key is None:
                key = value or ""
            else:
                if value and key in names and value.isascii() and value.isdigit() and len(value) < 10:
                    found.setdefault(key, int(value))
                key = None
        depth += 1 if token["start"] else -1 if token["end"] else 0
        if depth <= 0:
            return found
    return found
