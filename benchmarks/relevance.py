"""The relevance rule against labels: precision, recall and titles a second.

    DATA=FOLDER python -m benchmarks relevance

FOLDER holds the measuring data (articles, feeds, Kurdish headlines), which are not part of this repository; the labels
are (tests/eval/relevance.csv), with hashes of the texts in place of the texts.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import feedparser

from syndication.normalise.relevance import Relevance, judge
from syndication.text.excerpts import excerpt
from syndication.text.titles import plain_title

LABELS = Path(__file__).parent.parent / "tests" / "eval" / "relevance.csv"
#: The bars: what a wide source's readers would notice.
MIN_PRECISION, MIN_RECALL, MIN_PER_SECOND = 0.97, 0.85, 10_000
RULE = Relevance(mode="iraq")


class Text(NamedTuple):
    language: str
    title: str
    summary: str

    def key(self) -> str:
        return hashlib.sha256(f"{self.title}\n{self.summary}".encode()).hexdigest()[:16]


def texts(folder: Path) -> Iterator[Text]:
    """All that the labels were drawn from."""
    with gzip.open(folder / "articles-july.jsonl.gz", "rt", encoding="utf-8") as lines:
        for each in map(json.loads, lines):
            words = " ".join((each.get("summary") or each.get("content_text") or "").split())
            yield Text("ar", plain_title(each.get("title") or ""), excerpt(words, 300))
    with tarfile.open(folder / "real-feeds.tar.gz") as archive:
        for member in archive:
            body = archive.extractfile(member)
            feed = feedparser.parse(body.read() if body else b"", sanitize_html=False, resolve_relative_uris=False)
            for entry in feed.entries:
                summary = excerpt(plain_title((entry.get("summary") or "")[:4000]), 300)
                yield Text("en", plain_title(entry.get("title") or ""), summary)
    with (folder / "kurdish-headlines.jsonl").open(encoding="utf-8") as lines:
        for each in map(json.loads, lines):
            yield Text(each["lang"], each["title"], "")


def main() -> None:
    if "DATA" not in os.environ:
        print("relevance: DATA names no folder with the measuring data; nothing measured")
        return
    with LABELS.open(encoding="utf-8") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        labels = {row["hash"]: (row["language"], row["relevant"] == "1") for row in rows}
    found = list(texts(Path(os.environ["DATA"])))
    start = time.process_time()
    verdicts = [judge(each.title, each.summary, each.language, RULE) for each in found]
    per_second = len(found) / (time.process_time() - start)
    kept = {each.key(): verdict for each, verdict in zip(found, verdicts, strict=True)}
    counted: dict[str, Counter[str]] = {}
    for key, (language, relevant) in labels.items():
        of_language = counted.setdefault(language, Counter())
        of_language["missing" if key not in kept else ("kept" if kept[key].kept else "left") + "+-"[not relevant]] += 1
    total = sum(counted.values(), Counter())
    for language, each in [*counted.items(), ("all", total)]:
        print(f"{language:9} right {each['kept+']:3}  wrong {each['kept-']:2}  missed {each['left+']:2}")
    precision = total["kept+"] / (total["kept+"] + total["kept-"])
    recall = total["kept+"] / (total["kept+"] + total["left+"])
    print(f"{len(labels)} labels, {total['missing']} not in the data: precision {precision:.3f}, recall {recall:.3f}")
    print(f"{len(found)} texts, {per_second:,.0f} a second of one core")
    passed = precision >= MIN_PRECISION and recall >= MIN_RECALL and per_second >= MIN_PER_SECOND
    if not passed or total["missing"]:
        raise SystemExit("relevance: below the bar")
