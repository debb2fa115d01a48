"""What ``syndication serve`` makes of its options; that it answers is told in tests/serve and tests/test_docs.py."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from syndication.cli.app import main
from syndication.cli.serve import URL_VARIABLE


@pytest.mark.parametrize(
    ("port", "variable", "named"),
    [("0", None, "http://127.0.0.1:{port}"), (None, "http://127.0.0.1:8123", "http://127.0.0.1:8123")],
)
def test_a_first_try_on_another_port_has_feeds_that_lead_back_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, port: str | None, variable: str | None, named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    environ = {**os.environ, "SYNDICATION_SERVER__PORT": "0"} | ({URL_VARIABLE: variable} if variable else {})
    argv = [sys.executable, "-m", "syndication", "serve", "--no-work", *(("--port", port) if port else ())]
    with subprocess.Popen(argv, stderr=subprocess.PIPE, encoding="utf-8", env=environ) as server:
        try:
            assert server.stderr is not None
            said = []
            for line in server.stderr:
                said.append(line)
                if found := re.match(r"Serving at (http://127.0.0.1:(\d+)/)", line):
                    break
            assert found is not None
            expected = named.format(port=found[2])
            with urllib.request.urlopen(f"{found[1]}all.json", timeout=20) as answer:
                assert f'"feed_url":"{expected}/all.json"'.encode() in answer.read()
        finally:
            server.terminate()
            server.communicate(timeout=30)
    told = (
        f"Feeds name {expected} in this run, not http://127.0.0.1:8080. To keep it, set feeds.url or {URL_VARIABLE}.\n"
    )
    assert (told in said) is (variable is None)
