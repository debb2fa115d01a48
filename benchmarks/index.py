"""The index of related articles: time an article, memory, an archive of years, starts; and peers beside it.

    make bench ARTICLES=articles.jsonl.gz GOLD=gold.json SCORER=same_story.py

Full texts, in order of arrival, on one thread, in CPU seconds. The archive is the same texts again and again, each time
so much later that no window reaches the last time. Without ARTICLES the texts are invented, which says little of the
time that real ones take. Peers index all texts at once and then look up a part of them, with defaults; ours takes one
after the other and knows only those before it. With GOLD and SCORER the scorer's lines tell how well each finds.
"""

from __future__ import annotations

import gc
import json
import os
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import process_time, thread_time
from typing import Any

import numpy as np

from benchmarks import importing, relating
from syndication.relate.index import Contents, Doc, Index
from syndication.relate.snapshot import dump, load

#: The bars: milliseconds an article, growth of the median from the first to the last tenth of the archive, megabytes,
#: seconds of a start from snapshots.
P50_MS, P99_MS, GROWTH, MEMORY_MB, START_S = 1.5, 6.0, 1.2, 250, 3.0
#: Times that the articles come: 15,000 make 150,000.
ROUNDS = 10
INVENTED = 15_000
#: Articles that peers look up; what they take for one does not hang on how many there are.
QUERIES = 1500
#: Articles of a list that are handed to the scorer, which passes over those of the query's own outlet.
LISTED = 20
DAY_S = 86_400

Lists = dict[int, list[int]]


class Kept:
    """A store with nothing but snapshots."""

    def __init__(self, bodies: Mapping[tuple[str, int], bytes] | None = None) -> None:
        self._bodies = bodies or {}

    def read(self, language: str, since: int, until: int) -> Contents:
        body = self._bodies.get((language, since))
        return Contents(docs=(), packed=None if body is None else load(body))

    def stories(self, numbers: Collection[int]) -> Mapping[int, Collection[int]]:
        return {}


def main() -> None:
    """Print what was measured and whether the bars are held."""
    articles = _articles()
    docs = [relating.document(number, article, "full") for number, article in enumerate(articles)]
    print(f"{len(docs)} articles ({'ARTICLES' if os.environ.get('ARTICLES') else 'invented'})", flush=True)
    _ours(docs)
    _peers(articles, docs)


def _articles() -> list[dict[str, Any]]:
    named = os.environ.get("ARTICLES")
    if named:
        return relating.read(named)
    with tempfile.TemporaryDirectory() as folder:
        articles = relating.read(str(importing.invented(Path(folder) / "articles.jsonl", INVENTED)))
    return articles


