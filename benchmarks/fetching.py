"""CPU of reading a thousand feeds against reader (PyPI), and what that costs those who ask the server meanwhile.

    python -m benchmarks fetching

A process of its own serves invented feeds on loopback, ten Arabic entries each, with entity tags. Each client runs in
a fresh process, a round each: the first takes everything in (fetched, parsed, sanitised, stored), in the second all
answer 304. What is compared is the CPU time of the client's process with all its children, imports included; beside
it stands the pass alone, without imports, settings and opening the database, which a process that stays pays once.
``plain`` are well-formed feeds, ``odd`` are such that only feedparser reads them (letters of windows-1252 by number).

Then ``syndication serve`` answers a warm feed while its work process reads the thousand feeds anew: the slowest
hundredth of the answers against that of an idle server, medians of three.
"""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import os
import re
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

#: The bars: how many times less CPU than reader.
BARS = {("plain", 1): 10.0, ("odd", 1): 2.0, ("plain", 2): 15.0, ("odd", 2): 15.0}
FEEDS = int(os.environ.get("FETCH_FEEDS", "1000"))
ENTRIES = 10
#: Requests for the slowest hundredth, and how often.
REQUESTS, TIMES, CONNECTIONS = 30_000, 3, 4
#: The most that a full round may add to the slowest hundredth.
P99_BAR = 2.0
START_S = 60

TEXT = (
    "افتتحت البلدية جسر النجوم فوق نهر الزيتون بعد ترميم دام عامين وقال المهندس إن الأعمال شملت الإنارة والأرصفة "
    "وممرات المشاة على أن تعود الحركة كاملة قبل موسم القطاف ودعت السكان إلى استخدام الطريق القديم خلال الأسبوع"
)
WORDS = TEXT.split()


def feed(number: int, kind: str) -> bytes:
    """One outlet's document; no two have a sentence in common."""
    items = []
    for entry in range(ENTRIES):
        words = [WORDS[(number * 7 + entry * 3 + place * 5) % len(WORDS)] for place in range(90)]
        text = " ".join(words)
        odd = "&#150; " if kind == "odd" else ""
        items.append(
            f"<item><title>خبر {number} {entry} {' '.join(words[:6])}</title>"
            f"<link>http://outlet{number}.example/{entry}</link>"
            f'<guid isPermaLink="false">outlet{number}:{entry}</guid>'
            f"<pubDate>Thu, 14 May 2026 {entry:02}:{number % 60:02}:00 +0300</pubDate><category>محليات</category>"
            f"<description>{odd}{' '.join(words[:40])}</description><content:encoded><![CDATA[<p>{text}</p>"
            f'<p><img src="http://outlet{number}.example/{entry}.jpg" alt="صورة"/><a href="/x">رابط</a> {text}</p>]]>'
            "</content:encoded></item>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>منبر {number}</title><link>http://outlet{number}.example/</link><description>أخبار</description>"
        f"<language>ar</language>{''.join(items)}</channel></rss>"
    ).encode()


# --- the origin ------------------------------------------------------------------------------------------------------


def origin(listener: socket.socket) -> None:
    """Answer ``/KIND/NUMBER`` on kept-alive connections, as little as a server can do."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    answers: dict[str, tuple[bytes, bytes, str]] = {}

    def answer(path: str, head: str) -> bytes:
        if path not in answers:
            found = re.fullmatch(r"/(plain|odd)/(\d+)", path)
            if found is None:
                return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
            body = feed(int(found[2]), found[1])
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            shared = f"ETag: {tag}\r\nContent-Type: application/rss+xml; charset=utf-8\r\n"
            whole = f"HTTP/1.1 200 OK\r\n{shared}Content-Length: {len(body)}\r\n\r\n".encode() + body
            answers[path] = whole, f"HTTP/1.1 304 Not Modified\r\n{shared}\r\n".encode(), tag
        whole, unchanged, tag = answers[path]
        return unchanged if tag in head else whole

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                writer.write(answer(head.split(" ", 2)[1], head))
                await writer.drain()
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(serve, sock=listener)
        await server.serve_forever()

    asyncio.run(main())


@contextmanager
def serving() -> Iterator[str]:
    """The origin's address."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        process = multiprocessing.get_context("spawn").Process(target=origin, args=(listener,))
        process.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            process.terminate()
            process.join()


# --- the two clients, each in a process of its own -------------------------------------------------------------------


def settings(folder: Path, address: str, kind: str) -> None:
    """Sources for every feed, one each, as if each were another outlet."""
    folder.mkdir(exist_ok=True)
    allowed = address.removeprefix("http://")
    (folder / "syndication.toml").write_text(
        '[site]\ntitle = "جريدة"\nurl = "https://paper.example"\ntag = "paper.example,2026-01-01"\n'
        f'[fetch]\nallow = ["{allowed}"]\ngap_s = 0\nper_host = 16\n',
        encoding="utf-8",
    )
    sources = [
        f'[[source]]\nslug = "s{number}"\ntitle = "منبر {number}"\noutlet = "o{number}.example"\nlanguage = "ar"\n'
        f'feeds = [{{ url = "{address}/{kind}/{number}" }}]\npolicy = "full"\n'
        for number in range(FEEDS)
    ]
    (folder / "sources.toml").write_text("\n".join(sources), encoding="utf-8")


