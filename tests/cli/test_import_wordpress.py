"""``syndication import --wordpress`` as it is typed, against a site on loopback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from syndication.cli.app import main
from tests.intake.wordpress_server import WordPress, post, wordpress


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The starter's settings, in the current folder."""
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    return tmp_path


def allow(folder: Path, site: WordPress) -> None:
    path = folder / "config" / "syndication.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('# allow = ["10.0.0.5:80"]', f'allow = ["{site.server.host}"]'), encoding="utf-8")


def test_a_site_is_imported_and_what_was_done_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with wordpress(*(post(number) for number in range(1, 6)), post(6, password="hush")) as site:
        allow(folder, site)
        capsys.readouterr()
        assert main(["import", "--wordpress", site.url]) == 1
        told = capsys.readouterr()
        assert told.out == "5 new, 0 changed, 0 unchanged, 1 rejected\n"
        assert (
            f"not taken in: {site.server.host} post 6: content.protected: not everybody may read this post" in told.err
        )
        assert main(["import", "--wordpress", site.url, "--json"]) == 1
        counts = json.loads(capsys.readouterr().out)
        assert (counts["new"], counts["withdrawn"]) == (0, [])


def test_a_site_in_the_own_network_has_to_be_allowed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with wordpress(post(1)) as site:
        assert main(["import", "--wordpress", site.url]) == 1
        assert "add its host:port to fetch.allow" in capsys.readouterr().err
        assert not site.server.asked


def test_the_password_of_the_environment_is_used_and_never_shown(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNDICATION_WORDPRESS_USER", "salma")
    with wordpress(post(1), user="salma", password="pearl") as site:
        allow(folder, site)
        assert main(["import", "--wordpress", site.url]) == 2
        assert "SYNDICATION_WORDPRESS_PASSWORD: is missing" in capsys.readouterr().err
        monkeypatch.setenv("SYNDICATION_WORDPRESS_PASSWORD", "wrong pearl")
        assert main(["import", "--wordpress", site.url]) == 1
        told = capsys.readouterr()
        assert "application password is wrong" in told.err
        assert "pearl" not in told.err + told.out
        monkeypatch.setenv("SYNDICATION_WORDPRESS_PASSWORD", "pearl")
        assert main(["import", "--wordpress", site.url]) == 0


@pytest.mark.parametrize("argv", [(), ("a.jsonl", "--wordpress", "https://post.example")])
def test_either_files_or_a_site_is_named(
    argv: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", *argv]) == 2
    assert "name files, or a site with --wordpress URL, and not both" in capsys.readouterr().err
