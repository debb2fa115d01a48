"""``config check`` and ``config schema``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from syndication.cli.app import main
from tests.config.folders import SITE, folder
from tests.intake import exports


def test_check_prints_what_is_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder(tmp_path, SITE, '[[section]]\nslug = "a"\ntitles = { ar = "أ" }\nlabels = ["ألف"]\n')
    monkeypatch.setenv("SYNDICATION_SERVER__PORT", "9000")
    assert main(["config", "check", "--config", str(path)]) == 0
    out, err = capsys.readouterr()
    assert "server.port\t9000\n" in out
    assert "feeds.full_text\ttrue\n" in out
    assert "site.title\tar: جريدتنا\n" in out
    assert "section a\tأ, ألف\n" in out
    assert "example.com is nobody's" in err


def test_check_shows_no_password(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder(tmp_path, SITE + '[store]\nurl = "postgres://u:hunter2@h:5432/d?x=y"\n')
    for options in ([], ["--json"]):
        assert main(["config", "check", "--config", str(path), *options]) == 0
        out = capsys.readouterr().out
        assert "hunter2" not in out
        assert "postgresql+psycopg://u:***@h:5432/d?x=y" in out


def test_check_as_json_is_the_whole_configuration(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder(tmp_path, SITE.replace("example.com", "paper.example"))
    assert main(["config", "check", "--config", str(path), "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["page"] == {"min": 50, "hours": 48, "max": 300, "max_bytes": 1_500_000}
    assert err == ""


def test_check_with_an_export_tells_what_a_move_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder(tmp_path, SITE, '[[section]]\nslug = "a"\ntitles = { ar = "أ" }\n')
    export = tmp_path / "site.xml"
    home = "<wp:base_blog_url>https://post.example</wp:base_blog_url>"
    export.write_bytes(exports.export(home, exports.item(1, exports.label("category", "b", "ب"))))
    command = ["config", "check", "--config", str(path), "--site", str(export)]
    assert main(command) == 0
    out, err = capsys.readouterr()
    assert "category without a section\tب (b)\t1\t" in out
    assert "address without an answer\t/category/b/feed/\t1\tno section has this slug" in out
    assert 'wordpress_id = "https://post.example/feed/atom/"' in err
    assert main([*command, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["categories"] == [{"name": "ب", "slug": "b", "posts": 1}]
    export.write_bytes(exports.export(exports.item(1, exports.label("category", "a", "أ"))))
    assert main(command) == 0
    assert "Nothing is lacking" in capsys.readouterr().err
    assert main([*command[:-1], str(tmp_path / "none.xml")]) == 1


def test_check_ends_with_2_where_a_setting_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "check", "--config", str(folder(tmp_path, SITE + "titel = 3\n"))]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("syndication: ")
    assert err.endswith("Did you mean title?\n")


def test_the_schema_describes_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema["$schema"].endswith("2020-12/schema")
    assert set(schema["required"]) == {"site"}
    for name, table in schema["$defs"].items():
        assert table["additionalProperties"] is False
        for key, setting in table["properties"].items():
            assert setting.get("description"), f"{name}.{key}"
