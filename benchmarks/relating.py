"""Related lists and stories against a gold of copies, fed in order of arrival like the service, in full and shortened.

    make eval ARTICLES=articles.jsonl.gz GOLD=gold.json SCORER=same_story.py
    python -m benchmarks eval [--update] [--pairs FOLDER]

ARTICLES are JSON Lines in the project's form, oldest arrival first; SCORER is called as ``python SCORER GOLD RESULTS``
with a line ``{"id", "related", "story"}`` for each article, and prints figures by name. Each must reach its floor in
tests/eval/floors.json; ``--update`` raises floors to what was measured and lowers none. None of these files is part of
the project: without them there is nothing to measure, which is said, and is no failure.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from pathlib import Path
from time import process_time
from typing import Any

from syndication.relate.index import Doc, Index
from syndication.relate.lists import MIN_SHOWN

VARIABLES = ("ARTICLES", "GOLD", "SCORER")
FLOORS = Path(__file__).parent.parent / "tests" / "eval" / "floors.json"
#: What people said of drawn pairs and links: ids and labels, behind lines that begin with a hash.
PAIR_LABELS, LINK_LABELS = FLOORS.with_name("story_pairs.csv"), FLOORS.with_name("related_lists.csv")
#: What an outlet's feed usually gives: the title and so many words of the text.
LEAD_WORDS = 60
#: Articles of a list that are handed to the scorer, which passes over those of the query's own outlet.
LISTED = 20
#: What is drawn for reading, of each form: pairs, queries, articles of a list.
PAIRS, QUERIES, SHOWN = 150, 50, 3
SEED = 7
WINDOW_S = 12 * 86_400
#: A floor lies so far under what was measured: other processors round otherwise, and hardly more.
_SLACK = 0.002

Scores = dict[str, float]


def main(arguments: Sequence[str]) -> None:
    """Measure, compare with the floors, and exit 1 if one is not reached."""
    paths = {name: os.environ.get(name, "") for name in VARIABLES}
    missing = [name for name, path in paths.items() if not Path(path).is_file()]
    if missing:
        print(f"nothing measured: no file is named by {', '.join(missing)} (make eval ARTICLES=… GOLD=… SCORER=…)")
        return
    articles = read(paths["ARTICLES"])
    found: dict[str, Scores] = {}
    for form in ("full", "short"):
        begin = process_time()
        results = relate(articles, form)
        spent = process_time() - begin
        lines = score(results, paths["GOLD"], paths["SCORER"])
        print(
            f"--- {form}: {len(articles)} articles, {1000 * spent / len(articles):.2f} ms CPU each\n{lines}", flush=True
        )
        found[form] = figures(lines)
        print(*labelled(results, rows(PAIR_LABELS), rows(LINK_LABELS)), sep="\n", flush=True)
        if "--pairs" in arguments:
            gold = json.loads(Path(paths["GOLD"]).read_text(encoding="utf-8"))
            draw(articles, results, gold, form, Path(arguments[arguments.index("--pairs") + 1]))
    floors = json.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    if "--update" in arguments:
        FLOORS.write_text(json.dumps(raised(floors, found), indent=2) + "\n")
    missed = below(floors, found)
    if missed:
        raise SystemExit("\n".join(missed))


def read(path: str) -> list[dict[str, Any]]:
    """The articles of a file of JSON Lines, packed or not."""
    packed = path.endswith(".gz")
    text = gzip.decompress(Path(path).read_bytes()).decode() if packed else Path(path).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def document(number: int, article: Mapping[str, Any], form: str) -> Doc:
    """An article as the service hands it to the index; ``short``: as a foreign feed would have given it."""
    body = article.get("content_text") or ""
    if form == "short":
        body = " ".join(body.split()[:LEAD_WORDS])
    return Doc(
        number=number,
        time=int(datetime.fromisoformat(article["published"]).timestamp()),
        language=article["language"],
        title=article["title"],
        text=body or article.get("summary") or "",
        form="lead" if form == "short" or not body else "body",
    )


def relate(articles: Iterable[Mapping[str, Any]], form: str) -> list[dict[str, Any]]:
    """The lists and stories of all articles when the last has arrived."""
    index, hits = Index(WINDOW_S), defaultdict[int, list[tuple[float, int]]](list)  # by article: minus score, other
    ids = []
    for number, article in enumerate(articles):
        ids.append(article["id"])
        for hit in index.add(document(number, article, form)).hits:
            hits[number].append((-hit.score, hit.number))
            hits[hit.number].append((-hit.score, number))
    return [
        {
            "id": name,
            "related": [ids[other] for _, other in sorted(hits[number])[:LISTED]],
            "scores": [-score for score, _ in sorted(hits[number])[:LISTED]],
            "story": index.stories.story(number),
        }
        for number, name in enumerate(ids)
    ]


def draw(
    articles: list[dict[str, Any]], results: list[dict[str, Any]], gold: Mapping[str, Any], form: str, folder: Path
) -> None:
    """Write what is to be labelled by reading, the same at each run: ``pairs-FORM.jsonl``, ``related-FORM.jsonl``.

    Pairs of different outlets that are in one story and share less than the gold takes for copies; and articles with
    the first three of their related list: other events, one of each.
    """
    chance = random.Random(SEED)
    by_id = {article["id"]: article for article in articles}
    outlets, copies = gold["outlets"], {frozenset(pair[:2]) for pair in gold["pairs"]}
    stories = defaultdict[int, list[str]](list)
    for result in results:
        if result["story"] is not None:
            stories[result["story"]].append(result["id"])
    joined = [pair for ids in stories.values() for pair in combinations(sorted(ids), 2)]
    unsure = [pair for pair in joined if outlets[pair[0]] != outlets[pair[1]] and frozenset(pair) not in copies]
    story_of = {result["id"]: result["story"] for result in results}
    queries = [(result["id"], _others(result, story_of)[:SHOWN]) for result in results]
    queries = [(name, shown) for name, shown in queries if shown]
    for name, rows in (
        ("pairs", chance.sample(sorted(unsure), min(PAIRS, len(unsure)))),
        ("related", [(query, *shown) for query, shown in chance.sample(queries, min(QUERIES, len(queries)))]),
    ):
        lines = [[_told(by_id[each]) for each in row] for row in rows]
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (folder / f"{name}-{form}.jsonl").write_text(text, encoding="utf-8")
    print(f"drawn: {min(PAIRS, len(unsure))} of {len(unsure)} pairs below the gold's overlap, of {len(joined)} joined")


def _others(result: Mapping[str, Any], story_of: Mapping[str, int | None]) -> list[str]:
    """What an entry's related list takes: hits of other events, one of each story."""
    found, told = [], {result["story"]} - {None}
    for other, score in zip(result["related"], result["scores"], strict=True):
        story = story_of[other]
        if story not in told and score >= MIN_SHOWN:
            found.append(other)
            told |= {story} - {None}
    return found


