"""The invented newsroom at work: it publishes, corrects one article and withdraws another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from syndication.demo import articles
from syndication.flows.articles import withdraw
from syndication.flows.taking_in import Summary, take_in
from syndication.intake.inputs import find
from syndication.store.engine import Store

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.model import Rejected

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