def _ours(docs: Sequence[Doc]) -> None:
    span = max(doc.time for doc in docs) - min(doc.time for doc in docs)
    # No window reaches the last round, and no stretch is of two rounds.
    later = span + 2 * relating.WINDOW_S
    before = _resident_mb()
    index, medians = Index(relating.WINDOW_S, Kept()), []
    for number in range(ROUNDS):
        moved = (replace(doc, number=doc.number + number * len(docs), time=doc.time + number * later) for doc in docs)
        full = np.array(list(_timed(index, moved)))[-len(docs) // 3 :]
        medians.append(float(np.percentile(full, 50)))
        if number == 0:
            p99, memory = float(np.percentile(full, 99)), _resident_mb() - before
            print(f"  window full    p50 {medians[0]:.2f} ms (bar {P50_MS})   p99 {p99:.2f} ms (bar {P99_MS})")
            print(f"  memory         {memory:.0f} MB (bar {MEMORY_MB})", flush=True)
    print(
        f"  archive of {ROUNDS * len(docs):6} p50 {medians[-1]:.2f} ms, {medians[-1] / medians[0]:.2f} times the first"
        f" (bar {GROWTH})   memory {_resident_mb() - before:.0f} MB   {len(index)} articles in memory",
        flush=True,
    )
    _start(index, [replace(doc, time=doc.time + (ROUNDS - 1) * later) for doc in docs])


def _timed(index: Index, docs: Iterator[Doc]) -> Iterator[float]:
    """Milliseconds that each takes: its words, the query, its story, putting it in; and its part of trimming."""
    for place, doc in enumerate(docs):
        begin = thread_time()
        index.add(doc)
        if place % 250 == 249:
            index.settle()
        yield 1000 * (thread_time() - begin)


def _start(index: Index, docs: Sequence[Doc]) -> None:
    begin = process_time()
    bodies = {(each.language, each.since): dump(index.pack(each.language, each.since)) for each in index.stretches()}
    kept_s, size = process_time() - begin, sum(map(len, bodies.values()))
    begin = process_time()
    fresh = Index(relating.WINDOW_S, Kept(bodies))
    for language in {doc.language for doc in docs}:
        times = [doc.time for doc in docs if doc.language == language]
        fresh.reach(language, (min(times) + max(times)) // 2)
    start_s = process_time() - begin
    print(
        f"  start          {start_s:.2f} s for {len(fresh)} articles (bar {START_S}) from snapshots of"
        f" {size / 1e6:.0f} MB, written in {kept_s:.2f} s",
        flush=True,
    )


def _peers(articles: Sequence[Mapping[str, Any]], docs: Sequence[Doc]) -> None:
    queries = list(range(0, len(docs), max(1, len(docs) // QUERIES)))
    gold, scorer = os.environ.get("GOLD"), os.environ.get("SCORER")
    if gold and scorer:
        queries = _asked(articles, gold)
    for name, method in (("ours", _own), ("bm25s", _bm25s), ("scikit-learn TF-IDF", _tf_idf)):
        gc.collect()
        rate, lists = method(docs, queries)
        print(f"  {name:20} {rate:6.0f} articles/s", flush=True)
        if gold and scorer:
            results = [
                {"id": articles[number]["id"], "related": [articles[other]["id"] for other in found[:LISTED]]}
                for number, found in lists.items()
            ]
            print(f"    {relating.score(results, gold, scorer).splitlines()[0]}", flush=True)


def _asked(articles: Sequence[Mapping[str, Any]], gold: str) -> list[int]:
    """The articles that the gold pairs name."""
    pairs = json.loads(Path(gold).read_text(encoding="utf-8"))["pairs"]
    named = {name for one, other, _ in pairs for name in (one, other)}
    return [number for number, article in enumerate(articles) if article["id"] in named]


def _own(docs: Sequence[Doc], queries: Sequence[int]) -> tuple[float, Lists]:
    """Each as it arrives; a list has the later ones too, as an entry shows them in the end."""
    index, hits = Index(relating.WINDOW_S), {number: list[tuple[float, int]]() for number in range(len(docs))}
    begin = process_time()
    for doc in docs:
        for hit in index.add(doc).hits:
            hits[doc.number].append((-hit.score, hit.number))
            hits[hit.number].append((-hit.score, doc.number))
    spent = process_time() - begin
    return len(docs) / spent, {number: [other for _, other in sorted(hits[number])] for number in queries}


def _bm25s(docs: Sequence[Doc], queries: Sequence[int]) -> tuple[float, Lists]:
    import bm25s

    texts = [f"{doc.title}\n{doc.text}" for doc in docs]
    begin = process_time()
    tokens = bm25s.tokenize(texts, stopwords=None, show_progress=False)
    retriever = bm25s.BM25()
    retriever.index(tokens, show_progress=False)
    indexed = process_time()
    asked = bm25s.tokenize([texts[number] for number in queries], stopwords=None, show_progress=False)
    found, _ = retriever.retrieve(asked, k=2 * LISTED, show_progress=False, n_threads=1)
    each = (indexed - begin) / len(docs) + (process_time() - indexed) / len(queries)
    return 1 / each, _without_itself(queries, found.tolist())


def _tf_idf(docs: Sequence[Doc], queries: Sequence[int]) -> tuple[float, Lists]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [f"{doc.title}\n{doc.text}" for doc in docs]
    begin = process_time()
    matrix = TfidfVectorizer().fit_transform(texts)
    transposed = matrix.T.tocsr()
    indexed = process_time()
    found: list[list[int]] = []
    for start in range(0, len(queries), 500):
        scores = (matrix[queries[start : start + 500]] @ transposed).toarray()
        best = np.argpartition(-scores, 2 * LISTED, axis=1)[:, : 2 * LISTED]
        order = np.take_along_axis(-scores, best, axis=1).argsort(axis=1)
        found += np.take_along_axis(best, order, axis=1).tolist()
    each = (indexed - begin) / len(docs) + (process_time() - indexed) / len(queries)
    return 1 / each, _without_itself(queries, found)


def _without_itself(queries: Sequence[int], found: Sequence[Sequence[int]]) -> Lists:
    return {number: [other for other in each if other != number] for number, each in zip(queries, found, strict=True)}


def _resident_mb() -> float:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
