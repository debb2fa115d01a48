"""The invented newsroom at work: it publishes, corrects one article, withdraws another, and reads other outlets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from syndication.demo import articles, outlets
from syndication.demo.origin import Origin
from syndication.flows import search
from syndication.flows.articles import withdraw
from syndication.flows.fetching import fetch_now
from syndication.flows.taking_in import Summary, take_in
from syndication.intake.inputs import find
from syndication.store.engine import Store

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.flows.fetch_results import Told
    from syndication.model import Rejected

#: The steps of the outlets at which they are read: of a first reading only the newest three count as news, and what is
#: corrected (step 7) must have been read before.
READ_AT = (0, 5, outlets.STEPS)

#: What the newsroom is called and where it is, as variables over any configuration (config.py). Its domain is one that
#: can never be anybody's (RFC 2606 §2).
ENVIRON = {
    "SYNDICATION_SITE__TITLE": "صدى البساتين",
    "SYNDICATION_SITE__URL": "https://sada.example/",
    "SYNDICATION_SITE__TAG": "sada.example,2025-01-01",
    "SYNDICATION_SITE__DESCRIPTION": "أخبار مخترعة من بلاد البساتين، لتجربة البرنامج.",
    "SYNDICATION_SITE__RIGHTS": "صدى البساتين: أسماء وأحداث من الخيال",
}


def play(config: Config, folder: Path) -> Summary:
    """Put the newsroom's articles into the configured store; ``folder`` takes the files that are imported."""
    rejected: list[Rejected] = []
    store = Store.open(config.store.url)
    try:
        summary = Summary()
        for name, lines in (("articles.jsonl", articles.lines()), ("correction.jsonl", [articles.correction()])):
            path = folder / name
            path.write_bytes(b"".join(lines))
            done = take_in(store, config, list(find([path])), rejected.append, lambda _: None)
            summary.kinds += done.kinds
            summary.unknown_labels += done.unknown_labels
        withdraw(store, articles.WITHDRAW)
    finally:
        store.close()
    assert not rejected, rejected
    return summary


def read_from(folder: Path, address: str) -> None:
    """Let the settings of ``folder`` (the starter's) read the invented outlets, which are served at ``address``."""
    (folder / "sources.toml").write_text(outlets.sources(address), encoding="utf-8")
    path = folder / "syndication.toml"
    text = path.read_text(encoding="utf-8")
    allowed = address.removeprefix("http://")
    # A machine that asks itself need not be polite.
    path.write_text(text.replace("[fetch]\n", f'[fetch]\nallow = ["{allowed}"]\ngap_s = 0\n'), encoding="utf-8")


def read_outlets(config: Config, origin: Origin) -> list[Told]:
    """Fetch all the outlets as their play goes on; what each feed gave, in the order in which it was read."""
    told: list[Told] = []
    store = Store.open(config.store.url)
    try:
        for step in READ_AT:
            origin.step = step
            fetch_now(store, config, [outlet.slug for outlet in outlets.OUTLETS], told.append)
        search.catch_up(store)
    finally:
        store.close()
    return told
