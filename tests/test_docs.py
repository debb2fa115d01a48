"""The documentation is true: its commands run, its tables are complete, its files and links exist."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from pydantic import BaseModel
from typer.core import TyperCommand, TyperGroup, TyperOption

from syndication import errors
from syndication.cli.app import BUG, INTERRUPTED, app
from syndication.config import Config
from syndication.flows.addresses import FILES, FOLDERS, SINGLE
from syndication.intake import jsonlines
from syndication.model import UI_LANGUAGES
from syndication.render.formats import FORMATS
from tests.documents import DOCS, ROOT, blocks, newcomer, text, typed

#: Commands of the README that are not run here, and the test that runs the same thing.
ELSEWHERE = {"syndication serve": "tests/test_docs.py::test_the_readmes_server_answers"}
#: How a new thing is called in docs/adding.md.
THINGS = (
    *("A format", "A language of the interface", "A rule of a language", "A setting", "A command"),
    *("A field of the input", "A source or a feed by name that is shipped", "A kind of source"),
    *("A name by which an entry is relevant", "An element of feeds", "A spelling of a date"),
    *("A column or table of the store", "A follower", "A kind of page"),
    "A parameter of feeds",
)


def sections(document: str) -> dict[str, str]:
    """Second-level headings with the text below them."""
    parts = re.split(r"^## (.*)\n", document, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def first_column(table: str) -> list[str]:
    """The first cells of a table's rows, without head and rule."""
    return re.findall(r"^\| ([^|]*?) \|", table, re.MULTILINE)[1:]


def in_quotes(cells: list[str]) -> set[str]:
    return {name for cell in cells for name in re.findall(r"`([^`]*)`", cell)}


# --- what a newcomer types -------------------------------------------------------------------------------------------


def commands(document: str) -> list[tuple[str, list[str]]]:
    """The commands of the console blocks, each with the lines that it is said to print."""
    found: list[tuple[str, list[str]]] = []
    for line in (line for block in blocks(document, "console") for line in block.splitlines()):
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        else:
            found[-1][1].append(line)
    return found


def test_every_command_of_the_readme_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    newcomer(tmp_path)
    built = ""
    for command, printed in commands(text("README.md")):
        if command in ELSEWHERE:
            continue
        assert typed(command) == 0, command
        told = "".join(capsys.readouterr())
        assert all(line in told for line in printed), (command, told)
        if command.startswith("syndication build"):
            built = "".join((tmp_path / f"feeds/all.{ext}").read_text(encoding="utf-8") for ext in FORMATS)
    shown = sections(text("README.md"))["Related links in a feed"]
    links = [line for language in ("xml", "json") for block in blocks(shown, language) for line in block.splitlines()]
    assert len(links) == 3
    assert all(line in built for line in links)


def test_the_readmes_server_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    newcomer(tmp_path)
    for command in ("syndication init", "syndication import articles.jsonl"):
        assert typed(command) == 0
    argv = [sys.executable, "-m", "syndication", "serve", "--port", "0"]
    with subprocess.Popen(argv, stderr=subprocess.PIPE, encoding="utf-8") as server:
        try:
            assert server.stderr is not None
            address = next(found[1] for line in server.stderr if (found := re.match(r"Serving at (\S+)", line)))
            with urllib.request.urlopen(f"{address}sections/economy.rss", timeout=20) as answer:
                assert b"Bread is cheaper" in answer.read()
        finally:
            server.terminate()
            server.communicate(timeout=30)
    assert server.returncode == 0


def test_what_is_not_run_here_is_run_by_a_test_that_exists() -> None:
    written = [command for command, _ in commands(text("README.md"))]
    for command, where in ELSEWHERE.items():
        path, _, name = where.partition("::")
        assert command in written
        assert f"def {name}(" in text(path)


def test_the_words_of_make_are_those_of_the_makefile() -> None:
    words = set(re.findall(r"^([a-z]+):.*## ", text("Makefile"), re.MULTILINE)) - {"help"}
    phony = re.findall(r"^\.PHONY: (.*)", text("Makefile"), re.MULTILINE)
    assert sorted(" ".join(phony).split()) == sorted({*words, "help"}), "a word without a rule does nothing, silently"
    table = first_column(sections(text("README.md"))["Working on it"])
    assert in_quotes(table) == {f"make {word}" for word in words}
    for path in DOCS:
        used = set(re.findall(r"(?:`|^    )make ([a-z]+)", path.read_text(encoding="utf-8"), re.MULTILINE))
        assert used <= words, path


def test_the_readmes_cron_line_is_that_of_serving_files() -> None:
    (line,) = re.findall(r"^    (\*/5 .*)", text("README.md"), re.MULTILINE)
    (tried,) = blocks(text("docs/serving-files.md"), "cron")
    assert tried.removesuffix(">/dev/null\n").strip() == line


def test_the_two_commands_come_first() -> None:
    assert re.findall(r"^    (make \w+)", text("README.md"), re.MULTILINE)[:2] == ["make demo", "make test"]


