"""An import: files -> articles in the store, related, with nothing lost and every rejection told.

inputs | entries | normalise | put (batches of 500) | relate | ... | collect
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from syndication.errors import SyndicationError
from syndication.flows.articles import put
from syndication.intake.inputs import Input, entries
from syndication.model import Article, RawEntry, Rejected
from syndication.normalise.change import Kind
from syndication.normalise.entry import article
from syndication.normalise.rules import SiteRules

if TYPE_CHECKING:
    from syndication.config import Config
    from syndication.store.engine import Store

#: Articles in one write: long enough to cost little each, short enough to hold up other writers for milliseconds only.
BATCH = 500
#: Different names counted in the summary (unknown fields, unknown labels): a hostile file has as many as it has lines.
MAX_NAMES = 1000


@dataclass(slots=True)
class Summary:
    """What an import did."""

    kinds: Counter[Kind] = field(default_factory=Counter)
    rejected: int = 0
    unknown_labels: Counter[str] = field(default_factory=Counter)  #: section labels that mean no section
    unknown_fields: Counter[str] = field(default_factory=Counter)
    related_by: str | None = None  #: who (HOST:PID) was relating when the import ended; None: what came in is related
    expected: int | None = None  #: articles that there are to read, where a site says so
    withdrawn: list[str] = field(default_factory=list)  #: ids of articles that are no longer on their site
    fault: SyndicationError | None = None  #: why the import ended early; what was taken in before it is good

    @property
    def done(self) -> int:
        """Articles taken in so far, changed or not."""
        return self.kinds.total()


def rules(config: Config) -> SiteRules:
    """What normalising needs to know of the site."""
    site = config.site
    url = site.url if site.url.endswith("/") else f"{site.url}/"
    return SiteRules(url=url, tag=site.tag, language=site.language, zone=config.zone)


def take_in(
    store: Store,
    config: Config,
    inputs: Sequence[Input],
    reject: Callable[[Rejected], None],
    progress: Callable[[Summary], None],
) -> Summary:
    """Import all inputs. ``reject`` gets every entry that was not taken in, ``progress`` is called after each batch.

    What was read is in the store batch by batch: killed at any moment, a rerun completes it and changes nothing else.
    """
    summary = Summary()
    from syndication.flows.relate import Following  # numpy: fetching needs the rules of this module alone

    with Following(store, config) as relating:
        for batch in _batches(inputs, config, summary, reject):
            summary.kinds += put(store, batch).kinds
            relating.catch_up()
            progress(summary)
        summary.related_by = relating.finish()
    return summary


def _batches(
    inputs: Sequence[Input], config: Config, summary: Summary, reject: Callable[[Rejected], None]
) -> Iterator[list[Article]]:
    batch: list[Article] = []
    for each in _articles(inputs, config, summary, reject):
        batch.append(each)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _articles(
    inputs: Sequence[Input], config: Config, summary: Summary, reject: Callable[[Rejected], None]
) -> Iterator[Article]:
    for source in inputs:
        raws = entries(source, config.wordpress.expires_meta or "")
        yield from accepted(raws, config, summary, reject)


def accepted(
    raws: Iterable[RawEntry | Rejected], config: Config, summary: Summary, reject: Callable[[Rejected], None]
) -> Iterator[Article]:
    """The entries that are articles; what is to be told of them and of the others goes into ``summary``."""
    site = rules(config)
    for raw in raws:
        result = raw if isinstance(raw, Rejected) else article(raw, site)
        if isinstance(result, Rejected):
            summary.rejected += 1
            reject(result)
            continue
        if not isinstance(raw, Rejected):
            _count(summary.unknown_fields, raw.unknown)
        _count(summary.unknown_labels, [name for name in result.sections if not config.sections_of([name])])
        yield result


def _count(counter: Counter[str], names: Sequence[str]) -> None:
    for name in names:
        if name in counter or len(counter) < MAX_NAMES:
            counter[name] += 1
