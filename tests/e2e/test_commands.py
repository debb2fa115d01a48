"""Commands from the first to the last: what they print, for people and for programs, and with which exit code."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from syndication.cli import init
from syndication.cli.app import main
from syndication.store import articles
from tests.e2e.sites import Home
from tests.flows.newsroom import later, lines, record, stored

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(own: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """``command("articles", "list")`` gives exit code, stdout and stderr."""
    monkeypatch.setenv("SYNDICATION_CONFIG", str(own.folder / "config"))

    def run(*argv: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(argv)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def given(own: Home, *records: dict[str, Any]) -> str:
    return str(own.write("articles.jsonl", b"".join(lines(*records))))


@pytest.fixture(scope="module")
def first_import(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Path:
    """A folder with three articles in its store; 3 is named by guid alone, 4 waits."""
    home = Home(tmp_path_factory.mktemp("imported"), {})
    init.write(home.folder / "config", date(2026, 1, 1))
    shutil.copy(empty_sqlite, home.folder / "syndication.db")
    path = given(
        home,
        record(1, guid="https://post.example/?p=1", section="سياسة"),
        record(2, section="رياضة"),
        record(3, id=None, guid="guid-3", url=None, event=1),
        record(4, published=later(days=2)),
    )
    assert main(["import", path, "--config", str(home.folder / "config")]) == 0
    return home.folder


@pytest.fixture
def imported(own: Home, first_import: Path) -> Home:
    """The same for a test of its own."""
    for name in ("syndication.db", "articles.jsonl"):
        shutil.copy(first_import / name, own.folder)
    return own


# --- import ----------------------------------------------------------------------------------------------------------


def test_an_import_says_what_it_did_and_the_same_again_changes_nothing(own: Home, command: Command) -> None:
    path = given(own, record(1), record(2, section="طقس", mood=1))
    code, out, err = command("import", path)
    assert (code, out) == (0, "2 new, 0 changed, 0 unchanged, 0 rejected\n")
    assert "1  طقس" in err
    assert "mood (1)" in err
    code, out, _ = command("import", "--json", path)
    assert code == 0
    told = json.loads(out)
    assert [told[kind] for kind in ("new", "changed", "unchanged", "blocked", "rejected")] == [0, 0, 2, 0, 0]
    assert (told["unknown_labels"], told["unknown_fields"]) == ({"طقس": 1}, {"mood": 1})
    assert (told["new_sections"], told["related"]) == ([], True)


def test_what_is_rejected_is_told_with_file_line_field_and_reason_and_the_rest_goes_in(
    own: Home, command: Command
) -> None:
    path = Path(given(own, record(1)))
    path.write_bytes(b'{"id": 1,\n' + path.read_bytes() + b'{"id": "2", "title": ["a"]}\n')
    rejects = own.folder / "rejects.jsonl"
    code, out, err = command("import", str(path), "--rejects", str(rejects))
    assert code == 1
    assert out == "1 new, 0 changed, 0 unchanged, 2 rejected\n"
    assert f"not taken in: {path}:1" in err
    assert f"not taken in: {path}:3: title" in err
    found = [json.loads(line) for line in rejects.read_text(encoding="utf-8").splitlines()]
    assert [each["place"] for each in found] == [f"{path}:1", f"{path}:3"]
    assert all(each["reason"] for each in found)
    assert "Traceback" not in err


def test_many_rejected_entries_do_not_flood_the_terminal(own: Home, command: Command) -> None:
    path = own.write("articles.jsonl", b"{\n" * 100)
    rejects = own.folder / "rejects.jsonl"
    code, _, err = command("import", str(path), "--rejects", str(rejects))
    assert code == 1
    assert err.count("not taken in") == 21
    assert "--rejects FILE writes them all" in err
    assert len(rejects.read_text().splitlines()) == 100


@pytest.mark.parametrize("argv", [["nowhere.jsonl"], ["articles.jsonl", "--rejects", "no/folder/rejects.jsonl"]])
def test_a_file_that_is_not_there_is_told_before_anything_is_taken_in(
    own: Home, command: Command, argv: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own.folder)
    given(own, record(1))
    code, out, err = command("import", *argv)
    assert (code, out) == (1, "")
    assert err.startswith("syndication: ")
    assert command("articles", "list", "--json")[1] == "[]\n"


def test_new_sections_are_added_once(own: Home, command: Command) -> None:
    path = given(own, record(1, section="طقس"), record(2, section="طقس"))
    code, out, _ = command("import", "--new-sections", "--json", path)
    assert (code, json.loads(out)["new_sections"]) == (0, ["طقس"])
    code, out, _ = command("import", "--new-sections", "--json", path)
    assert json.loads(out)["new_sections"] == []
    assert "2 articles" in (own.folder / "config" / "sections.toml").read_text(encoding="utf-8")


# --- articles --------------------------------------------------------------------------------------------------------


def test_articles_are_listed_newest_arrivals_first_and_by_state(imported: Home, command: Command) -> None:
    code, out, _ = command("articles", "list", "--json")
    listed = json.loads(out)
    assert code == 0
    assert [each["id"] for each in listed] == ["4", "guid-3", "2", "1"]
    assert [each["state"] for each in listed] == ["waiting", "live", "live", "live"]
    assert json.loads(command("articles", "list", "--json", "--state", "waiting")[1])[0]["id"] == "4"
    assert len(json.loads(command("articles", "list", "--json", "--limit", "2")[1])) == 2
    rows = [line.split("\t") for line in command("articles", "list")[1].splitlines()]
    assert [row[4] for row in rows] == ["خبر0004", "خبر0003", "خبر0002", "خبر0001"]
    assert command("articles", "list", "--state", "lost")[0] == 2


@pytest.mark.parametrize("name", ["id", "guid", "key", "url"])
def test_an_article_is_known_by_id_guid_key_and_address(imported: Home, command: Command, name: str) -> None:
    article = stored(imported.store, "1").article
    word = {"id": "1", "guid": article.id, "key": article.key, "url": "http://www.post.example/a/0001/?utm_source=x"}[
        name
    ]
    code, out, err = command("articles", "show", word, "--json")
    assert code == 0, err
    shown = json.loads(out)
    assert (shown["id"], shown["guid"]) == ("1", "https://post.example/?p=1")
    assert [link["title"] for link in shown["related"]] == ["خبر0002"]
    fields, _, links = command("articles", "show", word)[1].partition("\n\n")
    assert "title\tخبر0001" in fields.splitlines()
    assert [line.split("\t")[:2] for line in links.splitlines()] == [["story", "خبر0002"]]
    assert json.loads(command("articles", "withdraw", word, "--reason", "لأسباب", "--json")[1])["state"] == "notice"
    assert json.loads(command("articles", "restore", word, "--json")[1])["state"] == "live"


def test_withdrawing_says_why_and_for_how_long_and_restoring_takes_it_back(imported: Home, command: Command) -> None:
    key = stored(imported.store, "2").article.key
    code, out, _ = command("articles", "withdraw", "2", "--reason", "wrong person named")
    assert (code, out) == (0, f"{key}: withdrawn (wrong person named); its state is now notice\n")
    assert "reason\twrong person named" in command("articles", "show", "2")[1].splitlines()
    listed = json.loads(command("articles", "list", "--json")[1])
    assert {each["id"]: each["reason"] for each in listed if each["reason"]} == {"2": "wrong person named"}
    assert command("build", "--out", str(imported.folder / "feeds"))[0] == 0
    built = [path.read_bytes() for path in (imported.folder / "feeds").rglob("*") if path.is_file()]
    assert not any(b"wrong person" in data for data in built)
    code, _, err = command("articles", "withdraw", "2", "--reason", "again")
    assert code == 1
    assert "withdrawn already" in err
    code, out, _ = command("articles", "restore", "2")
    assert (code, out) == (0, f"{key}: restored; its state is now live\n")
    code, out, _ = command("articles", "withdraw", "2", "--silent", "--reason", "x", "--json")
    assert json.loads(out)["state"] == "withdrawn"
    code, _, err = command("articles", "restore", "2")
    assert code == 1
    assert "Import it again" in err
    code, out, _ = command("import", str(imported.folder / "articles.jsonl"))
    assert (code, out) == (0, "0 new, 0 changed, 3 unchanged, 0 rejected, 1 withdrawn earlier and left so\n")


@pytest.mark.parametrize("word", ["99", "https://post.example/nothing", "://", "\udcff", "", " ", "https://[", "a\0b"])
@pytest.mark.parametrize("verb", ["show", "withdraw", "restore"])
def test_what_is_not_stored_is_told_with_exit_code_3(imported: Home, command: Command, verb: str, word: str) -> None:
    more = ["--reason", "x"] if verb == "withdraw" else []
    code, out, err = command("articles", verb, *more, "--", word)
    assert (code, out) == (3, "")
    assert "articles list" in err
    assert "Traceback" not in err


def test_a_withdrawal_needs_its_reason(imported: Home, command: Command) -> None:
    assert command("articles", "withdraw", "1")[0] == 2


# --- export, build ---------------------------------------------------------------------------------------------------


def test_an_export_is_one_json_line_an_article(imported: Home, command: Command) -> None:
    code, out, _ = command("export", "--related", "20")
    assert code == 0
    found = [json.loads(line) for line in out.splitlines()]
    assert found == [
        {"id": "1", "related": ["2"], "shown": [{"id": "2", "title": "خبر0002", "kind": "story"}], "story": "1"},
        {"id": "2", "related": ["1"], "shown": [{"id": "1", "title": "خبر0001", "kind": "story"}], "story": "1"},
        {"id": "guid-3", "related": [], "shown": [], "story": None},
    ]
    assert {"related": []}.items() <= json.loads(command("export", "--related", "0")[1].splitlines()[0]).items()
    assert command("export", "--related", "-1")[0] == 2


def test_a_build_prints_what_it_wrote_and_when_to_run_again(imported: Home, command: Command) -> None:
    imported.keep_sections("politics", "sport")
    code, out, err = command("build", "--out", str(imported.out))
    assert code == 0
    assert ".rss written\t4" in out
    due = stored(imported.store, "4").article.published
    assert due is not None
    assert f"Build again at {due.isoformat()}" in err
    code, out, _ = command("build", "--json", "--out", str(imported.out))
    assert json.loads(out) == {
        "written": {},
        "kept": len(imported.files()),
        "deleted": 0,
        "next_due": due.isoformat(),
    }


# --- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "argv", [["articles", "list"], ["export"], ["build"], ["import", "articles.jsonl"], ["serve"]], ids=" ".join
)
def test_faults_of_settings_and_store_have_their_exit_codes(
    own: Home, command: Command, argv: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own.folder)
    given(own, record(1))
    monkeypatch.setenv("SYNDICATION_STORE__URL", f"sqlite:///{own.folder}/no/folder/store.db")
    code, out, err = command(*argv)
    assert (code, out) == (4, "")
    assert err.startswith("syndication: ")
    monkeypatch.setenv("SYNDICATION_SITE__TAG", "nonsense")
    code, out, err = command(*argv)
    assert (code, out) == (2, "")
    assert "SYNDICATION_SITE__TAG" in err


def test_a_store_of_something_else_is_told(own: Home, command: Command) -> None:
    own.write("syndication.db", b"no database at all " * 100)
    code, _, err = command("articles", "list")
    assert code == 4
    assert "Traceback" not in err


def test_ctrl_c_is_130_and_leaves_no_lease(own: Home, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from syndication.flows import taking_in

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    path = given(own, record(1))
    with monkeypatch.context() as patch:
        patch.setattr(taking_in, "put", interrupted)
        assert command("import", path)[0] == 130
    assert json.loads(command("import", "--json", path)[1])["related"] is True
    with own.store.read() as connection:
        assert len(articles.page_of(connection)) == 1
