"""``syndication sources``, ``fetch`` and ``init --site`` as they are typed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from syndication.cli.app import main
from syndication.cli.new_sources import append_sources, block, enable
from syndication.config import load
from syndication.errors import ConfigError
from tests.flows.origins import Answer, Says, numbered, origin
from tests.flows.test_source_check import PAGE, fresh

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def paths() -> dict[str, Answer]:
    return {"/": Says(PAGE), "/named": Says(fresh()), "/feed": Says(numbered(1, 2))}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paths: dict[str, Answer]) -> Iterator[str]:
    """The address of an outlet that may be asked, in a folder with settings and no sources."""
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 0
    with origin(paths) as server:
        settings = Path("config/syndication.toml")
        text = settings.read_text(encoding="utf-8").replace(
            "[fetch]\n", f'[fetch]\nallow = ["{server.host}"]\ngap_s = 0\n'
        )
        settings.write_text(text, encoding="utf-8")
        Path("config/sources.toml").write_text("# mine\n", encoding="utf-8")
        yield server.url


@pytest.fixture
def run(site: str, capsys: pytest.CaptureFixture[str]) -> Run:
    capsys.readouterr()

    def typed(*words: str) -> tuple[int, str, str]:
        code = main(list(words))
        out, err = capsys.readouterr()
        return code, out, err

    return typed


def sources() -> str:
    return Path("config/sources.toml").read_text(encoding="utf-8")


def test_a_site_is_added_checked_fetched_paused_resumed_and_removed(
    site: str, run: Run, paths: dict[str, Answer]
) -> None:
    code, out, err = run("sources", "add", site, "--name", "outlet")
    assert code == 0, err
    assert out == f"outlet: {site}/named (5 entries), written into {Path.cwd()}/config/sources.toml\n"
    assert "/category/sport/feed/" in err
    assert sources().startswith("# mine\n\n# Added by sources add.\n[[source]]\n")
    assert run("sources", "check")[0] == 0
    assert run("fetch")[1].startswith("outlet\t5\t0\t0\t200\tok\t")
    assert run("fetch") == (0, "", run("fetch")[2])
    (listed,) = json.loads(run("sources", "list", "--json")[1])
    assert (listed["source"], listed["state"], listed["entries"], listed["problem"]) == ("outlet", "on", 5, "")
    assert run("sources", "pause", "outlet", "--reason", "too loud")[0] == 0
    assert run("sources", "list")[1].split("\t")[1] == "paused"
    assert "too loud" in run("sources", "list")[1]
    assert run("sources", "resume", "outlet")[0] == 0
    assert run("sources", "list")[1].split("\t")[1] == "on"
    assert "5 of its articles" in run("sources", "remove", "outlet", "--purge")[1]
    assert run("sources", "list")[1].split("\t")[1] == "purged"
    assert run("fetch", "outlet")[1] == ""
    assert len(run("articles", "list", "--state", "withdrawn")[1].splitlines()) == 5
    assert run("sources", "remove", "nobody")[0] == 1
    paths["/named"] = Says(status=500)
    assert run("sources", "resume", "outlet")[0] == 0
    code, out, err = run("fetch", "--json")
    assert (code, json.loads(out)[0]["is_good"]) == (1, False)
    assert "1 failed" not in err


def test_without_sources_fetch_tells_how_to_add_one(run: Run) -> None:
    code, out, err = run("fetch")
    assert (code, out) == (0, "")
    assert "There are no sources. `syndication sources add URL`" in err


def test_a_failing_feed_ends_in_1_with_its_reason(site: str, run: Run) -> None:
    append_sources(Path("config"), [{"slug": "x", "title": "X", "feeds": [{"url": f"{site}/none"}]}], "")
    code, out, err = run("fetch")
    assert code == 1
    assert "it answers 404 (Not Found)" in out
    assert "1 failed" in err


def test_a_site_without_a_feed_is_told_and_nothing_is_written(site: str, run: Run, paths: dict[str, Answer]) -> None:
    paths["/"] = Says(b"<html></html>")
    del paths["/named"], paths["/feed"]
    code, _, err = run("sources", "add", site)
    assert code == 1
    assert "no feed was found there" in err
    assert sources() == "# mine\n"
    assert run("sources", "add", "mailto:x")[0] == 1


def test_a_source_that_is_read_already_is_not_added_twice(site: str, run: Run) -> None:
    assert run("sources", "add", f"{site}/named", "--name", "one")[0] == 0
    before = sources()
    code, _, err = run("sources", "add", f"{site}/named", "--name", "two")
    assert code == 2
    assert "this address is read already" in err
    assert sources() == before


def test_opml_comes_in_switched_off_and_goes_out(site: str, run: Run) -> None:
    Path("list.opml").write_text(
        f'<opml><body><outline text="Sport"><outline text="One" xmlUrl="{site}/named"/>'
        f'<outline text="Two" xmlUrl="{site}/feed"/></outline></body></opml>',
        encoding="utf-8",
    )
    code, out, err = run("sources", "import", "list.opml")
    assert code == 0, err
    assert out.startswith("1 sources with 2 feeds")
    (source,) = load(Path("config"), {}).outlets
    assert (source.enabled, [feed.section for feed in source.feeds]) == (False, ["sport", "sport"])
    assert run("sources", "import", "list.opml")[1].startswith("0 sources")
    assert run("sources", "list")[1].split("\t")[1] == "off"
    code, out, err = run("fetch")
    assert (code, out) == (0, "")
    assert "all sources (1) are off" in err
    assert "sources resume" in err
    assert "check --enable" in err
    assert "due" not in err
    code, out, err = run("sources", "check", "--enable")
    assert code == 1, "the entries of /feed are old"
    assert "days old" in out
    assert run("sources", "resume", source.slug)[0] == 0
    assert load(Path("config"), {}).outlets[0].enabled
    assert f'xmlUrl="{site}/named"' in run("sources", "export")[1]
    assert run("sources", "import", "none.opml")[0] == 1


def test_check_switches_on_what_passes(site: str, run: Run) -> None:
    tables = [
        {"slug": "good", "title": "G", "feeds": [{"url": f"{site}/named"}], "enabled": False},
        {"slug": "bad", "title": "B", "feeds": [{"url": f"{site}/none"}], "enabled": False},
    ]
    append_sources(Path("config"), tables, "")
    assert run("sources", "check", "good", "--enable")[0] == 0
    assert {each.slug: each.enabled for each in load(Path("config"), {}).outlets} == {"good": True, "bad": False}
    code, out, _ = run("sources", "check", "--json")
    assert code == 1
    assert {each["source"]: each["passes"] for each in json.loads(out)} == {"good": True, "bad": False}


def test_init_reads_the_own_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--site", "http://127.0.0.1:9"]) == 0
    out, err = capsys.readouterr()
    assert "read by its feed at http://127.0.0.1:9/feed/" in out
    assert "That is a guess" in err
    config = load(Path("config"), {})
    (own,) = (each for each in config.outlets if each.is_own)
    assert (own.enabled, own.min_s, own.max_s) == (True, 60, 60)
    assert (config.site.url, config.site.tag.partition(",")[0]) == ("http://127.0.0.1:9/", "127.0.0.1")
    assert main(["init", "--site", "mailto:x"]) == 2


# --- the file --------------------------------------------------------------------------------------------------------


def test_any_text_stands_in_a_block(tmp_path: Path) -> None:
    import tomllib

    title = 'A "b" \\ c\x00\x7f\n d'
    table = {
        "slug": "x",
        "title": title,
        "feeds": [{"url": "https://x.example/", "section": None}],
        "own": True,
        "n": 3,
    }
    (found,) = tomllib.loads(block({**table, "sections": {"نفط ": "a b"}}, "Why."))["source"]
    assert found["title"].startswith('A "b" \\ c')
    assert found["feeds"] == [{"url": "https://x.example/"}]
    assert (found["own"], found["n"], found["sections"]) == (True, 3, {"نفط ": "a b"})


def test_switching_on_changes_one_word(site: str, run: Run) -> None:
    text = (
        "\ufeff# mine\r\n[[source]]\r\nslug = 'a'\r\ntitle = 'A'\r\nfeeds = [{ url = 'https://a.example/' }]\r\n"
        "enabled=false # why\r\n[[source]]\nslug = 'b'\ntitle = 'B'\nfeeds = [{ url = 'https://b.example/' }]\n"
    )
    Path("config/sources.toml").write_bytes(text.encode())
    enable(Path("config"), ["a", "b"])
    assert Path("config/sources.toml").read_bytes() == text.replace("enabled=false", "enabled=true").encode()


def test_a_switch_that_makes_the_settings_wrong_is_taken_back(site: str, run: Run) -> None:
    append_sources(
        Path("config"),
        [{"slug": "a", "title": "A", "feeds": [{"url": "https://a.example/"}], "section": "none", "enabled": False}],
        "",
    )
    before = sources()
    with pytest.raises(ConfigError, match="no section «none»"):
        enable(Path("config"), ["a"])
    assert sources() == before