# --- tables that must be complete ------------------------------------------------------------------------------------


def leaves(command: object, name: str = "syndication") -> Iterator[tuple[str, TyperCommand]]:
    """Every command that does something, with its words."""
    if isinstance(command, TyperGroup):
        for word, inner in command.commands.items():
            yield from leaves(inner, f"{name} {word}")
    else:
        assert isinstance(command, TyperCommand)
        yield name, command


COMMANDS = dict(leaves(typer.main.get_command(app)))


def test_every_command_has_its_section() -> None:
    assert sorted(sections(text("docs/commands.md"))) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_commands_section_has_its_options_and_no_others(name: str) -> None:
    section = sections(text("docs/commands.md"))[name]
    options = [each for each in COMMANDS[name].params if isinstance(each, TyperOption)]
    names = {word for option in options for word in option.opts} - {"-h", "--help"}
    assert set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", section)) == names


def test_options_of_all_commands_are_explained() -> None:
    top = text("docs/commands.md").split("\n## ")[0]
    assert all(f"`{option}" in top for option in ("-h", "--help", "--version", "--config", "--json"))


def test_every_field_of_the_input_has_its_row() -> None:
    table = sections(text("README.md"))["Articles as JSON Lines"]
    assert in_quotes(first_column(table)) == jsonlines.FIELDS


def test_every_exit_code_has_its_row() -> None:
    def codes(kind: type[errors.SyndicationError]) -> Iterator[int]:
        yield kind.exit_code
        for inner in kind.__subclasses__():
            yield from codes(inner)

    table = first_column(sections(text("README.md"))["Exit codes"])
    assert [int(cell) for cell in table] == sorted({0, *codes(errors.SyndicationError), BUG, INTERRUPTED})


def ending(folder: str) -> str:
    return "html" if folder == "articles" else "KEY"


def test_every_kind_of_address_has_its_row() -> None:
    table = in_quotes(first_column(sections(text("README.md"))["Addresses"]))
    paths = {re.sub(r"[A-Z]+", "KEY", cell) for cell in table}
    folders = {f"/{folder}/KEY.{ending(folder)}" for folder in FOLDERS}
    assert paths == {"/", "/status", *FILES, *(f"/{name}.KEY" for name in SINGLE), *folders}
    assert all(f"/index.{language}.html" in text("README.md") for language in UI_LANGUAGES)


def settings(table: type[BaseModel], above: str = "") -> Iterator[tuple[str, object]]:
    """Dotted name and default of every setting; Ellipsis: it must be given."""
    for name, field in table.model_fields.items():
        inner = [kind for kind in (field.annotation, *getattr(field.annotation, "__args__", ())) if is_table(kind)]
        if inner:
            yield from settings(inner[0], f"{above}{name}.")
        else:
            yield f"{above}{name}", ... if field.is_required() else field.default


def is_table(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def written_default(value: object) -> str:
    """As docs/configuration.md writes it."""
    if value is ...:
        return "must be given"
    if value in (None, "", {}, ()):
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value}`"


def test_every_setting_has_its_row_and_its_default() -> None:
    rows = re.findall(r"^\| `([a-z_.]+)` \| (.*?) \| \S", text("docs/configuration.md"), re.MULTILINE)
    wanted = {name: written_default(value) for name, value in settings(Config)}
    assert dict(rows) == wanted
    assert len(rows) == len(wanted)


def test_every_dependency_has_its_sentence_and_no_other() -> None:
    project = tomllib.loads(text("pyproject.toml"))
    wanted = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["postgres"]]
    wanted += [each for group in project["dependency-groups"].values() for each in group]
    names = {re.split(r"[\[<>=!~ ]", each)[0].lower() for each in wanted}
    listed = re.findall(
        r"(?:^- |(?<=\. )|(?<=\.\n  ))([a-z][a-z0-9-]*):", text("docs/decisions/0001-dependencies.md"), re.M
    )
    assert sorted(listed) == sorted(names)


# --- shape -----------------------------------------------------------------------------------------------------------


def test_adding_names_files_that_exist_in_few_lines() -> None:
    found = sections(text("docs/adding.md"))
    assert tuple(found) == THINGS
    for thing, body in found.items():
        assert len(body.strip().splitlines()) <= 10, thing
        paths = [name for name in re.findall(r"`([^` ]+)`", body) if "/" in name and not name.startswith("/")]
        assert paths, thing
        assert [name for name in paths if not (ROOT / name).exists()] == [], thing


DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_is_short_and_says_what_was_given_up(path: Path) -> None:
    written = path.read_text(encoding="utf-8")
    assert written.startswith(f"# {path.name[:4]} ")
    assert len(written.splitlines()) <= 25
    places = [written.find(f"**{part}.**") for part in ("Context", "Decision", "What we gave up")]
    assert places == sorted(places)
    assert places[0] > 0


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    written = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", written):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        found = path.parent / name if name else path
        assert found.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)", found.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}, target


def test_the_changelog_has_this_version() -> None:
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    assert f"## [{version}]" in text("CHANGELOG.md")
