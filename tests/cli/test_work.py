"""``syndication work``, as a process."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

from syndication.store import articles
from syndication.store.engine import Store
from tests.flows import origins
from tests.flows.origins import Says, numbered, origin


def test_it_fetches_and_relates_until_it_is_told_to_end(tmp_path: Path) -> None:
    with origin({"/feed": Says(numbered(1, 2))}) as server:
        config = origins.config(tmp_path, server, {"one": "/feed"})
        argv = [sys.executable, "-m", "syndication", "work", "--config", str(tmp_path / "config")]
        with subprocess.Popen(argv, stderr=subprocess.PIPE, encoding="utf-8") as process:
            try:
                store = Store.open(config.store.url)
                pause = threading.Event()
                count = 0
                for _ in range(400):
                    with store.read() as connection:
                        count = sum(1 for _ in articles.iterate(connection))
                    if count:
                        break
                    pause.wait(0.1)
                store.close()
                assert count == 2
            finally:
                process.send_signal(signal.SIGTERM)
                _, err = process.communicate(timeout=30)
        assert process.returncode == 0
    assert "one: 2 new" in err
