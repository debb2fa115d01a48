"""What documents are made under: the configuration in force, and since when.

The settings row of the store says when these settings, rendered by this code, came into force: a document may have
changed then, though no article did (docs/design.md, The log).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from syndication.documents import Address
from syndication.flows.shelf import Lru
from syndication.store import log
from syndication.store.engine import Store
from syndication.store.held import Held

if TYPE_CHECKING:
    from syndication.config import Config

#: The rooms whose code decides the bytes of a page.
RENDERING = ("flows", "render", "text")


#: For what pages were chosen from: a hundred of the largest, or all of a busy site.
HELD_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Press:
    """What documents are made under: the configuration, and the stored settings row that dates it."""

    config: Config
    settings_tag: str  #: the S of the ETag: digest of configuration, renderer and epoch
    settings_at: datetime  #: since when these settings are in force
    fragments: Lru[bytes]
    asked: Lru[bytes]  #: likewise, of documents that are asked for with parameters
    held: Lru[Held]  #: pages as they were when they were last made

    def state(self, revision: int) -> str:
        """A word for everything that a page is made from: it changes with its bytes and its date."""
        return f"{revision}.{self.settings_tag}.{int(self.settings_at.timestamp())}"

    def kept(self, address: Address) -> Lru[bytes]:
        """Where the fragments of a document are kept."""
        return self.asked if address.query else self.fragments


def press(config: Config, store: Store, fragments: Lru[bytes], asked: Lru[bytes] | None = None) -> Press:
    """Write the settings row if these settings are new, and take its time."""
    digest = hashlib.sha256(f"{_renderer()}\n{config.digest()}".encode()).hexdigest()
    at = log.settings_in_force(store, digest)
    with store.read() as connection:
        epoch = log.head(connection).epoch
    tag = hashlib.sha256(f"{digest}\n{epoch}".encode()).hexdigest()[:8]
    aside = fragments if asked is None else asked
    return Press(config, tag, datetime.fromtimestamp(at, UTC), fragments, aside, Lru(HELD_BYTES, len))


@cache
def _renderer() -> str:
    """A digest of the rendering code: with another version of it all documents are dated anew, and built anew."""
    root, digest = Path(__file__).parent.parent, hashlib.sha256()
    for path in sorted(path for room in RENDERING for path in (root / room).rglob("*.*")):
        if path.suffix in (".py", ".html", ".css"):
            digest.update(path.read_bytes())
    return digest.hexdigest()
