"""Which names leave the house (feeds.md, Bylines)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from syndication.text.fold import fold

Policy = Literal["show", "map", "site"]

#: Accounts, not people. Compared folded.
HOUSE_NAMES = (
    "admin",
    "administrator",
    "author",
    "editor",
    "editor in chief",
    "news editor",
    "newsroom",
    "root",
    "staff",
    "user",
    "webmaster",
    "wordpress",
    "محرر",
    "المحرر",
    "محررة",
    "محرر الأخبار",
    "هيئة التحرير",
    "التحرير",
    "الإدارة",
    "مدير الموقع",
    "المدير",
    "ئەدمین",
    "سەرنووسەر",
    "دەستەی نووسەران",
    "بەڕێوەبەر",
    "Rêveber",
    "Edîtor",
)
#: One word of lower-case ASCII letters and digits is how logins look and no byline does (WordPress: sanitize_user).
_LOGIN = re.compile(r"[a-z0-9._\-]+", re.ASCII)


def shown_authors(
    authors: Sequence[str], policy: Policy, mapping: Mapping[str, str], publication: str
) -> tuple[str, ...]:
    """The names an entry shows, never none: the publication's where no person's may be shown.

    ``site`` shows the publication, ``map`` only what ``mapping`` has for a name (a login, say), ``show`` people's names
    as they are. Whatever the policy, e-mail addresses, logins and accounts such as «محرر» are never shown.
    """
    if policy == "site":
        return (publication,)
    names = (mapping.get(name.strip(), name if policy == "show" else "") for name in authors)
    return tuple(dict.fromkeys(name.strip() for name in names if _is_person(name))) or (publication,)


def _is_person(name: str) -> bool:
    """Whether it can be somebody's name."""
    name = name.strip()
    return bool(name) and "@" not in name and not _LOGIN.fullmatch(name) and fold(name) not in _HOUSE


_HOUSE = frozenset(map(fold, HOUSE_NAMES))
