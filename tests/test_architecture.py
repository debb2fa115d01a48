"""Rules of the house that a program can check: sizes, docstrings, names, a test for every pure module, one clock.

Layers and doors are import contracts (pyproject.toml; tests/test_imports.py plants violations).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "syndication"
MODULES = sorted(PACKAGE.rglob("*.py"))

#: Lines of a module that fail; about 400 is the aim.
MAX_MODULE_LINES = 500
#: Lines of code in a function's body: what a reader must hold in mind. Signature, docstring, comments and blank lines
#: do not count, else explaining a function would be punished.
MAX_FUNCTION_LINES = 40

PURE_ROOMS = ("text", "normalise", "relate", "render")
PURE_MODULES = [
    *(path for path in MODULES if path.relative_to(PACKAGE).parts[0] in PURE_ROOMS and path.name != "__init__.py"),
    *(path for path in (PACKAGE / f"serve/{name}.py" for name in ("conditional", "negotiate"))),
    PACKAGE / "intake" / "schedule.py",
    *(PACKAGE / f"{name}.py" for name in ("model", "selection", "documents")),
]
#: Alembic's own shape: one function that is a list of statements, and needs no docstring.
MIGRATIONS = PACKAGE / "store" / "migrations"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def public(node: ast.AST) -> Iterator[ast.ClassDef | Function]:
    """Public classes and functions at module level and in public classes."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | Function) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from public(child)


def body_lines(function: Function, lines: list[str]) -> int:
    """Lines of code in a body."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    code = (line.strip() for line in lines[body[0].lineno - 1 : function.end_lineno])
    return sum(1 for line in code if line and not line.startswith("#"))


# Each of these tests is one for all modules: a thousand tests would cost more than what they look at.


def test_modules_are_short_and_say_what_they_are_for() -> None:
    assert [name(path) for path in MODULES if len(lines_of(path)) > MAX_MODULE_LINES] == []
    assert [name(path) for path in MODULES if not ast.get_docstring(tree(path))] == []


def test_everything_public_says_what_it_does() -> None:
    silent = [
        f"{name(path)}: {node.name}"
        for path in MODULES
        if MIGRATIONS not in path.parents
        for node in public(tree(path))
        if not ast.get_docstring(node)
    ]
    assert silent == []


def test_functions_are_short() -> None:
    long = [
        f"{name(path)}: {node.name}, line {node.lineno}"
        for path in MODULES
        if MIGRATIONS not in path.parents
        for node in ast.walk(tree(path))
        if isinstance(node, Function) and body_lines(node, lines_of(path)) > MAX_FUNCTION_LINES
    ]
    assert long == []


def test_a_body_is_counted_without_docstring_comments_and_blank_lines() -> None:
    text = (
        'def f(\n    a,\n):\n    """One.\n\n    Two.\n    """\n    # why\n\n    b = (\n        a\n    )\n    return b\n'
    )
    (function,) = ast.parse(text).body
    assert isinstance(function, Function)
    assert body_lines(function, text.splitlines()) == 4


def test_no_module_is_named_like_one_of_the_standard_library() -> None:
    banned = {*sys.stdlib_module_names, "utils", "helpers", "misc", "common"} - {"__init__", "__main__"}
    assert [name(path) for path in MODULES if path.stem in banned] == []


def test_the_door_of_a_room_is_only_its_description() -> None:
    doors = [path for path in MODULES if path.name == "__init__.py"]
    assert len(doors) > 10
    assert [name(path) for path in doors if len(tree(path).body) != 1 or not ast.get_docstring(tree(path))] == []


def test_every_folder_is_a_package() -> None:
    folders = {path.parent for path in MODULES if not path.is_relative_to(MIGRATIONS)}
    assert [name(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_every_pure_module_has_its_test() -> None:
    tests = {path: path.relative_to(PACKAGE).with_name(f"test_{path.name}") for path in PURE_MODULES}
    assert [name(path) for path, test in tests.items() if not (ROOT / "tests" / test).exists()] == []


def test_a_folder_of_tests_is_a_package_so_that_equal_names_do_not_clash() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert [name(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_only_logs_asks_the_clock_of_the_day() -> None:
    """Ruff bans ``datetime.now``; this also finds its relatives. ``time`` is kept out of pure rooms by contract."""
    clocks = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"}
    asked = [
        f"{name(path)}: {ast.unparse(node)}, line {node.lineno}"
        for path in MODULES
        if path != PACKAGE / "logs.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today") and ast.unparse(node) in clocks
    ]
    assert asked == []


@pytest.mark.parametrize("path", PURE_MODULES, ids=name)
def test_a_pure_module_opens_nothing(path: Path) -> None:
    """What import contracts can't name: parts of packages and built-in functions."""
    nodes = list(ast.walk(tree(path)))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {
        f"{node.module}.{alias.name}" for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert not {found for found in imported if found.startswith("urllib") and not found.startswith("urllib.parse")}
    called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & {"open", "print", "input", "exec", "eval"}
