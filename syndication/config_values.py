"""What single settings must look like: a web address, a tag authority, a time zone, a slug, a store, a server.

Each check is a function str -> str that returns the setting in its one spelling or raises Wrong with what to do. None
looks at another setting, a clock or the network; the time zones are those that this machine has. ``Table`` is what all
tables of settings have in common.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationInfo

from syndication import model
from syndication.config_faults import Wrong, nearest
from syndication.text.clean import one_line
from syndication.text.keys import is_key, name_key
from syndication.text.urls import absolute

#: The languages that titles may be given in: model.UI_LANGUAGES (a test compares them).
Language = Literal["ar", "ckb", "kmr", "en"]


class Table(BaseModel):
    """What all tables have: unknown keys are refused, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, use_attribute_docstrings=True)


def one_for_all(values: Any, *names: str) -> Any:
    """``title = "…"`` is the title in the table's own language; other languages fall back to it."""
    if not isinstance(values, dict):
        return values
    language = next((name for name in model.UI_LANGUAGES if name == values.get("language")), "ar")
    return {**values, **{name: {language: values[name]} for name in names if isinstance(values.get(name), str)}}


def words(text: str) -> str:
    """Words that people see: one clean line, not empty."""
    if not (text := one_line(text)):
        raise Wrong("is empty", "Write something, or leave the line out")
    return text


def web_url(url: str) -> str:
    """An absolute http(s) URL, percent-encoded. One with a user or password is refused, and never quoted."""
    if re.match(r"\s*[A-Za-z]+:[/\\]*[^/\\?#]*@", url):
        raise Wrong("holds a user or password, which every reader would see", "Write it without what stands before @")
    if not (valid := absolute(url, None)) or not urlsplit(url).netloc:
        raise Wrong(f"«{url}» is not a web address", "It begins with https:// or http://")
    return valid


def public_url(url: str) -> str:
    """A web address that paths are put behind: without query, fragment and last slash."""
    url = web_url(url)
    if "?" in url or "#" in url:
        raise Wrong("may hold neither ? nor #", "Addresses of feeds are put behind it")
    return url.rstrip("/")


def tag_authority(tag: str) -> str:
    """RFC 4151 section 2.1: ``authorityName "," date``; the date in full, since shorter ones mean the first day."""
    authority, comma, day = tag.partition(",")
    label = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
    if not re.fullmatch(rf"([a-z0-9._-]+@)?{label}(\.{label})*", authority):
        raise Wrong(f"«{authority}» is not a domain in lower case", "Write a domain that you own, as in example.com")
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", day, re.ASCII):
            raise ValueError
        date.fromisoformat(day)
    except ValueError:
        what = f"«{day}» is not a date" if comma else "holds no date"
        raise Wrong(what, 'Write a day on which you owned it: "example.com,2026-01-31"') from None
    return tag


def zone_name(name: str) -> str:
    """An IANA name that this machine knows."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        known = available_timezones()
        if not known:
            raise Wrong("this machine has no time zones", "Install its package tzdata") from None
        raise Wrong(
            f"«{name}» is not a time zone", nearest(name, known, otherwise="Write one such as Asia/Baghdad")
        ) from None
    return name


def section_slug(slug: str) -> str:
    """A part of an address; it stands there as it is, so it must be its own key."""
    if not is_key(slug):
        better = name_key(slug)
        hint = f"Write {better}" if better else "Use letters, digits and -"
        raise Wrong(f"«{slug}» can't stand in an address", hint)
    return slug


def language_tag(tag: str) -> str:
    """The language part of a tag (RFC 5646 §2.2.1), as articles carry it."""
    if not re.fullmatch(r"[a-z]{2,3}", tag):
        raise Wrong(f"«{tag}» is not the tag of a language", "Write one such as ar, ckb, kmr, en or tr")
    return tag


def host_port(text: str) -> str:
    """A server by name or number and its port, in lower case; IPv6 stands in brackets (RFC 3986 §3.2.2)."""
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname or "", parts.port or 0
    except ValueError:
        host, port = "", 0
    spelled = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if not host or not port or text.lower() != spelled:
        raise Wrong(f"«{text}» is no server with its port", "Write one such as 10.0.0.5:80 or news.example:443")
    return spelled


def meta_key(key: str) -> str:
    """The key of a WordPress meta field, which has to stand in a list of fields with commas and dots between them."""
    if not re.fullmatch(r"[\w-]{1,200}", key):
        raise Wrong(f"«{key}» is not the key of a meta field", "Write it as the plugin does, as in _expiration-date")
    return key


def feed_id(id: str) -> str:
    """An IRI (RFC 4287 §4.2.6), which is compared byte for byte, so nothing in it is changed."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"\x00-\x1f\x7f]+", id):
        raise Wrong(
            f"«{id}» is not the id of a feed", "Copy what stands in its <id>: https://www.example.com/feed/atom/"
        )
    return id


def store_url(url: str, info: ValidationInfo) -> str:
    """An SQLite file or a PostgreSQL database, spelled as SQLAlchemy wants it. Never quoted: it may hold a password."""
    scheme, _, rest = url.partition("://")
    if scheme in ("postgres", "postgresql", "postgresql+psycopg") and rest:
        return f"postgresql+psycopg://{rest}"
    path = rest.removeprefix("/")
    if scheme != "sqlite" or not rest.startswith("/") or not path or path == ":memory:" or "?" in path:
        raise Wrong("is not a store", "Write sqlite:///FILE or postgresql://USER@HOST/DATABASE")
    base = (info.context or {}).get("base")
    return f"sqlite:///{base / path}" if base else url


Line = Annotated[str, AfterValidator(one_line)]
Words = Annotated[str, AfterValidator(words)]
Titles = dict[Language, Words]
LanguageTag = Annotated[str, AfterValidator(language_tag)]
WebUrl = Annotated[str, AfterValidator(web_url)]
Tag = Annotated[str, AfterValidator(tag_authority)]
Zone = Annotated[str, AfterValidator(zone_name)]
Slug = Annotated[str, AfterValidator(section_slug)]
StoreUrl = Annotated[str, AfterValidator(store_url)]
FeedId = Annotated[str, AfterValidator(feed_id)]
MetaKey = Annotated[str, AfterValidator(meta_key)]
HostPort = Annotated[str, AfterValidator(host_port)]
PublicUrl = Annotated[str, AfterValidator(public_url)]