def ours(folder: Path) -> None:
    """One pass over all sources, whether due or not."""
    from syndication.config import load
    from syndication.flows.fetch import Fetcher, tools
    from syndication.flows.fetch_results import Told
    from syndication.store.engine import Store

    config = load(folder / "config", {})
    told: list[Told] = []

    async def go() -> None:
        store = Store.open(config.store.url)
        async with tools(config, store) as opened:
            started.append(time.process_time())
            await Fetcher(store, config, opened, told.append).once([source.slug for source in config.outlets])
        store.close()

    started: list[float] = []
    asyncio.run(go())
    problems = [each.problem for each in told if each.problem]
    print(f"{len(told)} feeds, {sum(each.new for each in told)} new, {sum(each.is_same for each in told)} not modified")
    print(started[0])
    assert not problems, problems[:3]


def theirs(folder: Path, address: str, kind: str) -> None:
    """The same with reader, one update of every feed."""
    import importlib

    sys.modules.setdefault("sgmllib", importlib.import_module("feedparser_sgmllib"))
    import reader

    with closing(reader.make_reader(str(folder / "reader.sqlite"))) as library:
        for number in range(FEEDS):
            library.add_feed(f"{address}/{kind}/{number}", exist_ok=True)
        before = library.get_entry_counts().total or 0
        failed = 0
        started = time.process_time()
        for result in library.update_feeds_iter(workers=10, scheduled=False):
            failed += isinstance(result.value, Exception)
        print(f"{(library.get_entry_counts().total or 0) - before} new, {failed} failed")
        print(started)
        assert not failed


def cpu_s(*argv: str) -> tuple[float, float, str]:
    """User and system seconds of a fresh process that runs one of the clients, with all its children.

    All of them, those after the start, and what the client said.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.fetching", *argv], check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    *_, said, started = done.stdout.strip().splitlines()
    return spent, spent - float(started), said


# --- those who ask meanwhile -----------------------------------------------------------------------------------------


def p99_ms(port: int, path: str) -> float:
    """The slowest hundredth of REQUESTS answers, in milliseconds, over kept-alive connections."""
    ask = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    times: list[float] = []
    connections = [socket.create_connection(("127.0.0.1", port), START_S) for _ in range(CONNECTIONS)]
    for _ in range(REQUESTS // CONNECTIONS):
        for connection in connections:
            began = time.perf_counter()
            connection.sendall(ask)
            got = connection.recv(65536)
            head, _, body = got.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head[:80]
            found = re.search(rb"Content-Length: (\d+)", head)
            left = int(found[1]) - len(body) if found else 0
            while left > 0:
                left -= len(connection.recv(65536))
            times.append(time.perf_counter() - began)
    for connection in connections:
        connection.close()
    return statistics.quantiles(times, n=100)[98] * 1000


@contextmanager
def server(folder: Path, *argv: str) -> Iterator[int]:
    """``syndication serve`` over the settings in ``folder``; its port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "syndication", "serve", "--port", str(port), *argv],
        env={**os.environ, "SYNDICATION_CONFIG": str(folder / "config")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def meanwhile(address: str) -> tuple[float, float]:
    """The slowest hundredth of a warm feed's answers, idle and during a full round; medians."""
    from syndication.config import load
    from syndication.demo import newsroom

    idle, busy = [], []
    for _ in range(TIMES):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            settings(folder / "config", address, "plain")
            newsroom.play(load(folder / "config", {}), folder)
            with server(folder, "--no-work") as port:
                idle.append(p99_ms(port, "/all.rss"))
            with server(folder) as port:  # the store knows no feed yet: all thousand are due at once
                busy.append(p99_ms(port, "/all.rss"))
    return statistics.median(idle), statistics.median(busy)


def main() -> None:
    """Print CPU seconds and ratios of both rounds, and the slowest hundredths."""
    with serving() as address:
        for kind in ("plain", "odd"):
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                settings(folder / "config", address, kind)
                for round_ in (1, 2):
                    mine, my_pass, told = cpu_s("ours", name)
                    other, their_pass, said = cpu_s("theirs", name, address, kind)
                    ratio, bar = other / mine, BARS[kind, round_]
                    print(
                        f"{kind} round {round_}: reader {other:6.2f} s ({said})   ours {mine:5.2f} s ({told})   "
                        f"{ratio:.1f}x less ({'reaches' if ratio >= bar else 'BELOW'} {bar:g}x)   "
                        f"the pass alone {their_pass:.2f} s and {my_pass:.2f} s, {their_pass / my_pass:.1f}x",
                        flush=True,
                    )
        idle, busy = meanwhile(address)
        verdict = "within" if busy <= idle * P99_BAR else "ABOVE"
        print(
            f"p99 of a warm feed: idle {idle:.2f} ms, during a full round of {FEEDS} feeds {busy:.2f} ms: "
            f"{busy / idle:.2f}x ({verdict} {P99_BAR:g}x)"
        )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["ours", folder_]:
            ours(Path(folder_))
        case ["theirs", folder_, address_, kind_]:
            theirs(Path(folder_), address_, kind_)
        case _:
            main()
