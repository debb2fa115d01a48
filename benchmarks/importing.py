"""The whole import against scikit-learn's TF-IDF over the same texts: CPU seconds of whole processes, interleaved.

    syndication import   parse, clean, sanitise, tell languages, relate, store, collect what entries show
    scikit-learn         TfidfVectorizer() with defaults on title + body; sparse product in blocks of 500; the best 20

The texts are the JSON Lines file named by the variable ARTICLES, else invented ones. Both run on one thread.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROUNDS = 3
INVENTED = 5000
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

SCIKIT_LEARN = """
import gzip, json, sys
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
opened = gzip.open if sys.argv[1].endswith(".gz") else open
with opened(sys.argv[1], "rt", encoding="utf-8") as lines:
    texts = [a["title"] + "\\n" + (a.get("content_text") or a.get("summary") or "") for a in map(json.loads, lines)]
matrix = TfidfVectorizer().fit_transform(texts)
transposed = matrix.T.tocsr()
for start in range(0, matrix.shape[0], 500):
    scores = (matrix[start : start + 500] @ transposed).toarray()
    np.argpartition(-scores, min(20, scores.shape[1] - 1), axis=1)[:, :20]
"""


def main() -> None:
    """Print medians and the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        named = os.environ.get("ARTICLES")
        articles = Path(named).absolute() if named else invented(Path(folder) / "articles.jsonl", INVENTED)
        count = sum(1 for _ in _lines(articles))
        ours, theirs, memory = [], [], 0.0
        for number in range(ROUNDS):
            home = Path(folder) / str(number)
            home.mkdir()
            syndication = [sys.executable, "-m", "syndication"]
            cpu([*syndication, "init"], home)
            seconds, peak = cpu([*syndication, "import", str(articles), "--new-sections"], home)
            ours.append(seconds)
            memory = max(memory, peak)
            theirs.append(cpu([sys.executable, "-c", SCIKIT_LEARN, str(articles)], home)[0])
    mine, peer = statistics.median(ours), statistics.median(theirs)
    print(f"import of {count} articles ({'ARTICLES' if named else 'invented'}), median of {ROUNDS} interleaved runs")
    print(f"  syndication import   {mine:7.2f} CPU s   {count / mine:6.0f} articles/s   {memory:.0f} MB at most")
    print(f"  scikit-learn TF-IDF  {peer:7.2f} CPU s   {count / peer:6.0f} articles/s")
    print(f"  ratio {mine / peer:.2f} (bar: at most 2.2)")


def cpu(command: list[str], home: Path) -> tuple[float, float]:
    """CPU seconds and peak resident megabytes of a process and its children."""
    process = subprocess.Popen(
        command, cwd=home, env=os.environ | ONE_THREAD, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):  # 1: some records were rejected
        raise SystemExit(f"{command} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _lines(path: Path) -> Iterator[bytes]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
        yield from lines


def invented(path: Path, count: int) -> Path:
    """Articles of invented words, as frequent as words of a language are (Zipf)."""
    chosen = random.Random(7)
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    vocabulary = ["".join(chosen.choices(letters, k=chosen.randint(3, 8))) for _ in range(40_000)]
    weights = [1 / (rank + 10) for rank in range(len(vocabulary))]
    with path.open("w", encoding="utf-8") as out:
        for number in range(count):
            words = chosen.choices(vocabulary, weights, k=chosen.randint(100, 500))
            article = {
                "id": str(number),
                "url": f"https://bench.example/{number}",
                "title": " ".join(words[:8]),
                "section": "bench",
                "language": "ar",
                "published": 1_700_000_000 + number * 60,
                "content_text": " ".join(words),
            }
            out.write(json.dumps(article, ensure_ascii=False) + "\n")
    return path


if __name__ == "__main__":
    main()
