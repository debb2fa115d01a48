"""WordPress exports of two sizes: posts a second, and that memory does not grow with the file.

    read      only reading, in a process that keeps nothing of what it reads
    import    a complete ``syndication import``: normalised, stored, related

Invented exports of 10 MB and of LARGE megabytes (the variable; 300 if it is not set; IMPORT for the import, 100), posts
every half hour from 2015 on. Attachments stand before and after the posts that show them, comments and revisions
between them, as in real exports.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.importing import cpu

SMALL_MB = 10
LARGE_MB = int(os.environ.get("LARGE", "300"))
IMPORT_MB = int(os.environ.get("IMPORT", "100"))
#: The bars: megabytes that the larger file may take more, posts a second.
MAX_GROWTH_MB = 20
MIN_POSTS_A_SECOND = 2000

START = datetime(2015, 1, 1)  # noqa: DTZ001  # WordPress writes no zone

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Bench</title><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>noor</wp:author_login><wp:author_email>noor@bench.example</wp:author_email>
<wp:author_display_name><![CDATA[Noor]]></wp:author_display_name></wp:author>
<wp:category><wp:category_nicename>bench</wp:category_nicename><wp:category_parent></wp:category_parent>
<wp:cat_name><![CDATA[bench]]></wp:cat_name></wp:category>
"""
ITEM = """<item><title><![CDATA[{title}]]></title><link>https://bench.example/{id}</link>
<pubDate>Mon, 01 Jan 2024 00:00:00 +0000</pubDate><dc:creator><![CDATA[noor]]></dc:creator>
<guid isPermaLink="false">https://bench.example/?p={id}</guid><description></description>
<content:encoded><![CDATA[{text}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>
<wp:post_id>{id}</wp:post_id><wp:post_date>{date}</wp:post_date><wp:post_date_gmt>{date}</wp:post_date_gmt>
<wp:post_modified>{date}</wp:post_modified><wp:post_modified_gmt>{date}</wp:post_modified_gmt>
<wp:comment_status>open</wp:comment_status><wp:ping_status>open</wp:ping_status><wp:post_name>p{id}</wp:post_name>
<wp:status>{status}</wp:status><wp:post_parent>0</wp:post_parent><wp:menu_order>0</wp:menu_order>
<wp:post_type>{type}</wp:post_type><wp:post_password></wp:post_password><wp:is_sticky>0</wp:is_sticky>{more}</item>
"""
META = "<wp:postmeta><wp:meta_key>{}</wp:meta_key><wp:meta_value><![CDATA[{}]]></wp:meta_value></wp:postmeta>\n"
LABEL = '<category domain="{}" nicename="bench"><![CDATA[bench]]></category>\n'
COMMENT = (
    "<wp:comment><wp:comment_author_email>a@bench.example</wp:comment_author_email>"
    "<wp:comment_author_IP>192.0.2.1</wp:comment_author_IP><wp:comment_content>{}</wp:comment_content></wp:comment>\n"
)

READ = """
import json, resource, sys, time
from syndication.intake import inputs
started = time.process_time()
posts = pictures = rejected = 0
for entry in inputs.entries(next(inputs.find([sys.argv[1]]))):
    posts += 1
    pictures += getattr(entry, "image", None) is not None
    rejected += hasattr(entry, "reason")
seconds = time.process_time() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"posts": posts, "pictures": pictures, "rejected": rejected, "seconds": seconds, "peak": peak}))
"""


def main() -> None:
    """Print both sizes of both, and whether the bars are held."""
    _read()
    _import()


def _import() -> None:
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        for megabytes in (SMALL_MB, IMPORT_MB):
            home = Path(folder) / str(megabytes)
            home.mkdir()
            write(home / "export.xml", megabytes)
            syndication = [sys.executable, "-m", "syndication"]
            cpu([*syndication, "init"], home)
            seconds, peak = cpu([*syndication, "import", "export.xml", "--new-sections"], home)
            peaks.append(peak)
            print(
                f"  import {megabytes:5} MB  {megabytes / seconds:5.1f} MB a CPU second"
                f"  {peak:5.1f} MB resident at most",
                flush=True,
            )
    print(f"  growth {peaks[1] - peaks[0]:.1f} MB (bar: at most {MAX_GROWTH_MB})")


def _read() -> None:
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for megabytes in (SMALL_MB, LARGE_MB):
            path = Path(folder) / "export.xml"
            write(path, megabytes)
            done = subprocess.run([sys.executable, "-c", READ, path], capture_output=True, text=True, check=True)
            results.append(result := json.loads(done.stdout))
            assert (result["rejected"], result["pictures"]) == (0, result["posts"]), result
            rate = result["posts"] / result["seconds"]
            print(
                f"  read   {megabytes:5} MB  {result['posts']:7} posts  {rate:6.0f} posts a CPU second"
                f"  {megabytes / result['seconds']:5.1f} MB/s  {result['peak']:5.1f} MB resident at most"
            )
            print("" if rate >= MIN_POSTS_A_SECOND else f"  too slow (bar: {MIN_POSTS_A_SECOND} posts/s)\n", end="")
    growth = results[1]["peak"] - results[0]["peak"]
    print(f"  growth {growth:.1f} MB (bar: at most {MAX_GROWTH_MB})")


def write(path: Path, megabytes: int) -> None:
    """An export of at least that size."""
    left = megabytes * 1_000_000
    with path.open("wb") as out:
        out.write(HEAD.encode())
        for item in _items():
            left -= out.write(item)
            if left <= 0:
                break
        out.write(b"</channel></rss>\n")


def _items() -> Iterator[bytes]:
    """A post with its picture, now before it, now after it, and every fourth time a draft."""
    chosen = random.Random(7)
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    vocabulary = ["".join(chosen.choices(letters, k=chosen.randint(3, 8))) for _ in range(5_000)]
    for number in range(1, 100_000_000):
        words = chosen.choices(vocabulary, k=250)
        lines = [" ".join(words[start : start + 50]) for start in range(0, 250, 50)]
        text = f"{lines[0]}\n\n{lines[1]}\n{lines[2]}\n\n[ad_bench]\n\n<strong>{lines[3]}</strong>\n\n{lines[4]}"
        post, picture = number * 10, number * 10 + 1
        labels = LABEL.format("category") + LABEL.format("post_tag") + META.format("_edit_last", "1")
        more = labels + META.format("_thumbnail_id", picture) + COMMENT.format(lines[0])
        size = f'a:2:{{s:5:"width";i:1200;s:6:"height";i:{number % 900 + 1};}}'
        about = f"<wp:attachment_url>https://bench.example/{picture}.jpg</wp:attachment_url>\n"
        about += META.format("_wp_attachment_metadata", size)
        both = [_item(post, "post", "publish", text, more), _item(picture, "attachment", "inherit", "", about)]
        draft = _item(post + 2, "post", "draft", text, labels) if number % 4 == 0 else b""
        yield b"".join(both if number % 2 else reversed(both)) + draft


def _item(id: int, type: str, status: str, text: str, more: str) -> bytes:
    date = START + timedelta(minutes=id // 10 * 30)  # 48 a day, the oldest first, as WordPress exports them
    title = " ".join(text.split()[:8])
    return ITEM.format(id=id, type=type, status=status, text=text, more=more, date=date, title=title).encode()


if __name__ == "__main__":
    main()