def _told(article: Mapping[str, Any]) -> dict[str, str]:
    text = " ".join((article.get("content_text") or "").split()[:LEAD_WORDS])
    return {name: article[name] for name in ("id", "title", "published")} | {"text": text}


def labelled(
    results: Iterable[Mapping[str, Any]], pairs: Iterable[Mapping[str, str]], links: Iterable[Mapping[str, str]]
) -> list[str]:
    """What people said of the pairs that are joined and the links that are shown, as sentences with Wilson's interval.

    ``pairs``: ``one``, ``other`` and ``label`` (same, follow-up, other) of pairs below the gold's overlap; ``links``:
    ``query``, ``related`` and ``label`` (ok, bad).
    """
    by_id = {result["id"]: result for result in results}
    story_of = {name: result["story"] for name, result in by_id.items()}
    same = {
        (row["one"], row["other"]): row["label"] == "same"
        for row in pairs
        if story_of.get(row["one"]) is not None and story_of.get(row["one"]) == story_of.get(row["other"])
    }
    ok = {
        (row["query"], row["related"]): row["label"] == "ok"
        for row in links
        if row["query"] in by_id and row["related"] in _others(by_id[row["query"]], story_of)[:SHOWN]
    }
    named = {"joined below the gold's overlap: one event": same, "related list: an editor would let it stand": ok}
    return [_share(name, list(votes.values())) for name, votes in named.items() if votes]


def _share(name: str, votes: Sequence[bool], z: float = 1.96) -> str:
    """A share with its 95 % interval (Wilson 1927, score interval without continuity correction)."""
    count, share = len(votes), sum(votes) / len(votes)
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return f"read    {name} {share:.3f} ({middle - half:.3f} to {middle + half:.3f} of {count})"


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a file of labels, none if it is not there."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def score(results: Iterable[Mapping[str, Any]], gold: str, scorer: str) -> str:
    """What the scorer prints."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.jsonl"
        path.write_text("".join(json.dumps(result) + "\n" for result in results), encoding="utf-8")
        run = subprocess.run([sys.executable, scorer, gold, str(path)], capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(f"{scorer} failed:\n{run.stderr}")
    return run.stdout.rstrip()


def figures(lines: str) -> Scores:
    """The scorer's shares (figures with a point) by the word before them, after that of their line."""
    return {
        f"{line.split()[0]} {name}": float(value)
        for line in lines.splitlines()
        for name, value in re.findall(r"(\S+) (\d\.\d+)", line)
    }


def below(floors: Mapping[str, Scores], found: Mapping[str, Scores]) -> list[str]:
    """A sentence for each floor that was not reached, and for each that was not measured."""
    return [
        f"{form}: {name} is {found.get(form, {}).get(name, 'not measured')}, its floor {floor}"
        for form, least in floors.items()
        for name, floor in least.items()
        if found.get(form, {}).get(name, -1.0) < floor
    ]


def raised(floors: Mapping[str, Scores], found: Mapping[str, Scores]) -> dict[str, Scores]:
    """The floors, each raised to what was measured if that is more."""
    return {
        form: {
            name: max(floors.get(form, {}).get(name, 0.0), round(value - _SLACK, 3)) for name, value in scores.items()
        }
        for form, scores in found.items()
    }
