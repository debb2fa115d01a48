"""The settings to begin with."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from syndication import logs, model
from syndication.cli.app import main
from syndication.cli.init import starter, write
from syndication.config import Config, load
from syndication.errors import ConfigError
from syndication.text.fold import fold

DAY = date(2026, 1, 1)
REPOSITORY = Path(__file__).parents[2]


def test_init_asks_nothing_and_writes_settings_that_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    before = logs.now().date()
    assert main(["init"]) == 0
    assert "wrote config/syndication.toml" in capsys.readouterr().out
    config = load(Path("config"), {})
    assert config.site.tag in {f"example.com,{day}" for day in (before, logs.now().date())}
    assert (config.feeds.url, config.server.host, config.server.port) == ("http://127.0.0.1:8080", "127.0.0.1", 8080)
    assert main(["config", "check"]) == 0


def test_init_overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "sections.toml").write_text("# mine\n")
    assert main(["init", "--config", str(folder)]) == 2
    err = capsys.readouterr().err
    assert f"there already is {folder}/sections.toml. Nothing was written." in err
    assert [path.name for path in folder.iterdir()] == ["sections.toml"]
    assert (folder / "sections.toml").read_text() == "# mine\n"


def test_init_fills_a_folder_that_is_there_and_one_that_a_variable_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "etc").mkdir()
    monkeypatch.setenv("SYNDICATION_CONFIG", str(tmp_path / "etc"))
    assert main(["init"]) == 0
    assert {path.name for path in (tmp_path / "etc").iterdir()} == set(starter(DAY))


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="can't be written"):
        write(tmp_path / "file" / "config", DAY)


def test_the_repository_s_own_folder_holds_what_init_writes() -> None:
    for name, data in starter(DAY).items():
        assert (REPOSITORY / "config" / name).read_bytes() == data, (
            f"write config/{name} anew from syndication/cli/starter"
        )


def test_every_setting_stands_in_the_starter_and_comments_show_the_defaults() -> None:
    """A comment ``# name = value`` is what is in force anyway, unless the setting has no default to show."""
    text = starter(DAY)["syndication.toml"].decode()
    for name, info in Config.model_fields.items():
        table = info.annotation
        if not (isinstance(table, type) and issubclass(table, BaseModel)):
            continue
        part = re.search(rf"^\[{name}\]\n(.*?)(?=^\[|\Z)", text, re.MULTILINE | re.DOTALL)
        assert part, f"[{name}]"
        for field, setting in table.model_fields.items():
            if (name, field) == ("bylines", "map"):
                assert "# [bylines.map]" in text
                continue
            line = re.search(rf"^(# )?({field} = .*)$", part[1], re.MULTILINE)
            assert line, f"{name}.{field}"
            if line[1] and setting.default not in (PydanticUndefined, None, "", {}, ()):
                assert tomllib.loads(line[2]) == {field: setting.default}


def test_the_commented_lines_are_right_too(tmp_path: Path) -> None:
    write(tmp_path, DAY)
    path = tmp_path / "syndication.toml"
    path.write_text(
        re.sub(r'^# (\[|\w+ = |")', r"\1", path.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8"
    )
    config = load(tmp_path, {})
    assert config.site.rights
    assert config.bylines.map


def test_every_section_has_a_title_in_all_languages(tmp_path: Path) -> None:
    write(tmp_path, DAY)
    for section in load(tmp_path, {}).sections:
        assert tuple(section.titles) == model.UI_LANGUAGES


@pytest.mark.parametrize(
    ("label", "slug"),
    [
        ("سياسة", "politics"), ("السياسة", "politics"), ("سیاسەت", "politics"), ("Siyaset", "politics"),
        ("أمن", "security"), ("امنية", "security"), ("اقتصاد", "economy"), ("ئابووری", "economy"),
        ("ثقافة وفنون", "culture"), ("رياضة", "sport"), ("الرياضه", "sport"), ("محليات", "local"), ("عێراق", "local"),
        ("كوردستان", "kurdistan"), ("عربي ودولي", "world"), ("SPORT", "sport"),
    ],
)  # fmt: skip
def test_the_labels_of_such_a_newsroom_are_known(tmp_path: Path, label: str, slug: str) -> None:
    write(tmp_path, DAY)
    assert [section.slug for section in load(tmp_path, {}).sections_of([label])] == [slug], fold(label)
