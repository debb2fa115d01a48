from __future__ import annotations

from pathlib import Path

import pytest

from syndication.cli.app import main
from tests.config.folders import SITE, folder


def test_discovery_prints_lines_or_a_plugin(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder(tmp_path, SITE)
    assert main(["discovery", "--config", str(path)]) == 0
    assert capsys.readouterr().out.startswith(
        '<!-- on every page -->\n<link rel="alternate" type="application/rss+xml"'
    )
    assert main(["discovery", "--wordpress", "--config", str(path)]) == 0
    assert capsys.readouterr().out.startswith("<?php\n")
