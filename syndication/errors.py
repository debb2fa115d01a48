"""Every error that this package raises on purpose, as one tree.

    SyndicationError
    ├── ConfigError      the operator's settings: names file, line and the nearest right key
    ├── InputError       one record or document that can't be taken in; the rest goes on
    ├── NotFound         nothing is stored under that id, key or address
    │   ├── Gone         it was, and will not be again
    │   └── Moved        it is at another address
    ├── BadRequest       a known query parameter with a value that it can't have
    ├── FetchError       an address on the network that gave no usable answer
    │   ├── FetchRefused our own rules forbid asking it: a private address, a scheme, a redirect too many, robots.txt
    │   ├── FetchLimit   its answer was larger or slower than the limits allow
    │   └── FetchLater   it is not asked now: its host wants a pause, or gives no robots.txt
    └── StoreError       the database: can't be opened, is too old or too new, is out of reach
        └── LeaseLost    another process took the work over; whatever was computed is thrown away

A message says what was wrong, where, and what to do: ``WHERE: WHAT. HINT``. Only the doors (``cli``, ``serve``) turn
an error into an exit code or a status; nothing in between prints.
"""

from __future__ import annotations

from typing import Literal

#: Why there is nothing any more: the publisher withdrew it, or gave it a time that is over, or takes no comments now.
GoneWhy = Literal["withdrawn", "expired", "comments"]

#: What a fetch failed of, for the one who decides when to try again: no such name, no connection, no safe one, too
#: slow, too large, against our own rules, against the host's robots.txt, not now, not what HTTP allows.
FetchKind = Literal["dns", "connect", "tls", "timeout", "too-large", "refused", "robots", "later", "protocol"]


class SyndicationError(Exception):
    """Something went wrong that the user of this program can understand and act on."""

    #: Process exit code of the command that ends with this error (documented in README.md).
    exit_code = 1

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        """Keep the three parts: ``what`` was wrong, ``where`` (``file:line: field``), and the ``hint`` what to do."""
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        """``WHERE: WHAT. HINT`` with the parts that there are."""
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}. {self.hint}" if self.hint else text


class ConfigError(SyndicationError):
    """A setting is wrong."""

    exit_code = 2


class InputError(SyndicationError):
    """One record or document was not taken in."""


class NotFound(SyndicationError):
    """Nothing is stored under that id, key or address."""

    exit_code = 3


class Gone(NotFound):
    """It was here and will not be again."""

    def __init__(self, what: str, *, where: str = "", hint: str = "", why: GoneWhy = "withdrawn") -> None:
        """Keep also ``why``, which pages say in the words of their reader."""
        super().__init__(what, where=where, hint=hint)
        self.why: GoneWhy = why


class Moved(NotFound):
    """It is at another address of ours."""

    def __init__(self, what: str, *, where: str = "", to: str) -> None:
        """``to``: the path of that address, not percent-encoded."""
        super().__init__(what, where=where, hint=f"It is at {to}")
        self.to = to


class BadRequest(SyndicationError):
    """A query parameter has a value that it can't have."""

    exit_code = 2


class FetchError(SyndicationError):
    """An address on the network gave no usable answer; ``where`` is its URL, ``kind`` what it failed of."""

    #: What it is if nothing better is known.
    usual: FetchKind = "protocol"

    def __init__(self, what: str, *, where: str = "", hint: str = "", kind: FetchKind | None = None) -> None:
        """Keep also the ``kind``."""
        super().__init__(what, where=where, hint=hint)
        self.kind: FetchKind = kind or self.usual


class FetchRefused(FetchError):
    """Our own rules or the host's robots.txt forbid asking this address."""

    usual: FetchKind = "refused"


class FetchLimit(FetchError):
    """The answer was larger or slower than the limits allow."""

    usual: FetchKind = "too-large"


class FetchLater(FetchError):
    """It was not asked, and may be in ``after_s`` seconds."""

    usual: FetchKind = "later"

    def __init__(self, what: str, *, where: str = "", hint: str = "", after_s: float) -> None:
        """Keep also how long to wait."""
        super().__init__(what, where=where, hint=hint)
        self.after_s = after_s


class StoreError(SyndicationError):
    """The database can't be used."""

    exit_code = 4


class LeaseLost(StoreError):
    """Another process holds the lease by now."""
